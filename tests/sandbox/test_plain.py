"""Endpoints that are served from the facts, each read once without knowing what it is about."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

import facts
import sandbox
from sandbox import api, wire_uuid
from sandbox.log import Request
from sandbox.plain import BY_STREAM, PLAIN, Plain
from sandbox.plain.rows import oldest
from sandbox.truth import plain as truth
from sandbox.truth.extraction import Extraction
from tap_zoom.records.secrets import is_secret
from tests.facts.documented import listed
from tests.facts.test_documented_responses import Conversation
from tests.sandbox.client import NOW, canonical

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.sandbox.client import Row

SAMPLE = [
    plain
    for plain in PLAIN
    if plain.stream in {"phone_sites", "phone_call_queue_members", "phone_voicemails", "rooms"}
]
each_stream = pytest.mark.parametrize("plain", PLAIN, ids=lambda plain: plain.stream)


class Reader:
    """Reads endpoints as declared, within the process."""

    def __init__(self, **options: Any) -> None:
        given = {"now": NOW, "frozen": True, "limits": False, "features": "all", **options}
        self.zoom = sandbox.Zoom(sandbox.Options(**given))
        self.login()
        self.requests: list[Request] = []

    def login(self) -> None:
        """Take a token with the app's present scopes."""
        config = self.zoom.config()
        basic = b64encode(f"{config['client_id']}:{config['client_secret']}".encode()).decode()
        form = {"grant_type": "account_credentials", "account_id": config["account_id"]}
        granted = self.zoom.oauth.grant(f"Basic {basic}", form, self.zoom.clock.now())
        self.bearer = f"Bearer {granted['access_token']}"

    def ask(self, path: str, **query: Any) -> tuple[int, Row]:
        """Return status and body."""
        text = "&".join(f"{name}={value}" for name, value in query.items())
        now = self.zoom.clock.now()
        request = Request(tick=0, wall=now.isoformat(), method="GET", path=f"/v2{path}", query=text)
        self.requests.append(request)
        response = api.respond(self.zoom, request, self.bearer)
        return response.status, json.loads(response.body)

    def rows(self, plain: Plain, path: str, **query: Any) -> list[Row]:
        """Return the rows of all pages of one list, which is empty if it can't be read."""
        documented = plain.endpoint.parameters
        if "page_size" in documented:
            size = 40 if plain.is_dated else 3
            query["page_size"] = min(size, documented["page_size"].maximum or size)
        found: list[Row] = []
        token = ""
        while True:
            more = {"next_page_token": token} if token else {}
            status, body = self.ask(path, **query, **more)
            if status != 200:
                return found
            if not plain.records_key:
                return [body]
            body = body.get(plain.container, body)
            found += body[plain.records_key]
            following = body.get("next_page_token") or ""
            if following in ("", token):
                return found
            token = following

    def windows(self, plain: Plain) -> Iterator[dict[str, str]]:
        """Yield windows that cover all that there is."""
        if not plain.window_names:
            yield {}
            return
        now = self.zoom.clock.now()
        known = plain.endpoint.parameters[plain.window_names[0]].format
        moments = plain.dates == "moment" or (not plain.dates and known == "date-time")
        ends = ("T00:00:00Z", "T23:59:59Z") if moments else ("", "")
        first, today = oldest(plain, self.zoom.account, now).date(), now.date()
        if not plain.is_dated:
            first = today
        length = timedelta(days=min(plain.max_days or 27, 27) - 1)
        while first <= today:
            last = min(first + length, today)
            days = (f"{first}{ends[0]}", f"{last}{ends[1]}")
            yield dict(zip(plain.window_names, days, strict=True))
            first = last + timedelta(days=1)

    def crawl(self, plain: Plain) -> list[Row]:
        """Return all rows below all parents, with their ids."""
        zoom = self.zoom
        extraction = Extraction(zoom.account, zoom.plan_features, "", zoom.clock.now())
        found: list[Row] = []
        name, variants = plain.each or ("", ("",))
        for parent in truth.listed_parents(extraction, plain):
            ids = [wire_uuid(each) for each in parent.ids]
            path, below = filled(plain.path, ids), self.below(plain, parent)
            fields = truth.parent_fields(plain, parent)
            for variant in variants:
                chosen = {name: variant} if name else {}
                asked = {**self.required(plain), **below, **chosen}
                for window in self.windows(plain):
                    for row in self.rows(plain, path, **{**asked, **window}):
                        more = self.detail(plain, ids, row)
                        found.append({**chosen, **row, **more, **fields})
        return found

    def required(self, plain: Plain) -> dict[str, str]:
        """Return a value for each required parameter."""
        return {
            name: plain.each[1][0] if plain.each else str((parameter.enum or ("x",))[0])
            for name, parameter in plain.endpoint.parameters.items()
            if parameter.required
        }

    def below(self, plain: Plain, parent: truth.Parent) -> dict[str, str]:
        """Return the parameter with the parent's id, if it isn't in the path."""
        return {plain.parent_parameter: parent.ids[-1]} if plain.parent_parameter else {}

    def detail(self, plain: Plain, ids: list[str], row: Row) -> Row:
        """Return the detail of a row, if it is read with it."""
        if not plain.detail:
            return {}
        key = wire_uuid(str(row[plain.keys[0]]))
        status, body = self.ask(filled(plain.detail, [*ids, key]))
        assert status == 200 or plain.lost_detail
        return body if status == 200 else {}


