"""Whatever Zoom responds, the output is valid, or the run ends with one line that says why."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
import requests_mock
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from tap_zoom.api.rate_limiter import RateLimiter
from tests.e2e.expected import DEFAULT_STREAMS, catalog_of
from tests.e2e.harness import extract, quick_retries
from tests.e2e.selections import family
from tests.random_records import fields
from tests.support import SCHEMAS, json_objects, json_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hypothesis.strategies import DrawFn

    from tests.e2e.harness import Output

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]

Body = dict[str, Any]

_now = datetime.now(timezone.utc)
HELD = f"{_now - timedelta(days=2):%Y-%m-%dT10:00:00Z}"
SETTINGS = {"approval_type": 0, "registration_type": 2}
SERIES = {"type": 8, "settings": SETTINGS, "occurrences": [{"occurrence_id": "17"}]}
SESSION = {"uuid": "s==", "id": 81, "type": 2, "start_time": HELD, "participants_count": 2}
PERSON = {"id": "p", "email": "p@example.com", "name": "P"}
ANSWERS = {**PERSON, "question_details": [{"question": "Q", "answer": "A"}]}

#: For each endpoint: whose rows it has, under which key, and a row as it should be.
ENDPOINTS: dict[str, tuple[str, str | None, Body]] = {
    "/users": ("users", "users", {"id": "u", "email": "u@example.com", "status": "active"}),
    "/users/[^/]+/meetings": ("meetings", "meetings", {"id": 81, "type": 8}),
    "/users/[^/]+/webinars": ("webinars", "webinars", {"id": 91, "type": 9}),
    "/meetings/[^/]+": ("meetings", None, {"id": 81, **SERIES}),
    "/meetings/[^/]+/registrants": ("meeting_registrants", "registrants", PERSON),
    "/meetings/[^/]+/registrants/questions": ("meeting_questions", None, {"questions": []}),
    "/meetings/[^/]+/polls": ("meeting_polls", "polls", {"id": "q"}),
    "/past_meetings/[^/]+/instances": (
        "past_meeting_instances",
        "meetings",
        {"uuid": "i==", "start_time": HELD},
    ),
    "/past_meetings/[^/]+/polls": ("meeting_poll_results", "questions", ANSWERS),
    "/webinars/[^/]+": ("webinars", None, {"id": 91, **SERIES, "type": 9}),
    "/webinars/[^/]+/panelists": ("webinar_panelists", "panelists", PERSON),
    "/webinars/[^/]+/registrants": ("webinar_registrants", "registrants", PERSON),
    "/webinars/[^/]+/registrants/questions": ("webinar_questions", None, {"questions": []}),
    "/webinars/[^/]+/polls": ("webinar_polls", "polls", {"id": "q"}),
    "/webinars/[^/]+/tracking_sources": (
        "webinar_tracking_sources",
        "tracking_sources",
        {"id": "t"},
    ),
    "/past_webinars/[^/]+/instances": (
        "past_webinar_instances",
        "webinars",
        {"uuid": "w==", "start_time": HELD},
    ),
    "/past_webinars/[^/]+/absentees": ("webinar_absentees", "registrants", PERSON),
    "/past_webinars/[^/]+/polls": ("webinar_poll_results", "questions", ANSWERS),
    "/past_webinars/[^/]+/qa": ("webinar_qna_results", "questions", ANSWERS),
    "/chat/users/[^/]+/channels": ("channels", "channels", {"id": "c"}),
    "/report/users": ("users", "users", {"id": "u"}),
    "/report/users/[^/]+/meetings": ("report_meetings", "meetings", SESSION),
    "/report/history_meetings": (
        "report_meetings",
        "history_meetings",
        {"meeting_uuid": "h==", "meeting_id": 81, "start_time": HELD, "participants": 2},
    ),
    "/report/meetings/[^/]+/participants": (
        "report_meeting_participants",
        "participants",
        {"id": "p", "name": "P", "join_time": HELD},
    ),
    "/report/webinars/[^/]+/participants": (
        "report_webinar_participants",
        "participants",
        {"id": "p", "name": "P", "join_time": HELD},
    ),
}

#: Fields that the tap itself reads, where a wrong type could break it.
LOOKED_AT = (
    *("id", "uuid", "email", "status", "type", "start_time", "end_time", "settings"),
    *("occurrences", "registration_url", "participants_count", "participants", "meeting_uuid"),
    *("meeting_id", "name", "user_id", "occurrence_id", "question_details", "custom_attributes"),
)

half_emoji = st.sampled_from(["\ud83d", "Zo\ud83d", "\ude00\ud83d", "/\ud83d//"])
odd: st.SearchStrategy[Any] = st.sampled_from(
    [
        *(None, "", " ", 0, -1, 81, "81", 1.5, True, 2**70, {}, [], [[]], ["x"], [None], {"id": 1}),
        *("a/b//c==", "/x", "x" * 300, HELD, "2026-13-45T99:00:00Z", "9999-12-31T23:59:59Z"),
        *([{"occurrence_id": {}}], [{"occurrence_id": 5}], ["17"], {"approval_type": "none"}),
        *({"approval_type": []}, {"registration_type": 2, "approval_type": 0}, "0000", "../.."),
    ]
)
wrong = odd | half_emoji | json_values
error_like: st.SearchStrategy[Body] = st.fixed_dictionaries(
    {
        "code": st.sampled_from([0, 124, 200, 300, 404, 1001, 3001, 4711, "4711", "x", 9.5])
        | wrong,
        "message": st.sampled_from(["No permission.", "next page token", "six months"]) | wrong,
    }
)


@st.composite
def rows(draw: DrawFn, template: str) -> Any:
    """Draw a row of an endpoint: right except for some fields, or anything."""
    stream, _, good = ENDPOINTS[template]
    if draw(st.integers(0, 7)) == 0:
        return draw(wrong)
    row = {**good, **draw(fields(SCHEMAS[stream], wrong=draw(st.booleans())))}
    for name in draw(st.lists(st.sampled_from([*LOOKED_AT, *good]), max_size=3, unique=True)):
        if draw(st.integers(0, 3)):
            row[name] = draw(wrong)
        else:
            row.pop(name, None)
    return row


@st.composite
def bodies(draw: DrawFn, template: str) -> Any:
    """Draw the body of a response with HTTP 200."""
    _, key, _ = ENDPOINTS[template]
    kind = draw(st.integers(0, 11))
    if kind == 0:
        return draw(error_like)
    if kind == 1:
        return draw(wrong)
    if key is None:
        row = draw(rows(template))
        return row if isinstance(row, dict) else {"id": row}
    body: Body = {key: draw(st.lists(rows(template), max_size=4))}
    if kind == 2:
        body[key] = draw(wrong)
    if kind == 3:
        del body[key]
    for name in ("next_page_token", "total_records", "page_count"):
        if draw(st.booleans()):
            body[name] = draw(wrong)
    return {**(draw(json_objects) if draw(st.booleans()) else {}), **body}


@st.composite
def accounts(draw: DrawFn) -> dict[str, Any]:
    """Draw an account some of whose endpoints respond wrongly."""
    templates = st.lists(st.sampled_from(sorted(ENDPOINTS)), min_size=1, max_size=6, unique=True)
    return {template: draw(bodies(template)) for template in draw(templates)}


@contextmanager
def serving(account: dict[str, Any]) -> Iterator[requests_mock.Mocker]:
    """Respond as the account does, without any pauses."""
    with (
        requests_mock.Mocker() as zoom,
        patch.object(RateLimiter, "acquire", lambda *_: None),
        patch("backoff.full_jitter", lambda _: 0.0),
        quick_retries(),
    ):
        zoom.post("https://zoom.us/oauth/token", json={"access_token": "t", "expires_in": 3600})
        zoom.get("https://api.zoom.us/v2/users/me", json={"id": "me"})
        for template, (_, key, good) in ENDPOINTS.items():
            whole = good if key is None else {key: [good]}
            body = account.get(template, whole)
            text = body if isinstance(body, bytes) else json.dumps(body).encode()
            zoom.get(re.compile(rf"^https://api\.zoom\.us/v2{template}(\?.*)?$"), content=text)
        yield zoom


def run(account: dict[str, Any], streams: Iterable[str] = DEFAULT_STREAMS, **more: Any) -> Output:
    """Run the tap over the account, with all fields selected."""
    settings = {"account_id": "a", "client_id": "c", "client_secret": "s", **more}
    settings["include_secrets"] = True
    since = f"{_now - timedelta(days=5):%Y-%m-%d}"
    with serving(account):
        catalog = catalog_of(*streams, everything=True)
        return extract(None, catalog, start_date=since, **settings)


def check(output: Output) -> None:
    """Check what every run has to fulfill; its records were validated when they were read."""
    for line in output.stdout.removesuffix("\n").split("\n") if output.stdout else ():
        json.loads(line, parse_constant=pytest.fail)  # NaN and Infinity aren't JSON
    for stream, names in output.keys.items():
        for key in output.by_key(stream):
            assert len(key) == len(names)
            assert not {None, ""} & set(key), stream
    if output.error is not None:
        assert "\n" not in str(output.error)
        assert len(str(output.error)) < 3000
    assert output.stdout == "" or output.states


def test_without_faults_every_endpoint_yields_records() -> None:
    """Each endpoint is requested and has a record, or else the test below would test nothing."""
    output = run({})

    assert output.error is None
    silent = {name for name in output.schemas if not output.records[name]}
    assert silent == {"report_webinars", "report_webinar_participants"}
    webinar = {**SESSION, "type": 5}
    output = run({"/report/users/[^/]+/meetings": {"meetings": [webinar]}})
    assert output.records["report_webinars"]
    assert output.records["report_webinar_participants"]


SLOW = settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[Phase.explicit, Phase.generate],  # to make a failure small would take minutes
    report_multiple_bugs=True,
)


@SLOW
@given(
    account=accounts(),
    source=st.sampled_from(["hosts", "hosts", "active_hosts", "history"]),
    most=st.sampled_from([1, None]),
)
@example({"/users": {"users": [{"id": {}}, {"id": []}, {"id": None}, {"id": ""}, {}]}}, "hosts", 1)
def test_whatever_zoom_responds(account: dict[str, Any], source: str, most: int | None) -> None:
    check(run(account, report_source=source, max_concurrency=most))


#: Responses that have broken a tap, or could: (endpoint, body).
CASES: dict[str, tuple[str, Any]] = {
    "rows that are no objects": ("/users", {"users": [None, 1, "x", [], [{"id": "u"}]]}),
    "half an emoji": ("/users", {"users": [{"id": "u", "first_name": "Zo\ud83d"}]}),
    "half an emoji as an id": ("/users", {"users": [{"id": "\ud83d"}]}),
    "an id that is an object": ("/users/[^/]+/meetings", {"meetings": [{"id": {"n": 1}}]}),
    "an id that is a list": ("/chat/users/[^/]+/channels", {"channels": [{"id": ["c"]}]}),
    "an id that is huge": ("/users/[^/]+/meetings", {"meetings": [{"id": 2**90}]}),
    "an id that is negative": ("/users/[^/]+/meetings", {"meetings": [{"id": -(2**70)}]}),
    "a detail with another id": ("/meetings/[^/]+", {"id": {"n": 1}, "settings": {}}),
    "a detail without an id": ("/meetings/[^/]+", {"id": None, "topic": "T"}),
    "settings as a list": ("/meetings/[^/]+", {"id": 81, "settings": [1]}),
    "settings as a text": ("/webinars/[^/]+", {"id": 91, "settings": "none"}),
    "an approval type that is an object": (
        "/meetings/[^/]+",
        {"id": 81, "settings": {"approval_type": {}, "registration_type": []}},
    ),
    "occurrences as texts": ("/meetings/[^/]+", {**SERIES, "id": 81, "occurrences": ["17", 5]}),
    "occurrences as an object": ("/meetings/[^/]+", {**SERIES, "id": 81, "occurrences": {"a": 1}}),
    "an occurrence without an id": (
        "/meetings/[^/]+",
        {**SERIES, "id": 81, "occurrences": [{}, {"occurrence_id": []}, None]},
    ),
    "nulls in depth": (
        "/meetings/[^/]+",
        {**SERIES, "id": 81, "settings": {**SETTINGS, "breakout_room": {"rooms": [None, {}]}}},
    ),
    "no uuid": ("/past_meetings/[^/]+/instances", {"meetings": [{"start_time": HELD}]}),
    "a uuid that is a list": (
        "/report/users/[^/]+/meetings",
        {"meetings": [{**SESSION, "uuid": ["s"]}, {**SESSION, "uuid": {}}]},
    ),
    "a uuid that is a number": (
        "/report/users/[^/]+/meetings",
        {"meetings": [{**SESSION, "uuid": 7}]},
    ),
    "a type that is a list": (
        "/report/users/[^/]+/meetings",
        {"meetings": [{**SESSION, "type": [5]}]},
    ),
    "a start that is a number": (
        "/report/users/[^/]+/meetings",
        {"meetings": [{**SESSION, "start_time": 5, "end_time": []}]},
    ),
    "people that are a text": (
        "/report/users/[^/]+/meetings",
        {"meetings": [{**SESSION, "participants_count": "2"}]},
    ),
    "null where rows belong": ("/users", {"users": None}),
    "a number where rows belong": ("/meetings/[^/]+/polls", {"polls": 5}),
    "an object where rows belong": ("/report/users/[^/]+/meetings", {"meetings": {"a": 1}}),
    "no rows at all": ("/users", {}),
    "a page token that is a number": ("/users", {"users": [{"id": "u"}], "next_page_token": 5}),
    "a page token that is a list": ("/users", {"users": [{"id": "u"}], "next_page_token": ["a"]}),
    "a total that is a text": ("/users", {"users": [{"id": "u"}], "total_records": "many"}),
    "a total that is digits": ("/users", {"users": [{"id": "u"}], "total_records": "9" * 6000}),
    "a code that is digits": ("/users", {"code": "9" * 6000, "message": "x"}),
    "an error in a success": ("/meetings/[^/]+/polls", {"code": 4711, "message": "scopes"}),
    "an error that is nothing like one": ("/users", {"code": [1], "message": {"a": 1}}),
    "a message of many lines": ("/users", {"code": 9999, "message": "a\nb\r\n\u2028c"}),
    "a number beyond all bounds": (
        "/users",
        b'{"users": [{"id": "u", "type": 1e999, "pmi": -0.0}]}',
    ),
    "digits without end": ("/users", b'{"users": [{"id": "u", "pmi": ' + b"9" * 5000 + b"}]}"),
    "a depth without end": (
        "/users",
        b'{"users": [{"id": "u", "x": ' + b"[" * 5000 + b"]" * 5000 + b"}]}",
    ),
    "no number at all": ("/users", b'{"users": [{"id": "u", "type": NaN}]}'),
    "the same field twice": (
        "/users",
        b'{"users": [{"id": "u"}], "users": [{"id": "v", "id": 5}]}',
    ),
    "a byte-order mark": ("/users", b'\xef\xbb\xbf{"users": [{"id": "u"}]}'),
    "nothing": ("/users", b""),
    "null": ("/meetings/[^/]+", b"null"),
}


#: What is read by the rows of the streams that most others depend on.
BELOW = {
    "users": ("channels", "meetings", "report_meetings"),
    "meetings": ("meeting_registrants", "meeting_polls", "past_meeting_instances"),
    "webinars": ("webinar_registrants", "webinar_polls", "past_webinar_instances"),
}


@pytest.mark.parametrize("most", [1, None], ids=["one by one", "ahead"])
@pytest.mark.parametrize("case", CASES)
def test_a_response_that_has_broken_a_tap_before(case: str, most: int | None) -> None:
    template, body = CASES[case]
    stream = ENDPOINTS[template][0]
    below = BELOW.get(stream) or set(DEFAULT_STREAMS) & family(stream)

    check(run({template: body}, {"users", stream, *below}, max_concurrency=most))
