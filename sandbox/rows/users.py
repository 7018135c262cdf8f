"""Users as lists and as single objects show them."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox import words
from sandbox.clock import stamp
from sandbox.rows import organization
from sandbox.rows.common import finish

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sandbox.account import Account
    from sandbox.model import Row, Session, Status, User

STILL_THERE: tuple[Status, ...] = ("active", "inactive")


def list_row(account: Account, user: User, *, fields: str | None = None) -> Row:
    """Give a user's row in the list; a pending user has no id yet."""
    dice = account.dice("user row", user.index)
    created = account.anchor - timedelta(days=dice.between(210, 2000), seconds=dice.below(86_400))
    plan = dice.pick((1, 2, 4, 64, 1024))
    row: Row = {
        "id": user.id,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "display_name": user.name,
        "email": user.email,
        "type": 2 if user.may_host else 1,
        "status": user.status,
        "pmi": user.pmi,
        "timezone": dice.pick(words.TIMEZONES),
        "verified": dice.below(2),
        "dept": user.department,
        "created_at": stamp(created),
        "user_created_at": stamp(created),
        "last_login_time": stamp(account.anchor - timedelta(minutes=dice.below(90_000))),
        "last_client_version": dice.pick(words.CLIENTS),
        "group_ids": organization.groups_of(account, user.index),
        "im_group_ids": [dice.key()],
        "division_ids": [],
        "role_id": organization.role_of(user.index),
        "plan_united_type": plan if dice.chance(0.2) else str(plan),
        "employee_unique_id": dice.key() if dice.chance(0.5) else "",
        "license_info_list": [
            {
                "license_type": "ZOOM_WORKPLACE_BUNDLE",
                "license_option": 1_073_741_824,
                "subscription_id": f"SUBREF-{dice.hex(6)}-{dice.hex(6)}",
            }
        ],
    }
    if user.status == "pending":
        for name in ("id", "pmi", "last_login_time", "last_client_version", "group_ids"):
            del row[name]
    elif dice.chance(0.1):
        row["last_login_time"] = ""
    if dice.chance(0.2):
        del row["dept"]
    if fields == "custom_attributes":
        row["custom_attributes"] = [{"key": f"cbf_{dice.hex(8)}", "name": "Desk", "value": "2323"}]
    elif fields == "host_key":
        row["host_key"] = account.secret(dice)
    return finish(account, row)


def detail(account: Account, user: User) -> Row:
    """Give a user by himself, with much more than the list has."""
    dice = account.dice("user detail", user.index)
    row = list_row(account, user)
    row.update(
        account_id=account.account_id,
        account_number=account.number,
        cluster="us04",
        cms_user_id="",
        company=dice.pick(words.COMPANIES),
        cost_center=dice.pick(("", "CC-1", "CC-2")),
        custom_attributes=[{"key": f"cbf_{dice.hex(8)}", "name": "Desk", "value": "2323"}],
        jid=f"{user.id.lower()}@xmpp.zoom.us",
        job_title=dice.pick(words.JOB_TITLES),
        language=dice.pick(("en-US", "de-DE", "jp-JP")),
        location=dice.pick(words.CITIES),
        login_types=[dice.pick((0, 1, 100, 101))],
        manager="",
        personal_meeting_url=f"https://zoom.us/j/{user.pmi}?pwd={account.secret(dice)}",
        phone_country="US",
        phone_number="+1 5550100",
        phone_numbers=[
            {
                "code": "+1",
                "country": "US",
                "label": "Mobile",
                "number": f"5550{dice.below(1000):03}",
                "verified": False,
            }
        ],
        pic_url=f"https://example.com/p/{dice.hex(12)}",
        pronouns="",
        pronouns_option=1,
        role_name=organization.ROLES[row["role_id"]],
        use_pmi=False,
        vanity_url=f"https://zoom.us/my/{account.secret(dice)}",
        zoom_one_type=64,
    )
    return row


ACTIVITIES = ("active", "inactive")


def by_host(sessions: Iterable[Session]) -> Mapping[int, list[Session]]:
    """Sort sessions by their hosts' numbers."""
    held: dict[int, list[Session]] = defaultdict(list)
    for session in sessions:
        held[session.host].append(session)
    return held


def hosts(account: Account, held: Mapping[int, list[Session]], activity: str) -> list[int]:
    """Give who held sessions, among them users who are gone, or who of the present ones didn't."""
    if activity == "active":
        return sorted(held)
    return [index for status in STILL_THERE for index in account.users(status) if index not in held]


def report_row(account: Account, index: int, held: list[Session]) -> Row:
    """Give a user's totals over the sessions in the window of a report."""
    user = account.user(index)
    dice = account.dice("host", index)
    attribute = {"key": f"cbf_{dice.hex(8)}", "name": "Desk", "value": "2323"}
    return finish(
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
            "custom_attributes": [attribute] if dice.chance(0.5) else [],
        },
    )
