"""Values of documented fields, by type, format and name."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from sandbox import words
from sandbox.clock import format_utc
from sandbox.rows.common import SECRET_DIGITS, outsider

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sandbox.account import Account
    from sandbox.plain.shape import Node
    from sandbox.seeded_random import SeededRandom

    Maker = Callable[[Account, SeededRandom], str]

_LETS_IN = re.compile(
    r"(^|_)(start|join|registration|meeting|webinar|vanity|invit(e|ation)|login|activation|access"
    r"|launch|webhook|qr_code|download|play(back)?|shar(e|ed|ing|eable)|record(ing|ed)?"
    r"|summary_doc|file|media|video|audio|voicemail|transcript|attachment|thumb(nail)?"
    r"|(pre)?signed|stream(ing)?(_backup)?)_?(url|link|uri)s?$|^file_path$|(^|_)thumbnails?$"
    r"|passw(or)?d|passcode|secret(?!ar)|(^|_)(pwd($|_)|pin$|(zak|jwt|otp|credentials?)$)"
    r"|(^|_)(auth|api|host|private|encryption|signing|stream(ing)?)_?key$"
    r"|(^|_)(access|refresh|auth|api|zak)?token$|(pin|access|activation|pairing|verification)_?code$"
)
SECOND = timedelta(seconds=1)
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def _person(_: Account, rng: SeededRandom) -> str:
    first, last, _email = outsider(rng)
    return f"{first} {last}"


def _email(account: Account, rng: SeededRandom) -> str:
    return account.user(rng.randrange(account.size)).email if rng.chance(0.8) else outsider(rng)[2]


def _decimal(least: int, limit: int, digits: int) -> Maker:
    """Return what makes numbers as text, given in the unit of their last digit."""
    return lambda _, rng: f"{rng.randint(least, limit) / 10**digits:.{digits}f}"


def _one_of(choices: tuple[str, ...]) -> Maker:
    return lambda _, rng: rng.choice(choices)


#: The first pattern that is found in the name decides.
_TEXTS: tuple[tuple[re.Pattern[str], Maker], ...] = tuple(
    (re.compile(pattern), make)
    for pattern, make in (
        (r"email$|email_address$", _email),
        (r"(url|link|uri|href)s?$", lambda _, rng: f"https://example.com/{rng.hex(12)}"),
        (r"(^|_)(uu)?ids?$|_jid$", lambda _, rng: rng.key()),
        (r"currency_sign", _one_of(("$",))),
        (r"currency", _one_of(("USD", "EUR", "JPY"))),
        (r"(^|_)rate$", _decimal(0, 500, 4)),
        (r"price|charge$", _decimal(0, 2_000, 2)),
        (r"(^|_)mos$", _decimal(25, 45, 1)),
        (r"direction$", _one_of(("inbound", "outbound"))),
        (r"time_?zone", _one_of(words.TIMEZONES)),
        (r"first_name$", _one_of(words.FIRST_NAMES)),
        (r"last_name$", _one_of(words.LAST_NAMES)),
        (r"country|region", _one_of(words.COUNTRIES)),
        (r"(^|_)city$", _one_of(words.CITIES)),
        (r"department", _one_of(words.DEPARTMENTS)),
        (r"company|organization", _one_of(words.COMPANIES)),
        (r"job_title", _one_of(words.JOB_TITLES)),
        (r"language|locale", _one_of(("en-US", "de-DE", "jp-JP"))),
        (r"ip(_address)?$|_ip$", lambda _, rng: f"192.0.2.{rng.randrange(256)}"),
        (r"mac_address", lambda _, rng: f"00:00:5e:00:53:{rng.hex(2)}"),
        (r"version", lambda _, rng: f"6.{rng.randrange(9)}.{rng.randrange(20)}"),
        (r"number|phone|extension", lambda _, rng: f"+1205555{rng.randrange(10_000):04}"),
        (r"topic|title|subject", _one_of(words.TOPICS)),
        (r"text|content|message|note|comment|descri|detail|transcript", _one_of(words.UTTERANCES)),
        (r"name$|operator|user|agent|owner|_by$", _person),
        (r"", lambda _, rng: f"{rng.choice(words.CHANNELS)} {rng.randrange(100)}"),
    )
)


@cache
def is_secret(name: str) -> bool:
    """Return whether a field of this name lets its reader in somewhere."""
    return _LETS_IN.search(_CAPITAL.sub("_", name).lower()) is not None


def when(node: Node, moment: datetime) -> Any:
    """Return a time in a field's format: by default the usual one, or milliseconds as a number."""
    if node.facts.type in {"integer", "number"}:
        return int(moment.timestamp() * 1000)
    date_only = node.facts.format == "date" or (not node.facts.format and node.name == "date")
    return moment.date().isoformat() if date_only else format_utc(moment)


def scalar(account: Account, node: Node, rng: SeededRandom, moment: datetime) -> Any:
    """Return a value of a field that contains no others, around a moment."""
    facts = node.facts
    if facts.enum:
        value = rng.choice(facts.enum)
        return value.replace("$name", "Main") if isinstance(value, str) else value
    match facts.type:
        case "boolean":
            return rng.chance(0.5)
        case "integer":
            return _integer(node.name, rng)
        case "number":
            return _number(node.name, rng)
        case "object":
            return {}
        case _:
            return _text(account, node, rng, moment)


def _text(account: Account, node: Node, rng: SeededRandom, moment: datetime) -> str:
    make = _text_maker(node.name, node.facts.format)
    if make is None:
        return str(when(node, moment + _later(node.name) + rng.randrange(600) * SECOND))
    return make(account, rng)


@cache
def _text_maker(field: str, form: str | None) -> Maker | None:
    """Return what makes the texts of a field, unless they are times."""
    name = _CAPITAL.sub("_", field).lower()
    if is_secret(name):
        link = re.search(r"(url|link|uri)s?$", name)
        prefix = "https://zoom.us/" if link else ""
        return lambda account, rng: prefix + account.secret(rng)
    if form in {"date-time", "date"} or (
        not form and re.search(r"(^|_)(date|time|date_time|last_online)$|_at$", name)
    ):
        return None
    if form == "time":
        return lambda _, rng: f"{rng.randrange(24):02}:30"
    if form == "email":
        return _email
    return next(make for pattern, make in _TEXTS if pattern.search(name))


@cache
def _later(name: str) -> timedelta:
    """Return how much later a time is than the row's, so that nothing ends before it begins."""
    order = (r"(^|_)end(_|$)|exit|close", r"creat|(meeting|lobby)_start", r"start|join|enter", r"")
    rank = next(n for n, pattern in enumerate(order) if re.search(pattern, name))
    return timedelta(minutes=(30, -30, 0, 10)[rank])


def _number(name: str, rng: SeededRandom) -> float:
    """Return a number that may be a fraction; most are counts or milliseconds."""
    if name.endswith(("confidence_score", "_ratio")):
        return rng.randrange(10_000) / 10_000
    if name.endswith(("score", "percent")):
        return rng.randrange(10_000) / 100
    return rng.randrange(1800) * 1000 if "durat" in name else _integer(name, rng)


def _integer(name: str, rng: SeededRandom) -> int:
    if is_secret(name) and not name.endswith("_length"):
        return int(f"{SECRET_DIGITS}{rng.randrange(1000)}")
    if name.endswith("id"):
        return 10_000_000_000 + rng.randrange(1 << 36)
    if "extension" in name:
        return 1000 + rng.randrange(9000)
    if "amount" in name:
        return 100 * rng.randrange(10_000)
    return rng.randrange(3600 if "duration" in name or "size" in name else 30)
