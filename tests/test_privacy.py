"""Credentials: which fields count as one, in the schemas and in what Zoom adds tomorrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given

from tap_zoom.privacy import is_secret, secret_paths, without_secrets
from tests.support import SCHEMAS, json_values

if TYPE_CHECKING:
    from collections.abc import Iterator

#: All credentials of the streams. A stream that gets another one has to name it here.
CREDENTIALS = {
    "meeting_registrants": {"join_url", "participant_pin_code"},
    "meetings": {
        "chat_join_url",
        "dynamic_host_key",
        "encrypted_password",
        "h323_password",
        "join_url",
        "password",
        "pstn_password",
        "registration_url",
        "settings.authentication_exception[].join_url",
        "start_url",
    },
    "users": {"host_key"},
    "webinar_absentees": {"join_url"},
    "webinar_panelists": {"join_url"},
    "webinar_registrants": {"join_url"},
    "webinars": {
        "encrypted_passcode",
        "h323_passcode",
        "join_url",
        "password",
        "registration_url",
        "start_url",
    },
}


def dotted(path: tuple[str, ...]) -> str:
    """Write a breadcrumb as people do."""
    return ".".join(part for part in path if part != "properties").replace(".items", "[]")


@pytest.mark.parametrize("stream", sorted(SCHEMAS))
def test_credentials_of_a_stream(stream: str) -> None:
    """They are found at every depth, and nothing else is."""
    found = {dotted(path) for path in secret_paths(SCHEMAS[stream])}

    assert found == CREDENTIALS.get(stream, set())


def test_breadcrumbs_are_those_of_a_singer_catalog() -> None:
    secret = {"type": "string"}
    schema = {
        "properties": {
            "rows": {"items": {"properties": {"inner": {"properties": {"pwd": secret}}}}},
            "password": {"properties": {"token": secret}},
        }
    }

    assert list(secret_paths(schema)) == [
        ("properties", "rows", "items", "properties", "inner", "properties", "pwd"),
        ("properties", "password"),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "start_url",
        "join_url",
        "chat_join_url",
        "registration_url",
        "personal_meeting_url",
        "vanity_url",
        "password",
        "passcode",
        "encrypted_password",
        "encrypted_passcode",
        "h323_password",
        "h323_passcode",
        "pstn_password",
        "recording_play_passcode",
        "pwd",
        "participant_pin_code",
        "audio_pin",
        "host_key",
        "dynamic_host_key",
        "hostKey",
        "access_token",
        "refresh_token",
        "download_access_token",
        "zak_token",
        "token",
        "api_key",
        "apiKey",
        "client_secret",
        "secret_token",
        "Join_URL",
    ],
)
def test_a_credential_is_known_by_its_name(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize(
    "name",
    [
        "pmi",
        "id",
        "uuid",
        "registrant_id",
        "customer_key",
        "custom_keys",
        "key",
        "keynote",
        "keyboard",
        "host_id",
        "host_email",
        "tokenless",
        "token_type",
        "tokens_used",
        "spin",
        "pinned",
        "mapping_pins",
        "pic_url",
        "share_url",
        "summary_doc_url",
        "registrants_count",
        "join_time",
        "start_time",
        "secretary",
        "secretary_email",
        "passing_grade",
        "compass",
    ],
)
def test_a_harmless_field_stays(name: str) -> None:
    assert not is_secret(name)


def test_unknown_values_lose_their_credentials_only() -> None:
    value = {
        "name": "Zoë",
        "join_url": "https://zoom.us/w/1?tk=x",
        "rooms": [{"id": 1, "host_key": "123456"}, [{"pwd": "x", "open": True}], "text"],
    }

    assert without_secrets(value) == {
        "name": "Zoë",
        "rooms": [{"id": 1}, [{"open": True}], "text"],
    }


def names(value: object) -> Iterator[str]:
    """The names of all fields, at any depth."""
    if isinstance(value, dict):
        yield from value
    for inner in value.values() if isinstance(value, dict) else ():
        yield from names(inner)
    for inner in value if isinstance(value, list) else ():
        yield from names(inner)


@given(json_values)
def test_what_holds_no_credential_is_copied_whole(value: object) -> None:
    # Hypothesis tries texts of the code itself, too, and those name credentials.
    assume(not any(map(is_secret, names(value))))

    assert repr(without_secrets(value)) == repr(value)
