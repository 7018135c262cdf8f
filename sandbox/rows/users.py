"""Users, in lists and by themselves."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox import words
from sandbox.clock import format_utc
from sandbox.rows import organization
from sandbox.rows.common import with_extra_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sandbox.account import Account
    from sandbox.model import Row, Session, Status, User

PRESENT_STATUSES: tuple[Status, ...] = ("active", "inactive")


def list_row(account: Account, user: User, *, fields: str | None = None) -> Row:
    """Return a user's list row; a pending user has no id yet."""
    rng = account.rng("user row", user.index)
    created = account.anchor - timedelta(days=rng.randint(210, 2000), seconds=rng.randrange(86_400))
    plan = rng.choice((1, 2, 4, 64, 1024))
    row: Row = {
        "id": user.id,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "display_name": user.name,
        "email": user.email,
        "type": 2 if user.may_host else 1,
        "status": user.status,
        "pmi": user.pmi,
        "timezone": account.time_zone(user.index),
        "language": "en-US",
        "login_types": [100, 101],
        "phone_number": "",
        "pic_url": f"https://zoom.us/p/v2/{user.index}",
        "verified": rng.randrange(2),
        "dept": user.department,
        "created_at": format_utc(created),
        "user_created_at": format_utc(created),
        "last_login_time": format_utc(account.anchor - timedelta(minutes=rng.randrange(90_000))),
        "last_client_version": rng.choice(words.CLIENTS),
        "group_ids": organization.groups_of(account, user.index),
        "im_group_ids": [rng.key()],
        "division_ids": [f"division{user.index % 3}"][: user.index % 2],
        "role_id": organization.role_of(user.index),
        "plan_united_type": plan if rng.chance(0.2) else str(plan),
        "employee_unique_id": rng.key() if rng.chance(0.5) else "",
        "license_info_list": [
            {
                "license_type": "ZOOM_WORKPLACE_BUNDLE",
                "license_option": 1_073_741_824,
                "subscription_id": f"SUBREF-{rng.hex(6)}-{rng.hex(6)}",
            }
        ],
    }
    if user.status == "pending":
        for name in ("id", "pmi", "last_login_time", "last_client_version", "group_ids"):
            del row[name]
    elif rng.chance(0.1):
        row["last_login_time"] = ""
    if rng.chance(0.2):
        del row["dept"]
    if fields == "custom_attributes":
        row["custom_attributes"] = [{"key": f"cbf_{rng.hex(8)}", "name": "Desk", "value": "2323"}]
    elif fields == "host_key":
        row["host_key"] = account.secret(rng)
    return with_extra_fields(account, row)


def detail(account: Account, user: User) -> Row:
    """Return a user's detail, which has many more fields than the list row."""
    rng = account.rng("user detail", user.index)
    row = list_row(account, user)
    row.update(
        account_id=account.account_id,
        account_number=account.number,
        cluster="us04",
        cms_user_id="",
        company=rng.choice(words.COMPANIES),
        cost_center=rng.choice(("", "CC-1", "CC-2")),
        custom_attributes=[{"key": f"cbf_{rng.hex(8)}", "name": "Desk", "value": "2323"}],
        jid=f"{user.id.lower()}@xmpp.zoom.us",
        job_title=rng.choice(words.JOB_TITLES),
        language=rng.choice(("en-US", "de-DE", "jp-JP")),
        location=rng.choice(words.CITIES),
        login_types=[rng.choice((0, 1, 100, 101))],
        manager="",
        personal_meeting_url=f"https://zoom.us/j/{user.pmi}?pwd={account.secret(rng)}",
        phone_country="US",
        phone_number="+1 5550100",
        phone_numbers=[
            {
                "code": "+1",
                "country": "US",
                "label": "Mobile",
                "number": f"5550{rng.randrange(1000):03}",
                "verified": False,
            }
        ],
        pic_url=f"https://example.com/p/{rng.hex(12)}",
        pronouns="",
        pronouns_option=1,
        role_name=organization.ROLES[row["role_id"]],
        use_pmi=False,
        vanity_url=f"https://zoom.us/my/{account.secret(rng)}",
        zoom_one_type=64,
    )
    return row


ACTIVITIES = ("active", "inactive")


def by_host(sessions: Iterable[Session]) -> Mapping[int, list[Session]]:
    """Group sessions by host."""
    held: dict[int, list[Session]] = defaultdict(list)
    for session in sessions:
        held[session.host].append(session)
    return held


def hosts(account: Account, held: Mapping[int, list[Session]], activity: str) -> list[int]:
    """Return the hosts of sessions, even deleted ones, or the present users without any."""
    if activity == "active":
        return sorted(held)
    return [
        index for status in PRESENT_STATUSES for index in account.users(status) if index not in held
    ]


def report_row(account: Account, index: int, held: list[Session]) -> Row:
    """Return a user's totals over the given sessions."""
    user = account.user(index)
    rng = account.rng("host", index)
    attribute = {"key": f"cbf_{rng.hex(8)}", "name": "Desk", "value": "2323"}
    return with_extra_fields(
        account,
        {
            "id": user.id,
            "email": user.email,
            "user_name": user.name,
            "type": 2 if user.may_host else 1,
            "dept": user.department,
            "meetings": len(held),
            "meeting_minutes": sum(session.minutes for session in held),
            "participants": sum(session.people for session in held),
            "create_time": format_utc(account.anchor - timedelta(days=rng.randint(210, 2000))),
            "last_client_version": rng.choice(words.CLIENTS),
            "last_login_time": format_utc(account.anchor - timedelta(minutes=index)),
            "custom_attributes": [attribute] if rng.chance(0.5) else [],
        },
    )