def filled(path: str, ids: list[str]) -> str:
    """Put ids into a path."""
    parts = iter(ids)
    return "/".join(next(parts) if part.startswith("{") else part for part in path.split("/"))


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(history_days=45)


@each_stream
def test_a_crawl_finds_the_truth_and_all_of_it_is_documented(
    reader: Reader, plain: Plain, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[tuple[str, bytes]] = []
    handle = api._handle

    def note(zoom: Any, target: Any, *args: Any) -> bytes:
        body = handle(zoom, target, *args)
        noted.append((target.template, body))
        return body

    monkeypatch.setattr(api, "_handle", note)
    reader.requests.clear()
    rows = reader.crawl(plain)

    assert rows
    expected = reader.zoom.truth(streams=[plain.stream])[plain.stream]
    added = {"from", "to", "month"} if plain.monthly else set()
    expected = [{n: v for n, v in row.items() if n not in added} for row in expected]
    assert canonical(rows) == canonical(expected)
    assert not [request for request in reader.requests if request.malformed]
    if plain.keys:
        names = {*plain.keys, *truth.parent_fields(plain, truth.Parent(plain.variables))}
        keys = [tuple(row.get(name) for name in sorted(names)) for row in rows]
        assert len(set(keys)) == len(keys)
    conversation = Conversation()
    for template, body in noted:
        endpoint = facts.find(template)
        assert endpoint is not None
        conversation.check(endpoint, json.loads(body), "")
    assert conversation.differences <= listed("response type", "value")
    assert not conversation.misfits
    for path in {template for template, _ in noted}:
        documented = facts.find(path)
        assert documented is not None
        missing = documented.fields.keys() - conversation.served[documented.path]
        known = {each.field for each in listed("not served") if each.endpoint == documented.path}
        assert missing <= known


@each_stream
def test_credentials_are_marked_as_such(reader: Reader, plain: Plain) -> None:
    endpoints = [plain, *([truth.detail_of(plain)] if plain.detail else [])]
    fields = {path: field for each in endpoints for path, field in each.endpoint.fields.items()}
    chosen = {re.split(r"[.\[\]]+", path.rstrip("[]"))[-1] for path in fields if fields[path].enum}

    def check(name: str, value: object) -> None:
        if isinstance(value, dict):
            for inner, below in value.items():
                check(inner, below)
        elif isinstance(value, list):
            for item in value:
                check(name, item)
        elif value and isinstance(value, str) and name not in chosen:
            assert is_secret(name) == (sandbox.SECRET in value), name

    for row in reader.zoom.truth(streams=[plain.stream])[plain.stream]:
        check("", row)


@each_stream
def test_scopes_and_features_are_required(reader: Reader, plain: Plain) -> None:
    (parent, *_) = truth.parents(
        Extraction(reader.zoom.account, reader.zoom.plan_features, "", reader.zoom.clock.now()),
        plain,
    )
    path = filled(plain.path, [wire_uuid(each) for each in parent.ids])
    window, below = next(reader.windows(plain)), reader.below(plain, parent)
    query = {**reader.required(plain), **window, **below}
    status, _ = reader.ask(path, **query)
    assert status == 200
    assert reader.requests[-1].label == plain.rate_limit_label

    bearer = reader.bearer
    reader.zoom.scopes, scopes = set(), reader.zoom.scopes
    try:
        reader.login()
        assert reader.ask(path, **query)[1]["code"] == 4711
    finally:
        reader.zoom.scopes, reader.bearer = scopes, bearer
    if plain.feature:
        setattr(reader.zoom.plan_features, plain.feature, False)
        try:
            assert reader.ask(path, **query)[0] >= 400
            assert not reader.zoom.truth(streams=[plain.stream])[plain.stream]
        finally:
            setattr(reader.zoom.plan_features, plain.feature, True)


def test_another_account_has_other_rows_and_the_same_one_the_same() -> None:
    streams = [plain.stream for plain in PLAIN if not plain.is_dated]
    options = sandbox.Options(now=NOW, features="all", history_days=45)
    first, again, other = (
        sandbox.Zoom(replace(options, seed=seed)).truth(streams=streams) for seed in (1, 1, 2)
    )

    assert first == again
    assert all(first[stream] != other[stream] for stream in streams)


@pytest.mark.parametrize(
    "options",
    [
        {"oddities": "null_values,empty_page", "extra_fields": True},
        {"oddities": "repeated_token", "vanishing": False, "page_cap": 2},
        {"scopes": "classic", "plan": "free", "features": None},
    ],
    ids=str,
)
def test_a_crawl_finds_the_truth_of_an_odd_account(options: dict[str, Any]) -> None:
    reader = Reader(**options)
    for plain in SAMPLE:
        truth_of = reader.zoom.truth(streams=[plain.stream])[plain.stream]
        assert canonical(reader.crawl(plain)) == canonical(truth_of), plain.stream


def test_what_rows_refer_to_exists() -> None:
    options = sandbox.Options(now=NOW, features="all", vanishing=False, history_days=60)
    streams = {each.partition(".")[0] for plain in PLAIN for each in plain.references.values()}
    streams |= {plain.stream for plain in PLAIN if plain.references}
    truth_of = sandbox.Zoom(options).truth(streams=sorted(streams))
    for plain in PLAIN:
        for path, target in plain.references.items():
            stream, _, field = target.partition(".")
            key = BY_STREAM[stream].keys[0] if stream in BY_STREAM else "id"
            known = {value for row in truth_of[stream] for value in found_at(row, field or key)}
            ids = {value for row in truth_of[plain.stream] for value in found_at(row, path)} - {""}
            assert ids, (plain.stream, path)
            assert ids <= known, (plain.stream, path)


def found_at(value: Any, path: str) -> Iterator[object]:
    """Yield the values of a field, given its path within the row."""
    if isinstance(value, list):
        for each in value:
            yield from found_at(each, path)
    elif path and isinstance(value, dict):
        name, _, rest = path.partition(".")
        yield from found_at(value.get(name.removesuffix("[]")), rest)
    elif not path and value is not None:
        yield value


def test_figures_are_about_the_engagement_with_the_same_id_and_time(reader: Reader) -> None:
    streams = ("contact_center_engagements", "contact_center_engagement_performance")
    whole, figures = reader.zoom.truth(streams=[*streams]).values()

    assert [(row["engagement_id"], row["start_time"]) for row in figures] == [
        (row["engagement_id"], row["start_time"]) for row in whole
    ]


def test_values_are_as_their_names_say(reader: Reader) -> None:
    streams = (
        *("contact_center_engagements", "contact_center_expert_assist", "devices"),
        *("events", "events_attendance", "events_ticket_types"),
        *("phone_call_elements", "phone_fax_charges", "phone_past_calls", "phone_sms_messages"),
    )
    truth_of = reader.zoom.truth(streams=streams)
    rows = [row for each in truth_of.values() for row in each]

    def of(*names: str) -> list[Any]:
        return [value for row in rows for name in names if (value := row.get(name))]

    for row in rows:
        times = [row[each] for each in ("start_time", "answer_time", "end_time") if row.get(each)]
        assert times == sorted(times)
    assert max(of("last_online")) <= reader.zoom.clock.now().isoformat()
    assert all(re.fullmatch(r"\d+\.\d+", value) for value in of("total_charge", "rate", "price"))
    assert all(1 <= float(value) <= 5 for value in of("mos"))
    assert all(isinstance(value, int) for value in of("sold_quantity", "number_of_tickets"))
    assert max(of("handle_duration")) > 60_000  # milliseconds
    assert {*of("direction")} == {"inbound", "outbound", "internal", "In", "Out"}


def test_with_a_start_date_the_truth_has_what_happened_since(reader: Reader) -> None:
    (plain,) = (plain for plain in SAMPLE if plain.stream == "phone_voicemails")
    since = "2026-11-01T13:00:00Z"
    rows = reader.zoom.truth(streams=[plain.stream])[plain.stream]

    late = [row for row in rows if row[plain.date] >= since]
    assert 0 < len(late) < len(rows)
    assert reader.zoom.truth(streams=[plain.stream], since=since)[plain.stream] == late


def test_a_log_without_keys_has_identical_rows_at_both_ends_of_a_day(reader: Reader) -> None:
    rows = reader.zoom.truth(streams=["phone_operation_logs"])["phone_operation_logs"]
    twice = {json.loads(row)["time"][11:19] for row, n in canonical(rows).items() if n > 1}

    assert twice == {"00:00:00", "23:59:59"}


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("2026-10-01", "2026-10-31", None),
        ("2026-10-01", "2026-11-01", 300),
        ("2026-10-02", "2026-10-01", 300),
        ("2026-05-19", "2026-05-20", 300),
        ("2026-05-20", "2026-05-20", None),
        ("2026-10-01T00:00:00Z", "2026-10-02T00:00:00Z", 300),
    ],
)
def test_windows_are_limited(reader: Reader, first: str, last: str, code: int | None) -> None:
    window = {"from": first, "to": last}

    assert reader.ask("/phone/reports/operationlogs", **window)[1].get("code") == code


def test_fields_filter_the_rows_if_a_parameter_is_called_alike(reader: Reader) -> None:
    rooms = reader.zoom.truth(streams=["rooms"])["rooms"]
    wanted = rooms[0]["status"]

    _, body = reader.ask("/rooms", status=wanted)
    assert body["rooms"] == [row for row in rooms if row.get("status") == wanted]


def test_unknown_parents_and_badly_encoded_ones_are_not_found(reader: Reader) -> None:
    assert reader.ask("/phone/call_queues/nobody/members")[0] == 404
    assert reader.ask("/accounts/me/settings")[0] == 200
    assert reader.ask("/accounts/other/settings")[0] == 404


def test_a_declaration_must_agree_with_the_facts() -> None:
    with pytest.raises(ValueError, match="rows have no when"):
        Plain("a", "/phone/sites", date="when").check()
    with pytest.raises(ValueError, match="siteId is from"):
        Plain("a", "/phone/sites/{siteId}").check()
    with pytest.raises(ValueError, match="isn't documented"):
        Plain("a", "/nowhere").check()
