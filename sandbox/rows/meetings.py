"""Meetings and webinars, in lists and by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox import model, visible, words
from sandbox.clock import format_utc
from sandbox.rows import settings
from sandbox.rows.common import topic, with_extra_fields

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.account import Account
    from sandbox.model import Definition, Occurrence, Row, User

AGENDA_IN_LISTS = 250


def planned(definition: Definition, now: datetime) -> Occurrence | None:
    """Return the occurrence that represents a series where only one time is shown."""
    rows = visible.listed_occurrences(definition, now)
    return rows[0] if rows else None


def base(account: Account, definition: Definition, occurrence: Occurrence | None) -> Row:
    """Return the fields that list rows and details share."""
    rng = account.rng("definition", definition.id)
    host = account.user(definition.host)
    start = occurrence.start if occurrence else definition.start
    row: Row = {
        "uuid": definition.uuid,
        "id": definition.id,
        "host_id": host.id,
        "topic": topic(account, definition),
        "type": definition.type,
        "duration": definition.minutes,
        "timezone": rng.choice(words.TIMEZONES),
        "created_at": format_utc(definition.created),
        "agenda": rng.choice(words.AGENDAS),
        "join_url": f"https://zoom.us/j/{definition.id}?pwd={account.secret(rng)}",
    }
    if start:
        row["start_time"] = format_utc(start)
    if definition.uses_pmi:
        row["pmi"] = str(host.pmi)
    if rng.chance(0.05):
        row["created_at"] = ""
    return row


def list_rows(account: Account, definition: Definition, now: datetime) -> list[Row]:
    """Return a meeting's rows in its host's list: a series has one per occurrence."""
    rows = []
    dates: list[Occurrence | None] = [*visible.listed_occurrences(definition, now)]
    for occurrence in dates or [None]:
        row = base(account, definition, occurrence)
        row["agenda"] = row["agenda"][:AGENDA_IN_LISTS]
        if definition.webinar:
            row["is_simulive"] = False
        rows.append(with_extra_fields(account, row))
    return rows


def occurrence_row(occurrence: Occurrence) -> Row:
    """Return an occurrence as part of a detail."""
    return {
        "occurrence_id": occurrence.id,
        "start_time": format_utc(occurrence.start),
        "duration": occurrence.minutes,
        "status": "deleted" if occurrence.deleted else "available",
    }


def recurrence(definition: Definition) -> Row:
    """Return the recurrence rule of a series."""
    if not definition.occurrences:
        return {"type": 1, "repeat_interval": 1}
    first, end = definition.occurrences[0].start, definition.occurrences[-1].start
    later = [occurrence.start for occurrence in definition.occurrences[1:]]
    gap = (later[0] - first).days if later else 0
    # Every four weeks can be said in two ways.
    if definition.registration == 1 or (gap == 28 and len(later) < 6):
        by_week = {
            "monthly_week": min((first.day + 6) // 7, 4),
            "monthly_week_day": first.isoweekday() % 7 + 1,
        }
        return {
            "type": 3,
            "repeat_interval": 1,
            **({"monthly_day": first.day} if definition.registration == 1 else by_week),
            "end_date_time": format_utc(end),
        }
    return {
        "type": 2,
        "repeat_interval": max(1, gap // 7),
        "weekly_days": str(first.isoweekday() % 7 + 1),
        "end_times": len(definition.occurrences),
    }


def _times(
    row: Row,
    definition: Definition,
    now: datetime,
    occurrence: Occurrence | None,
    *,
    previous: bool,
) -> None:
    if definition.type not in (*model.ONE_OFF, model.PERSONAL):
        row["recurrence"] = recurrence(definition)
    if definition.occurrences and not occurrence:
        dates = definition.occurrences if previous else visible.coming(definition, now)
        row["occurrences"] = [occurrence_row(o) for o in dates]


def detail(
    account: Account,
    definition: Definition,
    now: datetime,
    occurrence: Occurrence | None = None,
    *,
    previous: bool = False,
) -> Row:
    """Return a meeting's detail: of the series, or of one occurrence."""
    rng = account.rng("detail", definition.id)
    host = account.user(definition.host)
    row = base(account, definition, occurrence or planned(definition, now))
    row.update(
        assistant_id=rng.key() if rng.chance(0.1) else "",
        host_email=host.email,
        status="waiting",
        start_url=f"https://zoom.us/s/{definition.id}?zak={account.secret(rng)}",
        chat_join_url=f"https://zoom.us/launch/jc/{account.secret(rng)}",
        password=account.secret(rng),
        h323_password=account.secret(rng),
        pstn_password=account.secret(rng),
        encrypted_password=account.secret(rng),
        dynamic_host_key=account.secret(rng),
        pre_schedule=False,
        template_id="Dv4YdINdTk+Z5RToadh5ug==" if rng.chance(0.2) else "",
        creation_source=rng.choice(("other", "open_api", "web_portal")),
        tracking_fields=[
            {"field": "Cost centre", "value": account.maybe_secret(rng), "visible": True}
        ],
        settings=settings.of_meeting(account, definition, rng),
    )
    if definition.registration:
        row["registration_url"] = f"https://zoom.us/meeting/register/{account.secret(rng)}"
    _times(row, definition, now, occurrence, previous=previous)
    return with_extra_fields(account, row)


def room(account: Account, user: User) -> Row:
    """Return a host's personal room, which is found by its personal meeting ID."""
    rng = account.rng("room", user.index)
    return with_extra_fields(
        account,
        {
            "uuid": rng.key() + "==",
            "id": user.pmi,
            "host_id": user.id,
            "host_email": user.email,
            "topic": f"{user.name}'s Personal Meeting Room",
            "type": model.PERSONAL,
            "status": "waiting",
            "timezone": "UTC",
            "created_at": format_utc(account.anchor),
            "pmi": str(user.pmi),
            "password": account.secret(rng),
            "join_url": f"https://zoom.us/j/{user.pmi}?pwd={account.secret(rng)}",
            "start_url": f"https://zoom.us/s/{user.pmi}?zak={account.secret(rng)}",
        },
    )


def webinar_detail(
    account: Account,
    definition: Definition,
    now: datetime,
    occurrence: Occurrence | None = None,
    *,
    previous: bool = False,
) -> Row:
    """Return a webinar's detail, whose secrets have other names than a meeting's."""
    rng = account.rng("detail", definition.id)
    row = base(account, definition, occurrence or planned(definition, now))
    row.update(
        host_email=account.user(definition.host).email,
        template_id=rng.hex(10),
        start_url=f"https://zoom.us/s/{definition.id}?zak={account.secret(rng)}",
        password=account.secret(rng),
        encrypted_passcode=account.secret(rng),
        h323_passcode=account.secret(rng),
        is_simulive=False,
        record_file_id="",
        transition_to_live=False,
        simulive_delay_start={"enable": False, "time": 0, "timeunit": "second"},
        creation_source=rng.choice(("other", "open_api", "web_portal")),
        tracking_fields=[
            {"field": "Cost centre", "value": account.maybe_secret(rng), "visible": True}
        ],
        settings=settings.of_webinar(account, definition, rng),
    )
    if definition.registration:
        row["registration_url"] = f"https://zoom.us/webinar/register/{account.secret(rng)}"
    _times(row, definition, now, occurrence, previous=previous)
    return with_extra_fields(account, row)
