"""Reversible ids, so that a request leads to its host without any lookup table.

An account of many thousands of users is never held in memory: a meeting's number, a session's
UUID and a user's id each encode, scrambled, where in the account their owner is generated.
"""

from __future__ import annotations

from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2b
from urllib.parse import quote

# Eleven digits, all above 2**32. The factor scrambles; prime moduli make that reversible.
_MEETING_BASE, _MEETING_MODULUS = 80_000_000_000, 9_999_999_967
_PMI_BASE, _PMI_MODULUS = 5_000_000_000, 4_999_999_937
_FACTOR = 3_266_489_917

_DEFINITIONS_PER_HOST = 4096
_SESSIONS_PER_HOST = 1 << 20
_PREFIX, _SUFFIX = 10, 6


def meeting_id(host: int, number: int) -> int:
    """Return the id of a host's n-th meeting or webinar."""
    plain = host * _DEFINITIONS_PER_HOST + number + 1
    return _MEETING_BASE + plain * _FACTOR % _MEETING_MODULUS


def pmi(host: int) -> int:
    """Return a host's personal meeting ID."""
    return _PMI_BASE + (host + 1) * _FACTOR % _PMI_MODULUS


def host_of_meeting(number: int) -> int:
    """Return the host that a meeting id encodes, which may not exist."""
    if number >= _MEETING_BASE:
        plain = (number - _MEETING_BASE) * pow(_FACTOR, -1, _MEETING_MODULUS) % _MEETING_MODULUS
        return (plain - 1) // _DEFINITIONS_PER_HOST
    return (number - _PMI_BASE) * pow(_FACTOR, -1, _PMI_MODULUS) % _PMI_MODULUS - 1


def _seal(seed: int, prefix: bytes, number: int) -> bytes:
    mask = blake2b(prefix, digest_size=_SUFFIX, key=str(seed).encode()).digest()
    return prefix + bytes(a ^ b for a, b in zip(number.to_bytes(_SUFFIX, "big"), mask, strict=True))


def _prefix(seed: int, kind: str, number: int) -> bytes:
    return blake2b(f"{seed}:{kind}:{number}".encode(), digest_size=_PREFIX).digest()


def _open(seed: int, sealed: bytes) -> int:
    return int.from_bytes(_seal(seed, sealed[:_PREFIX], 0)[_PREFIX:], "big") ^ int.from_bytes(
        sealed[_PREFIX:], "big"
    )


def _shaped(prefix: bytes, shape: int) -> bytes:
    """Adjust the first bytes so that the UUID contains what is hard to put into a path."""
    head = bytearray(prefix)
    if shape == 0:  # a leading slash
        head[0] |= 0xFC
    elif shape == 1:  # two adjacent slashes
        head[3], head[4] = 0xFF, head[4] | 0xF0
    elif shape == 2:  # a single slash
        head[3], head[4] = (head[3] | 0xFC) & 0xFE, head[4] & 0x7F
    elif shape == 3:  # a leading plus
        head[0] = (head[0] | 0xF8) & 0xFB
    return bytes(head)


def session_uuid(seed: int, host: int, number: int) -> str:
    """Return the UUID of a host's n-th session; half of all UUIDs are awkward in a path."""
    plain = host * _SESSIONS_PER_HOST + number
    prefix = _shaped(_prefix(seed, "session", plain), number % 8)
    return b64encode(_seal(seed, prefix, plain)).decode()


def session_place(seed: int, uuid: str) -> tuple[int, int] | None:
    """Return the host and number that a session's UUID encodes, or None if it isn't ours."""
    try:
        sealed = b64decode(uuid, validate=True)
    except ValueError:
        return None
    if len(sealed) != _PREFIX + _SUFFIX:
        return None
    host, number = divmod(_open(seed, sealed), _SESSIONS_PER_HOST)
    return (host, number) if session_uuid(seed, host, number) == uuid else None


def definition_uuid(seed: int, meeting: int) -> str:
    """Return the UUID in a meeting's definition, which belongs to its next session."""
    return b64encode(_prefix(seed, "next", meeting) + _prefix(seed, "later", meeting)[:6]).decode()


def key(seed: int, kind: str, number: int) -> str:
    """Return the id of the n-th object of a kind, such as a user or a group."""
    sealed = _seal(seed, _prefix(seed, kind, number), number)
    return urlsafe_b64encode(sealed).decode().rstrip("=")


def key_number(seed: int, kind: str, text: str) -> int | None:
    """Return the number that an object's id encodes, or None if it isn't ours."""
    try:
        number = _open(seed, urlsafe_b64decode(text + "=="))
        return number if key(seed, kind, number) == text else None
    except (ValueError, OverflowError):
        return None


def user_id(seed: int, index: int) -> str:
    """Return the id of the n-th user."""
    return key(seed, "user", index)


def user_index(seed: int, text: str) -> int | None:
    """Return the index that a user's id encodes, or None if it isn't ours."""
    return key_number(seed, "user", text)


def channel_id(seed: int, number: int) -> str:
    """Return the id of the n-th channel, in hexadecimal digits."""
    return _seal(seed, _prefix(seed, "channel", number), number).hex()


def channel_number(seed: int, text: str) -> int | None:
    """Return the number that a channel's id encodes, or None if it isn't ours."""
    try:
        number = _open(seed, bytes.fromhex(text))
        return number if channel_id(seed, number) == text else None
    except (ValueError, OverflowError):
        return None


def wire_uuid(uuid: str) -> str:
    """Encode a UUID for a path as Zoom requires: twice if a slash would split the path."""
    once = quote(uuid, safe="")
    return quote(once, safe="") if uuid.startswith("/") or "//" in uuid else once
