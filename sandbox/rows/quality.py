"""Quality of service: how well each person saw and heard, minute by minute."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox.clock import parse, stamp
from sandbox.rows.dashboard import People

if TYPE_CHECKING:
    from sandbox.account import Account
    from sandbox.model import Row, Session
    from sandbox.rows.common import Lazy
    from sandbox.seeded_random import Dice

NOT_HERE = frozenset(
    {
        *("participant_user_id", "leave_reason", "status", "role", "customer_key", "sip_uri"),
        *("from_sip_uri", "audio_call", "in_room_participants", "audio_quality", "video_quality"),
        *("screen_share_quality", "camera", "microphone", "speaker", "bo_mtg_id", "aic_disclaimer"),
    }
)
"""What only the list of participants has."""

PRESSURES = ("normal", "fair", "serious", "critical")


def rows(account: Account, session: Session) -> Lazy:
    """Give a row for each stay."""
    people = People(account, session, registrant=False)

    def make(number: int) -> Row:
        person = people.row(number)
        dice = account.dice("quality", session.uuid, person["user_id"], person["join_time"])
        return {
            **{name: value for name, value in person.items() if name not in NOT_HERE},
            "health": dice.pick(("Good", "Warning", "Critical")),
            "issue_list": ["audio"] if dice.chance(0.2) else [],
            "user_qos": _minutes(dice, person),
        }

    return people.rows(make)


def _minutes(dice: Dice, person: Row) -> list[Row]:
    """Give the first minutes' measurements."""
    start = parse(person["join_time"]).replace(second=0)
    shares, connector = dice.chance(0.2), dice.chance(0.05)
    return [
        {
            "date_time": stamp(start + timedelta(minutes=number)),
            "audio_input": _sound(dice),
            "audio_output": _sound(dice),
            "video_input": _picture(dice, "640*360"),
            "video_output": _picture(dice, "1280*720"),
            **({"as_output": _picture(dice, "1920*1080")} if shares else {}),
            **({"as_input": dict.fromkeys(_picture(dice, ""), "")} if shares else {}),
            **(_room(dice) if connector else {}),
            "cpu_usage": {
                "zoom_min_cpu_usage": "0%",
                "zoom_avg_cpu_usage": f"{dice.below(10)}%",
                "zoom_max_cpu_usage": f"{dice.below(30)}%",
                "system_max_cpu_usage": f"{dice.below(100)}%",
            },
            "cpu_pressure_level": {
                f"system_{name}_cpu_pressure_level": dice.pick(PRESSURES)
                for name in ("min", "avg", "max")
            },
            **({"wifi_rssi": _wireless(dice)} if person["network_type"] == "Wifi" else {}),
        }
        for number in range(dice.between(1, 2))
    ]


def _room(dice: Dice) -> Row:
    """Give what a room connector and the web gateway measured."""
    return {
        **{f"audio_device_{end}": _sound(dice) for end in ("from_crc", "to_crc")},
        **{
            f"{kind}_device_{end}": _picture(dice, "1280*720")
            for kind in ("video", "as")
            for end in ("from_crc", "to_crc", "from_rwg", "to_rwg")
        },
    }


def _sound(dice: Dice) -> Row:
    return {
        "bitrate": f"{dice.between(100, 9999) / 100} kbps",
        "latency": f"{dice.below(300)} ms",
        "jitter": f"{dice.below(30)} ms",
        "avg_loss": f"{dice.below(100) / 100}%",
        "max_loss": f"{dice.below(1000) / 100}%",
    }


def _picture(dice: Dice, resolution: str) -> Row:
    return {
        **_sound(dice),
        "resolution": resolution,
        "frame_rate": f"{dice.between(5, 30)} fps",
    }


def _wireless(dice: Dice) -> Row:
    middle = -dice.between(40, 70)
    return {
        "min_rssi": middle - 9,
        "avg_rssi": middle,
        "max_rssi": middle + 9,
        "rssi_unit": "dBm",
    }
