"""Credentials: which fields hold one, in the schemas and among those that Zoom adds later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given

from tap_zoom.records.secrets import is_secret, secret_breadcrumbs, without_secrets
from tests.support import SCHEMAS, json_values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_zoom.records.types import Breadcrumb

PREFIX = "Credential, not selected by default: "


def dotted(breadcrumb: Breadcrumb) -> str:
    """Format a breadcrumb as a path."""
    return ".".join(part for part in breadcrumb if part != "properties").replace(".items", "[]")


def described(schema: dict[str, Any], at: Breadcrumb = ()) -> Iterator[Breadcrumb]:
    """Yield the breadcrumbs of the fields that are described as credentials."""
    for name, inner in schema.get("properties", {}).items():
        here = (*at, "properties", name)
        if inner["description"].startswith(PREFIX):
            yield here
        yield from described(inner, here)
        yield from described(inner.get("items", {}), (*here, "items"))


@pytest.mark.parametrize("stream", sorted(SCHEMAS))
def test_the_fields_that_are_described_as_credentials_are_found_and_no_others(stream: str) -> None:
    found = set(map(dotted, secret_breadcrumbs(SCHEMAS[stream])))

    assert found == set(map(dotted, described(SCHEMAS[stream])))


def test_streams_have_credentials() -> None:
    found = {dotted(breadcrumb) for breadcrumb in described(SCHEMAS["recordings"])}

    assert {"recording_files[].download_url", "recording_play_passcode", "share_url"} <= found


def test_breadcrumbs_are_those_of_a_singer_catalog() -> None:
    secret = {"type": "string"}
    schema = {
        "properties": {
            "rows": {"items": {"properties": {"inner": {"properties": {"pwd": secret}}}}},
            "password": {"properties": {"token": secret}},
        }
    }

    assert list(secret_breadcrumbs(schema)) == [
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
        "invite_url",
        "download_url",
        "transcript_download_url",
        "play_url",
        "share_url",
        "summary_doc_url",
        "file_path",
        "password",
        "passwd",
        "passcode",
        "encrypted_password",
        "encrypted_passcode",
        "h323_password",
        "h323_passcode",
        "pstn_password",
        "recording_play_passcode",
        "pwd",
        "user_pwd",
        "pwd_hash",
        "pin",
        "participant_pin_code",
        "audio_pin",
        "host_key",
        "dynamic_host_key",
        "hostKey",
        "access_token",
        "refresh_token",
        "download_access_token",
        "accessToken",
        "auth_key",
        "zak_token",
        "token",
        "api_key",
        "apiKey",
        "client_secret",
        "secret_token",
        "Join_URL",
        "joinUrl",
        "stream_key",
        "streaming_key",
        "zak",
        "signed_url",
        "presigned_url",
        "join_link",
        "play_link",
        "share_link",
        "share_links",
        "shareable_link",
        "download_link",
        "recording_link",
        "thumbnail_link",
        "thumbnail_urls",
        "thumbnails",
        "invite_links",
        "event_join_link",
        "meeting_url",
        "file_url",
        "playbackUrl",
        "private_key",
        "access_code",
        "activation_code",
        "jwt",
        "credentials",
    ],
)
def test_a_credential_is_recognized_by_its_name(name: str) -> None:
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
        "host_keyword",
        "pwdless",
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
        "share_links_in_chat",
        "tracking_url",
        "survey_url",
        "sip_uri",
        "link",
        "url",
        "access_link_id",
        "stream_key_name",
        "session_key",
        "country_code",
        "hotpot",
        "zakat",
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
def test_other_names_are_not_credentials(name: str) -> None:
    assert not is_secret(name)


def test_only_credentials_are_removed_from_unknown_values() -> None:
    value = {
        "name": "Zoë",
        "join_url": "https://zoom.us/w/1?tk=x",
        "rooms": [{"id": 1, "host_key": "123456"}, [{"pwd": "x", "open": True}], "text"],
    }

    assert without_secrets(value, pytest.fail) == {
        "name": "Zoë",
        "rooms": [{"id": 1}, [{"open": True}], "text"],
    }


def all_names(value: object) -> list[str]:
    """Return the names of all fields in a value."""
    if isinstance(value, dict):
        return [*value, *(name for inner in value.values() for name in all_names(inner))]
    return [n for inner in value for n in all_names(inner)] if isinstance(value, list) else []


@given(json_values)
def test_a_value_without_credentials_is_copied_unchanged(value: object) -> None:
    # Hypothesis also draws strings that it finds in the code.
    assume(not any(map(is_secret, all_names(value))))

    assert repr(without_secrets(value, pytest.fail)) == repr(value)
