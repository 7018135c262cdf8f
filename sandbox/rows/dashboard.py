"""Sessions and participants as the dashboard shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.clock import format_utc
from sandbox.rows.common import LazyRows, topic, with_extra_fields
from sandbox.rows.participants import Attendance

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.account import Account
    from sandbox.model import Row, Session
    from sandbox.seeded_random import SeededRandom

RATINGS = ("good", "fair", "poor", "bad")
DEVICES = (("Windows", "10"), ("Mac", "14.1"), ("iOS", "16.5"), ("Android", "13"), ("Phone", ""))
CONNECTIONS = ("UDP", "Reliable UDP", "SSL", "HTTP+Proxy")
REASONS = (
    "Host ended the {kind}.",
    "{name} left the {kind}.",
    "Network connection error.",
)
MEETINGS_ONLY = ("camera", "status", "in_room_participants", "groupId", "total_jointime_cost")
"""Fields that webinar participants lack, besides the AI Companion disclaimer."""


def session_type(session: Session) -> str:
    """Return the type of list a session is in; webinars have only one."""
    return "pastOne" if session.people == 1 and not session.webinar else "past"


def format_duration(seconds: int) -> str:
    """Format a duration, with hours only if there are any."""
    hours, rest = divmod(seconds, 3600)
    text = f"{rest // 60:02}:{rest % 60:02}"
    return f"{hours:02}:{text}" if hours else text


def _ratings(rng: SeededRandom, *, rated: bool) -> Row:
    names = ("audio_quality", "video_quality", "screen_share_quality")
    return {name: rng.choice(RATINGS) if rated else "" for name in names}


def session_row(account: Account, session: Session, *, tracking: bool) -> Row:
    """Return a session, with its tracking fields on request."""
    host, rng = account.user(session.host), account.rng("dashboard", session.uuid)
    row: Row = {
        "uuid": session.uuid,
        "id": session.meeting_id,
        "topic": topic(account, session),
        "host": host.name,
        "email": host.email,
        "user_type": "Licensed",
        "dept": host.department,
        "start_time": format_utc(session.shown_start),
        "end_time": format_utc(session.shown_end),
        "duration": format_duration(session.seconds),
        "participants": session.people,
        "has_voip": True,
        "has_archiving": False,
        **{
            f"has_{name}": rng.chance(0.3)
            for name in (
                *("pstn", "3rd_party_audio", "video", "screen_share", "recording", "sip"),
                *("manual_captions", "automated_captions", "poll", "survey"),
                "external_participant",
            )
        },
        "custom_keys": [{"key": "Host Nation", "value": account.maybe_secret(rng)}],
    }
    rated = rng.chance(0.5)
    if rated:
        row.update(_ratings(rng, rated=rated))
    if not session.webinar:
        row.update(session_key="", has_qa=rng.chance(0.3))
        row["avg_jointime_cost"] = rng.randint(100, 900) / 100
    if tracking:
        row["tracking_fields"] = [{"field": "Cost centre", "value": account.maybe_secret(rng)}]
    return with_extra_fields(account, row)


class Participants:
    """Makes the participant rows of one session, one per stay, even for a host who was alone."""

    def __init__(self, account: Account, session: Session, *, registrant: bool = True) -> None:
        self.account = account
        self.session = session
        self.registrant = registrant
        self._attendance = Attendance(account, session)

    def rows(self, make: Callable[[int], Row] | None = None) -> LazyRows:
        """Return one row per stay."""
        return LazyRows(self.session.people + self.session.extra_rows, make or self.row)

    def row(self, number: int) -> Row:
        """Return the n-th stay; rows of people without names can be identical."""
        session = self.session
        stay = self._attendance.row(number, settled=True)
        rng = self.account.rng("device", session.uuid, stay["user_id"], stay["join_time"])
        kind = "webinar" if session.webinar else "meeting"
        name = stay["name"]
        row: Row = {
            "id": stay["id"],
            "participant_user_id": stay["id"],
            "user_id": stay["user_id"],
            "participant_uuid": self.account.rng(session.uuid, stay["user_id"]).hex(32).upper(),
            "user_name": name,
            "email": stay["user_email"],
            "join_time": stay["join_time"],
            "leave_time": stay["leave_time"],
            "leave_reason": rng.choice(REASONS).format(kind=kind, name=name),
            "status": stay["status"],
            "role": "host" if number == 0 else "attendee",
            "customer_key": self.account.maybe_secret(rng) if name and rng.chance(0.2) else "",
            "sip_uri": "",
            "from_sip_uri": "",
            "audio_call": [],
            "in_room_participants": 0,
            "groupId": "",
            "total_jointime_cost": rng.randint(100, 900) / 100,
            **_device(rng, outside=not stay["id"], unnamed=session.blank),
            **_ratings(rng, rated=rng.chance(0.5)),
        }
        if row["device"] == "Phone":
            call = {"call_number": "4131", "call_type": "call-in", "zoom_number": "18773690926"}
            row["audio_call"] = [call]
        if stay["bo_mtg_id"]:
            row["bo_mtg_id"] = stay["bo_mtg_id"]
        if self.registrant:
            row["registrant_id"] = stay["registrant_id"]
        if session.webinar:
            for field in MEETINGS_ONLY:
                del row[field]
        else:
            row["aic_disclaimer"] = "no disclaimer"
        return with_extra_fields(self.account, row)


def _device(rng: SeededRandom, *, outside: bool, unnamed: bool) -> Row:
    """Return device and network, mostly hidden for external people and under HIPAA."""
    device, version = rng.choice(DEVICES)
    address = f"192.0.2.{rng.randrange(256)}"
    disk, card = rng.hex(8), "-".join(rng.hex(4) for _ in range(3))
    computer = f"HW{rng.randrange(10**6):06}"
    return {
        "device": device,
        "device_name": "iPhone 7 Global" if device == "iOS" else "",
        "os": "" if device == "Phone" else device,
        "os_version": version,
        "client": "",
        "browser_name": "",
        "browser_version": "",
        "version": "" if device == "Phone" else "5.9.1.2581",
        "zoom_thin_client_plugin_version": "",
        "ip_address": "" if unnamed else address,
        "internal_ip_addresses": [] if outside else ["198.51.100.1", "198.51.100.2"],
        "location": "" if unnamed else "Köln (Germany)",
        "network_type": rng.choice(("Wired", "Wifi", "Cellular", "Others")),
        "data_center": "United States (SC Top)",
        "full_data_center": "United States (SC Top);",
        "connection_type": rng.choice(CONNECTIONS),
        "video_connection_type": rng.choice(CONNECTIONS),
        "as_connection_type": rng.choice(CONNECTIONS),
        "camera": "" if outside else "FaceTime HD Camera",
        "microphone": "" if outside else "Microphone (2- High Definition Audio Device)",
        "speaker": "" if outside else "Lautsprecher (2- High Definition Audio Device)",
        "mac_addr": "" if outside else card,
        "harddisk_id": "" if outside else disk,
        "domain": "" if outside else "example.com",
        "pc_name": "" if unnamed else computer,
        "recording": rng.chance(0.1),
        "share_application": rng.chance(0.2),
        "share_desktop": rng.chance(0.2),
        "share_whiteboard": False,
        "has_archiving": False,
        "optional_archiving": "no optional archiving",
    }
