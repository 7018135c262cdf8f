"""What the tap declares, and what the sandbox takes, is what Zoom's documents say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import facts
from sandbox.routes import ENDPOINTS
from tap_zoom.streams import STREAMS
from tap_zoom.streams.reports import report_scopes, session_sources
from tap_zoom.streams.users import USERS_SCOPES
from tests.facts.documented import Difference, documented, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facts import Endpoint
    from tap_zoom.base.declaration import Scopes


class Declared(NamedTuple):
    """What is declared about the requests to an endpoint."""

    endpoint: Endpoint
    label: str
    scopes: Scopes
    page_size: int | None = None


def declarations() -> Iterator[Declared]:
    """Yield what the streams declare about each endpoint that the documents have."""
    for stream in STREAMS:
        declared: Any = stream
        if declared.path.startswith("/"):
            endpoint = documented(declared.path)
            label = declared.rate_limit_label.value
            yield Declared(endpoint, label, declared.scopes, declared.page_size)
        if detail := declared.detail:
            label = detail.rate_limit_label.value
            yield Declared(documented(detail.path), label, detail.scopes)
    (history, *_), hosts = session_sources.history(), session_sources.active_hosts()
    for request, scope in ((history.request, "list_history_meetings"), (hosts, "list_users")):
        endpoint = documented(request.endpoint)
        yield Declared(endpoint, request.label.value, report_scopes(scope), request.page_size)


def test_the_rate_limit_labels_are_documented() -> None:
    for declared in declarations():
        assert declared.label.upper() == declared.endpoint.rate_limit, declared.endpoint.path


def test_the_scopes_are_documented() -> None:
    # The users' scopes are for the hosts, whose lists some streams read.
    beyond = {
        Difference("scope", endpoint.path, scope)
        for endpoint, _, scopes, _ in declarations()
        for scope in {*scopes.granular, *scopes.classic, *scopes.alternatives}
        - {*USERS_SCOPES.granular, *USERS_SCOPES.classic}
        if scope not in {*endpoint.granular, *endpoint.classic}
    }
    of_sandbox = {
        Difference("scope", endpoint.path, scope)
        for each in ENDPOINTS
        if (endpoint := facts.find(each.template))
        for scope in each.accepted
        if scope not in {*endpoint.granular, *endpoint.classic}
    }

    assert beyond <= of_sandbox
    assert of_sandbox == listed("scope")


def test_lists_have_pages_where_that_is_documented_and_no_more_rows_than_allowed() -> None:
    other = set()
    for endpoint, _, _, page_size in declarations():
        token = endpoint.parameters.get("next_page_token")
        if (page_size is not None) != (token is not None and not token.deprecated):
            other.add(Difference("paging", endpoint.path))
        if page_size is not None:
            assert page_size <= (endpoint.parameters["page_size"].maximum or 300), endpoint.path

    assert other == listed("paging")


def test_the_sandbox_is_no_more_lenient_than_the_documents() -> None:
    beyond = set()
    for each in ENDPOINTS:
        endpoint = facts.find(each.template)
        if endpoint is None:
            beyond.add(Difference("no facts", each.template))
            continue
        parameters = endpoint.parameters
        if endpoint.label:
            assert each.label.upper() == endpoint.rate_limit, each.template
        assert each.required == {n for n, facts in parameters.items() if facts.required}
        if each.paging:
            assert each.paging.max_size <= (parameters["page_size"].maximum or 300), each.template
        beyond |= {
            Difference("parameter", endpoint.path, name)
            for name in each.parameters
            if name not in parameters
        }

    assert beyond == listed("parameter", "no facts")


def test_the_sandbox_takes_the_documented_values_of_a_parameter() -> None:
    for each in ENDPOINTS:
        endpoint = facts.find(each.template)
        for name, parser in each.parameters.items():
            known = endpoint.parameters.get(name) if endpoint else None
            for value in known.enum if known else ():
                assert parser(str(value)) is not None, (each.template, name, value)
