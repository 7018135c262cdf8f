"""Quality of service: each participant's audio and video, minute by minute."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox.clock import format_utc, parse
from sandbox.rows.dashboard import RATINGS, Participants

if TYPE_CHECKING:
    from datetime import date

    from sandbox.account import Account
    from sandbox.model import Row, Session
    from sandbox.rows.common import LazyRows
    from sandbox.seeded_random import SeededRandom

OMITTED_FIELDS = frozenset(
    {
        *("participant_user_id", "leave_reason", "status", "role", "customer_key", "sip_uri"),
        *("from_sip_uri", "audio_call", "in_room_participants", "audio_quality", "video_quality"),
        *("screen_share_quality", "camera", "microphone", "speaker", "bo_mtg_id", "aic_disclaimer"),
    }
)
"""Fields that only the list of participants has."""

COUNTED = ("meeting", "participants")
_KINDS = ("audio", "video", "screen_share")
PRESSURES = ("normal", "fair", "serious", "critical")


def rows(account: Account, session: Session) -> LazyRows:
    """Return one row per stay."""
    people = Participants(account, session, registrant=False)

    def make(number: int) -> Row:
        person = people.row(number)
        rng = account.rng("quality", session.uuid, person["user_id"], person["join_time"])
        return {
            **{name: value for name, value in person.items() if name not in OMITTED_FIELDS},
            "health": rng.choice(("Good", "Warning", "Critical")),
            "issue_list": ["audio"] if rng.chance(0.2) else [],
            "user_qos": _minutes(rng, person),
        }

    return people.rows(make)


def scores(account: Account, first: date, last: date, counted: str) -> Row:
    """Return how many meetings, or participants, had each rating on some days together."""
    totals: Counter[tuple[str, str]] = Counter()
    for day in range(first.toordinal(), last.toordinal() + 1):
        rng = account.rng("scores", day, counted)
        totals.update({(kind, rating): rng.randrange(90) for kind in _KINDS for rating in RATINGS})
    return {kind: {rating: totals[kind, rating] for rating in RATINGS} for kind in _KINDS}


def _minutes(rng: SeededRandom, person: Row) -> list[Row]:
    """Return the measurements of the first minutes."""
    start = parse(person["join_time"]).replace(second=0)
    shares, connector = rng.chance(0.2), rng.chance(0.05)
    return [
        {
            "date_time": format_utc(start + timedelta(minutes=number)),
            "audio_input": _audio(rng),
            "audio_output": _audio(rng),
            "video_input": _video(rng, "640*360"),
            "video_output": _video(rng, "1280*720"),
            **({"as_output": _video(rng, "1920*1080")} if shares else {}),
            **({"as_input": dict.fromkeys(_video(rng, ""), "")} if shares else {}),
            **(_room_devices(rng) if connector else {}),
            "cpu_usage": {
                "zoom_min_cpu_usage": "0%",
                "zoom_avg_cpu_usage": f"{rng.randrange(10)}%",
                "zoom_max_cpu_usage": f"{rng.randrange(30)}%",
                "system_max_cpu_usage": f"{rng.randrange(100)}%",
            },
            "cpu_pressure_level": {
                f"system_{name}_cpu_pressure_level": rng.choice(PRESSURES)
                for name in ("min", "avg", "max")
            },
            **({"wifi_rssi": _wifi_signal(rng)} if person["network_type"] == "Wifi" else {}),
        }
        for number in range(rng.randint(1, 2))
    ]


def _room_devices(rng: SeededRandom) -> Row:
    """Return the measurements of a room connector and the web gateway."""
    return {
        **{
            f"audio_device_{end}": _audio(rng)
            for end in ("from_crc", "to_crc", "from_rwg", "to_rwg")
        },
        **{
            f"{kind}_device_{end}": _video(rng, "1280*720")
            for kind in ("video", "as")
            for end in ("from_crc", "to_crc", "from_rwg", "to_rwg")
        },
    }


def _audio(rng: SeededRandom) -> Row:
    return {
        "bitrate": f"{rng.randint(100, 9999) / 100} kbps",
        "latency": f"{rng.randrange(300)} ms",
        "jitter": f"{rng.randrange(30)} ms",
        "avg_loss": f"{rng.randrange(100) / 100}%",
        "max_loss": f"{rng.randrange(1000) / 100}%",
    }


def _video(rng: SeededRandom, resolution: str) -> Row:
    return {
        **_audio(rng),
        "resolution": resolution,
        "frame_rate": f"{rng.randint(5, 30)} fps",
    }


def _wifi_signal(rng: SeededRandom) -> Row:
    middle = -rng.randint(40, 70)
    return {
        "min_rssi": middle - 9,
        "avg_rssi": middle,
        "max_rssi": middle + 9,
        "rssi_unit": "dBm",
    }
