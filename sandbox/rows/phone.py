"""Phone users, their calls and the recordings of those."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sandbox.clock import format_utc
from sandbox.phone_calls import has_phone
from sandbox.rows.common import outsider, with_extra_fields

if TYPE_CHECKING:
    from sandbox.account import Account
    from sandbox.model import Row, User
    from sandbox.phone_calls import Leg
    from sandbox.seeded_random import SeededRandom

COUNTRY = {"country_code": "US", "country_iso_code": "US"}
SITES = ("Main Site", "Köln 🏢", "東京", "Home office")
ANSWERED_RESULTS = ("answered", "connected", "answered ", "auto_recorded")
"""Includes a trailing blank and an undocumented value, as Zoom's do."""
UNANSWERED_RESULTS = ("voicemail", "no_answer", "busy", "rejected")


def sites(account: Account) -> list[Row]:
    """Return the account's phone sites."""
    seed = ("plain", "/phone/sites", "", "id", "id")  # as the list of sites has them
    return [{"id": account.rng(*seed, n).key(), "name": name} for n, name in enumerate(SITES)]


def users(account: Account) -> list[int]:
    """Return the users who have a phone, or had one."""
    every = sorted(account.users("active") + account.users("inactive"))
    return [index for index in every if has_phone(index)]


def status(user: User) -> str:
    """Return the state of a user's phone."""
    return "activate" if user.status == "active" else "deactivate"


def extension(index: int) -> int:
    """Return a user's extension number."""
    return 8_000_001_000 + index


def extension_id(account: Account, index: int) -> str:
    """Return the id of a user's extension."""
    return account.rng("extension", index).key()


def user_row(account: Account, index: int) -> Row:
    """Return a user with a phone."""
    user = account.user(index)
    rng = account.rng("phone", index)
    active = user.status == "active"
    number = {"id": rng.key(), "number": f"+1205930{index:04}"}
    plan = {
        "name": "US/CA Metered Calling Plan",
        "type": 100,
        "billing_account_id": rng.key(),
        "billing_account_name": "Delhi billing",
        "billing_subscription_id": f"FT-SUBREF-{rng.randrange(100_000_000)}",
        "billing_subscription_name": "My Subscription",
    }
    return with_extra_fields(
        account,
        {
            "id": user.id,
            "phone_user_id": rng.key(),
            "name": user.name,
            "email": user.email,
            "extension_id": extension_id(account, index),
            "extension_number": extension(index),
            "status": status(user),
            "activation_status": "activated" if active else "not ready",
            "calling_plans": [plan] if rng.chance(0.8) else [],
            "phone_numbers": [number] if active else [],
            "site": rng.choice(sites(account)),
            "department": user.department,
            "cost_center": rng.choice(("", "CC-1")),
        },
    )


def _uuid(rng: SeededRandom) -> str:
    digits = rng.hex(32)
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def history_id(account: Account, leg: Leg) -> str:
    """Return a leg's id in the call history."""
    day = date.fromordinal(leg.key[0])
    return f"{day:%Y%m%d}-{_uuid(account.rng('call history', *leg.key))}"


def log_id(account: Account, leg: Leg) -> str:
    """Return a leg's id in the legacy call log."""
    return _uuid(account.rng("call log", *leg.key))


def call_id(account: Account, leg: Leg) -> str:
    """Return the id that the legs of a call share."""
    return str(
        7_000_000_000_000_000_000 + (account.rng("call id", *leg.key[:2]).getrandbits() >> 4)
    )


def _parties(account: Account, leg: Leg) -> tuple[Row, Row]:
    """Return the fields of the internal and of the external party."""
    user = account.user(leg.user)
    first, last, _ = outsider(account.rng("caller", *leg.key[:2]))
    inside = {
        "ext_id": extension_id(account, leg.user),
        "did_number": f"+1205930{leg.user:04}",
        "ext_number": str(extension(leg.user)),
        "name": user.name,
        "email": user.email,
        "ext_type": "user",
        "number_type": "zoom_pstn",
        "device_type": "MAC_Client(6.0.2.33403)",
        "account_code": "",
        **COUNTRY,
    }
    outside = {
        "did_number": f"+4930{account.rng('number', *leg.key[:2]).randrange(10_000_000):07}",
        "name": f"{first} {last}",
        "number_type": "external_pstn",
        "email": "",
        "country_code": "DE",
        "country_iso_code": "DE",
    }
    return inside, outside


