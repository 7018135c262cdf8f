"""Plain endpoints of Contact Center."""

from __future__ import annotations

from typing import Any

from sandbox.plain.declaration import Plain

_HISTORICAL = "/contact_center/analytics/dataset/historical"
_STARTED = ("start_time_from", "start_time_to")
_ENTERED = ("enter_time_from", "enter_time_to")
_ENGAGEMENT = {"engagement_id": "contact_center_engagements"}
_IDS = {
    "user_id": "contact_center_users",
    "queue_id": "contact_center_queues",
    "team_id": "contact_center_teams",
}
_LISTS = {
    "users[].user_id": "contact_center_users",
    "queues[].queue_id": "contact_center_queues",
    "teams[].team_id": "contact_center_teams",
}


def _listed(name: str, key: str, **more: Any) -> Plain:
    """Return a list without dates."""
    path = f"/contact_center/{name}"
    return Plain(f"contact_center_{name}", path, feature="contact_center", key=key, **more)


def _dated(stream: str, path: str, date: str, **more: Any) -> Plain:
    """Return a list that goes back six months, a month at a time."""
    return Plain(
        stream,
        path,
        feature="contact_center",
        date=date,
        per_day=(0, 1),
        max_days=30,
        keep_months=6,
        **more,
    )


ENDPOINTS = (
    _listed(
        "users",
        "user_id",
        references={"user_id": "users", "teams[].team_id": "contact_center_teams"},
    ),
    _listed("queues", "cc_queue_id"),
    _listed("teams", "team_id", references={"parent_team_id": "contact_center_teams"}),
    _listed("skills", "skill_id"),
    _listed("flows", "flow_id"),
    _listed("dispositions", "disposition_id"),
    _dated(
        "contact_center_engagements",
        "/contact_center/engagements",
        "start_time",
        key="engagement_id",
        dates="either",
        references={
            "agents[].user_id": "contact_center_users",
            "queues[].cc_queue_id": "contact_center_queues",
            "dispositions[].disposition_id": "contact_center_dispositions",
            "flows[].flow_id": "contact_center_flows",
            "notes[].user_id": "contact_center_users",
        },
    ),
    _dated(
        "contact_center_operation_logs",
        "/contact_center/reports/operation_logs",
        "time",
        key="operation_log_id",
        references={"team_id": "contact_center_teams"},
    ),
    _dated(
        "contact_center_engagement_performance",
        f"{_HISTORICAL}/engagement",
        "start_time",
        key="engagement_id",
        twin="/contact_center/engagements",
        references=_LISTS,
        window=_STARTED,
        dates="moment",
    ),
    _dated(
        "contact_center_agent_performance",
        f"{_HISTORICAL}/agent_performance",
        "start_time",
        window=_STARTED,
        dates="moment",
        references={**_IDS, **_ENGAGEMENT},
    ),
    _dated(
        "contact_center_agent_timecards",
        f"{_HISTORICAL}/agent_timecard",
        "start_time",
        window=_STARTED,
        dates="moment",
        references={"user_id": "contact_center_users", "team.team_id": "contact_center_teams"},
    ),
    _dated(
        "contact_center_queue_performance",
        f"{_HISTORICAL}/queue_performance",
        "enter_time",
        window=_ENTERED,
        dates="moment",
        references={"queue_id": "contact_center_queues", **_ENGAGEMENT},
    ),
    _dated(
        "contact_center_flow_performance",
        f"{_HISTORICAL}/flow_performance",
        "flow_enter_time",
        window=_ENTERED,
        dates="moment",
        references={"flow_id": "contact_center_flows", **_ENGAGEMENT},
    ),
    _dated(
        "contact_center_outbound_dialer_performance",
        f"{_HISTORICAL}/outbound_dialer_performance",
        "start_time",
        references=_ENGAGEMENT,
        window=_STARTED,
        dates="moment",
    ),
    _dated(
        "contact_center_expert_assist",
        f"{_HISTORICAL}/expert_assist",
        "start_time",
        references={**_LISTS, **_ENGAGEMENT},
        window=_STARTED,
        dates="moment",
    ),
    Plain(
        "contact_center_engagement_dispositions",
        f"{_HISTORICAL}/disposition",
        feature="contact_center",
        monthly=True,
        per_day=(0, 1),
        max_days=31,
        keep_months=6,
        kept=("disposition_name",),
        references={**_IDS, **_ENGAGEMENT},
    ),
)
