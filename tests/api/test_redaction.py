"""Secrets in logs and messages: none gets through, in whatever form a server repeats it."""

from __future__ import annotations

import base64
import json
import logging
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_zoom.api.redaction import REPLACEMENT, Redactor, redact_logs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SECRET = "Zq7/x+4fPq0TnE=9vLkDs82m"
TOKEN = "eyJzdiI6IjAwMDAwMSIsImFsZyI6IkhTNTEyIn0." + "Ab9-_" * 100


ENCODED: dict[str, Callable[[str], str]] = {
    "plain": str,
    "percent": lambda secret: quote(secret, safe=""),
    "lower-case percent": lambda secret: re.sub(
        "%..", lambda found: found[0].lower(), quote(secret, safe="")
    ),
    "percent twice": lambda secret: quote(quote_plus(secret), safe=""),
    "escaped JSON": lambda secret: secret.replace("/", "\\/"),
}


@pytest.mark.parametrize("secret", [SECRET, TOKEN, "s3cret/key"])
@pytest.mark.parametrize("encoding", ENCODED)
def test_secret_is_replaced_in_every_encoding(encoding: str, secret: str) -> None:
    echoed = ENCODED[encoding](secret)
    redact = Redactor(secret).redact

    assert redact(f"before {echoed} after") == "before *** after"
    assert redact(json.dumps({"message": echoed})).startswith('{"message": "***')
    assert redact(f"a%3D{echoed}").startswith("a%3D***")


@pytest.mark.parametrize("secret", [SECRET, TOKEN])
@pytest.mark.parametrize("prefix", ["", "x", "xy", "client:", "Authorization: Bearer "])
@pytest.mark.parametrize("altchars", [b"+/", b"-_"])
def test_secret_is_replaced_within_base64(secret: str, prefix: str, altchars: bytes) -> None:
    echoed = base64.b64encode(f"{prefix}{secret}".encode(), altchars).decode()
    before = base64.b64encode(prefix.encode(), altchars).decode().rstrip("=")
    redact = Redactor(secret).redact

    for text in (echoed, quote(echoed, safe="")):
        head, _, tail = redact(text).partition("***")
        assert len(head) <= len(before) + 1  # a character may hold bits of both
        assert len(tail) <= 1 + len("%3D%3D")


@given(st.binary(max_size=8), st.binary(max_size=8))
def test_secret_is_found_anywhere_within_base64(before: bytes, after: bytes) -> None:
    echoed = base64.b64encode(before + SECRET.encode() + after).decode()
    middle = echoed[len(echoed) // 2 - 4 : len(echoed) // 2 + 4]

    assert REPLACEMENT in Redactor(SECRET).redact(echoed)
    assert middle not in Redactor(SECRET).redact(echoed)


@pytest.mark.parametrize("echoed", ["my secret key", "my+secret+key", "my%20secret%20key"])
def test_a_secret_with_spaces_is_replaced_however_they_are_encoded(echoed: str) -> None:
    assert Redactor("my secret key").redact(f"before {echoed} after") == "before *** after"


def test_token_that_was_cut_off_is_replaced() -> None:
    """Messages are shortened."""
    assert Redactor(TOKEN).redact(f"Bearer {TOKEN[:200]}… is bad") == "Bearer ***… is bad"


def test_tokens_that_follow_are_replaced_as_well_as_earlier_ones() -> None:
    redactor = Redactor(None, "", SECRET)
    redactor.add("access-token-1")
    redactor.add("access-token-2")

    assert redactor.redact(f"access-token-1, access-token-2, {SECRET}") == "***, ***, ***"


def test_short_secrets_do_not_garble_words() -> None:
    redactor = Redactor("id", "a", "meet")

    assert redactor.redact("id a meetings meet") == "id a meetings ***"


# --- logs -------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _factory() -> Iterator[None]:
    """Restore how log records are made."""
    before = logging.getLogRecordFactory()
    yield
    logging.setLogRecordFactory(before)


def text_of(caplog: pytest.LogCaptureFixture) -> str:
    return "\n".join([caplog.handler.format(record) for record in caplog.records])


def test_no_logger_shows_a_secret(caplog: pytest.LogCaptureFixture) -> None:
    """Neither in a message, nor in its arguments, nor in a traceback."""
    redact_logs(Redactor(SECRET).redact)
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("urllib3.connectionpool").debug("GET /x?token=%s", SECRET)
        logging.getLogger("singer_sdk").info(f"Config {SECRET}")  # noqa: G004
        try:
            int(SECRET)
        except ValueError:
            logging.getLogger("tap-zoom").exception("Traceback")

    assert len(caplog.records) == 3
    assert SECRET not in text_of(caplog)
    assert "ValueError: invalid literal for int() with base 10: '***'" in text_of(caplog)
    assert "Traceback (most recent call last)" in text_of(caplog)


def test_log_record_without_a_secret_is_unchanged(caplog: pytest.LogCaptureFixture) -> None:
    """The SDK's handlers look at its arguments."""
    redact_logs(Redactor(SECRET).redact)
    point: Any = object()
    logging.getLogger("tap-zoom").warning("METRIC: %s", point)

    assert caplog.records[0].args == (point,)


def test_next_run_takes_the_place_of_the_last(caplog: pytest.LogCaptureFixture) -> None:
    redact_logs(Redactor("first-secret").redact)
    redact_logs(Redactor("second-secret").redact)
    logging.getLogger("tap-zoom").warning("first-secret second-secret")

    assert caplog.records[0].getMessage() == "first-secret ***"