def history_row(account: Account, leg: Leg) -> Row:
    """Return a leg of a call in the call history."""
    rng = account.rng("leg", *leg.key)
    inside, outside = _parties(account, leg)
    caller, callee = (outside, inside) if leg.inbound else (inside, outside)
    site = rng.choice(sites(account))
    row: Row = {
        "call_history_uuid": history_id(account, leg),
        "call_id": call_id(account, leg),
        "direction": "inbound" if leg.inbound else "outbound",
        "international": True,
        "start_time": format_utc(leg.start),
        "answer_time": format_utc(leg.recorded_from) if leg.answered else "",
        "end_time": format_utc(leg.end),
        "duration": leg.seconds if rng.chance(0.9) else str(leg.seconds),
        "connect_type": "external",
        "sbc_id": "",
        "sbc_name": "",
        "sip_group_id": "",
        "sip_group_name": "",
        "call_type": "general",
        "call_result": rng.choice(ANSWERED_RESULTS if leg.answered else UNANSWERED_RESULTS),
        "hide_caller_id": False,
        "end_to_end": rng.chance(0.1),
        **{f"caller_{name}": value for name, value in caller.items()},
        **{f"callee_{name}": value for name, value in callee.items()},
        "department": account.user(leg.user).department,
        "cost_center": "",
        "site_id": site["id"],
        "group_id": "",
        "site_name": site["name"],
        "spam": "Maybe Spam" if leg.inbound and rng.chance(0.1) else "",
        "recording_status": "recorded" if leg.recorded else "non_recorded",
    }
    return with_extra_fields(account, row)


def log_row(account: Account, leg: Leg) -> Row:
    """Return a leg of a call in the legacy call log, which has another id."""
    row = history_row(account, leg)
    del row["call_history_uuid"]
    return {"id": log_id(account, leg), **row}


def recording_id(account: Account, leg: Leg) -> str:
    """Return the id of the recording of a leg."""
    return account.rng("phone recording id", *leg.key).hex(32)


def has_transcript(account: Account, leg: Leg) -> bool:
    """Return whether there is a transcript of the recording of a leg."""
    return account.rng("phone transcript", *leg.key).chance(0.5)


def recording_row(account: Account, leg: Leg) -> Row:
    """Return the recording of a leg."""
    rng = account.rng("phone recording", *leg.key)
    inside, outside = _parties(account, leg)
    caller, callee = (outside, inside) if leg.inbound else (inside, outside)
    user = account.user(leg.user)
    owner: Row = {
        "extension_number": extension(leg.user),
        "id": user.id,
        "name": user.name,
        "type": "user",
    }
    if rng.chance(0.1):
        owner.update(type="callQueue", extension_status="deleted")
        owner["extension_deleted_time"] = format_utc(leg.end)
    row: Row = {
        "id": recording_id(account, leg),
        "call_id": call_id(account, leg),
        "call_log_id": log_id(account, leg),
        "call_element_id": history_id(account, leg),
        "date_time": format_utc(leg.recorded_from),
        "end_time": format_utc(leg.end),
        "duration": leg.seconds - leg.ringing,
        "direction": "inbound" if leg.inbound else "outbound",
        "recording_type": rng.choice(("OnDemand", "Automatic")),
        "disclaimer_status": rng.randrange(3),
        "auto_delete_enable": False,
        "auto_delete_policy": "",
        "meeting_uuid": "",
        "owner": owner,
        "site": rng.choice(sites(account)),
        "download_url": f"https://zoom.us/v2/phone/recording/download/{account.secret(rng)}",
    }
    for side, who in (("caller", caller), ("callee", callee)):
        row[f"{side}_name"] = who["name"]
        row[f"{side}_number"] = who["did_number"]
        row[f"{side}_number_type"] = 1 if who is inside else 2
        row[f"{side}_account_code"] = ""
    by = {"name": user.name, "extension_number": str(extension(leg.user))}
    row["accepted_by" if leg.inbound else "outgoing_by"] = by
    if has_transcript(account, leg):
        path = f"recording_transcript/download/{account.secret(rng)}"
        row["transcript_download_url"] = f"https://zoom.us/v2/phone/{path}"
    return with_extra_fields(account, row)
