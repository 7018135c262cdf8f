"""What the page shows: for each figure a query of the models, what it says, and its charts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from scripts.page.charts import Spec, columns, rows

Rows = list[dict[str, Any]]

IDLE_DAYS = 7


class Figure(NamedTuple):
    """A section of the page. Columns of the query that begin with ``_`` are for the finding only."""

    title: str
    query: str
    finding: Callable[[Rows], str]
    charts: tuple[Spec, ...]


def _sessions(found: Rows) -> str:
    busiest = max(found, key=lambda row: row["sessions"])
    return (
        f"{sum(row['sessions'] for row in found):,} sessions in {len(found)} weeks. The busiest, from "
        f"{busiest['week']:%-d %B}, had {busiest['sessions']} with {busiest['people']} people."
    )


def _minutes(found: Rows) -> str:
    short = sum(row["meetings"] for row in found if row["minutes"] < 30)  # noqa: PLR2004 - as the text says
    total = sum(row["meetings"] for row in found)
    return f"{short:,} of {total:,} meetings ({short / total:.0%}) ended within half an hour."


def _webinars(found: Rows) -> str:
    came, missing = (sum(row[name] for row in found) for name in ("came", "no-shows"))
    return (
        f"{missing} of {came + missing} people ({missing / (came + missing):.0%}) whose registration "
        f"was approved didn't come to the last {len(found)} webinars with known attendance."
    )


def _talk(found: Rows) -> str:
    most = found[0]
    return (
        f"\u2068{most['speaker']}\u2069 talks most: {most['minutes']} of {most['_minutes']:,.1f} minutes in "
        f"transcripts, {most['_nameless'] / most['_minutes']:.0%} of which name no speaker."
    )


def _licenses(found: Rows) -> str:
    idle, all_of_them = found[0]["_idle"], found[0]["_licenses"]
    most = f"; {found[0]['user']} for {found[0]['days']} days" if idle else ""
    return f"{idle} of {all_of_them} licenses idle for {IDLE_DAYS} days or longer{most}."


def _calls(found: Rows) -> str:
    answered, missed = (sum(row[name] for row in found) for name in ("answered", "missed"))
    total = answered + missed
    return f"{total:,} calls, of which {missed:,} ({missed / total:.0%}) were not answered."


FIGURES = (
    Figure(
        "Sessions and people per week",
        """
select cast(date_trunc('week', s.start_time) as date) as week,
  count(distinct s.session_id) as sessions, count(distinct a.person_id) as people
from zoom_models.zoom_sessions s
left join zoom_models.zoom_attendance a on a.session_id = s.session_id and a.attended
group by all order by week""",
        _sessions,
        (
            columns("week", 7, ["sessions"], "Sessions"),
            columns("week", 7, ["people"], "People", color=1),
        ),
    ),
    Figure(
        "Minutes per meeting",
        """
select cast(least(floor(minutes / 5) * 5, 120) as int) as minutes, count(*) as meetings
from zoom_models.zoom_sessions where kind = 'meeting'
group by all order by minutes""",
        _minutes,
        (columns("minutes", 5, ["meetings"], "Meetings"),),
    ),
    Figure(
        "No-shows of webinars",
        """
select strftime(start_time, '%-d %b %H:%M ') || topic as webinar,
  registrants_attended as came, no_shows as "no-shows"
from zoom_models.zoom_webinar_funnel where approved > 0 and no_shows is not null
order by start_time desc limit 10""",
        _webinars,
        (rows("webinar", ["came", "no-shows"], "people whose registration was approved"),),
    ),
    Figure(
        "Talk time",
        """
with spoken as (
  select speaker, cast(sum(talk_seconds) as double) / 60 as minutes, count(*) as sessions
  from zoom_models.zoom_talk_time group by speaker
)
select speaker, round(minutes, 1) as minutes, sessions,
  (select sum(minutes) from spoken) as _minutes,
  coalesce((select minutes from spoken where speaker = '(unknown)'), 0) as _nameless
from spoken where speaker <> '(unknown)'
order by spoken.minutes desc, speaker limit 10""",
        _talk,
        (rows("speaker", ["minutes"], "minutes"),),
    ),
    Figure(
        "Idle licenses",
        f"""
select email as user, date_diff('day', idle_since, max(idle_since) over ()) as days,
  cast(idle_since as date) as "idle since", count(*) over () as _licenses,
  count_if(date_diff('day', idle_since, latest) >= {IDLE_DAYS}) over () as _idle
from zoom_models.zoom_licenses, (select max(idle_since) as latest from zoom_models.zoom_licenses)
where license = 'licensed'
order by days desc, user limit 10""",
        _licenses,
        (rows("user", ["days"], "days since the last sign-in or session"),),
    ),
    Figure(
        "Phone calls per day",
        """
select day, cast(sum(answered) as int) as answered, cast(sum(missed) as int) as missed
from zoom_models.zoom_phone_daily group by all order by day""",
        _calls,
        (columns("day", 1, ["answered", "missed"], "Calls"),),
    ),
)
