"""Credentials: which fields count as one, in the schemas and in what Zoom adds tomorrow."""

from __future__ import annotations

import pytest
from hypothesis import assume, given

from tap_zoom.records.secrets import is_secret, secret_paths, without_secrets
from tests.support import SCHEMAS, json_values

#: All credentials of the streams. A stream that gets another one has to name it here.
CREDENTIALS = {
    "meeting_registrants": {"join_url", "participant_pin_code"},
    "meeting_summaries": {"summary_doc_url"},
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
    "phone_recordings": {"download_url", "transcript_download_url"},
    "user_details": {"personal_meeting_url", "vanity_url"},
    "recording_files": {"download_url", "file_path", "play_url"},
    "recordings": {
        "recording_files[].download_url",
        "recording_files[].file_path",
        "recording_files[].play_url",
        "recording_play_passcode",
        "share_url",
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
        "download_url",
        "transcript_download_url",
        "play_url",
        "share_url",
        "summary_doc_url",
        "file_path",
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
        "channel_url",
        "playback",
        "share_urls_count",
        "profile_path",
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


def names_in(value: object) -> list[str]:
    """All names of fields in a value."""
    if isinstance(value, dict):
        return [*value, *(name for inner in value.values() for name in names_in(inner))]
    return [n for inner in value for n in names_in(inner)] if isinstance(value, list) else []


@given(json_values)
def test_what_holds_no_credential_is_copied_whole(value: object) -> None:
    # The names that are drawn come from the code, too.
    assume(not any(map(is_secret, names_in(value))))
    assert repr(without_secrets(value)) == repr(value)
