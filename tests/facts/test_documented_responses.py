"""All that the sandbox sends and the tap asks for is documented, except for what is listed."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest

import facts
from sandbox import api
from tests.e2e.harness import without_pauses
from tests.e2e.selections import ALL
from tests.facts.documented import Difference, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facts import Endpoint, Field
    from sandbox.endpoint import Endpoint as Served

INTEGRAL = ("integer", "number")
TYPES = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array"}
FORMATS = {
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "date-time": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"),
}


@dataclass
class Conversation:
    """What the tap asked for in one run, and how the answers differ from the documents."""

    requests: list[tuple[Endpoint, dict[str, str]]] = field(default_factory=list)
    differences: set[Difference] = field(default_factory=set)
    misfits: set[tuple[str, str, str]] = field(default_factory=set)
    served: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def check(self, endpoint: Endpoint, value: Any, path: str) -> None:
        """Compare a part of a response with its documentation."""
        if path:
            self.served[endpoint.path].add(path)
            documented = endpoint.fields.get(path)
            if documented is None:
                self.differences.add(Difference("undocumented", endpoint.path, path))
            else:
                self._compare(endpoint, path, documented, value)
        if isinstance(value, dict):
            start = f"{path}." if path else ""
            for name, below in value.items():
                self.check(endpoint, below, f"{start}{name}")
        elif isinstance(value, list):
            for item in value:
                self.check(endpoint, item, f"{path}[]")

    def _compare(self, endpoint: Endpoint, path: str, documented: Field, value: Any) -> None:
        kind = TYPES.get(type(value), "object" if isinstance(value, dict) else "null")
        if documented.type not in {kind, "any"} and (kind, documented.type) != INTEGRAL:
            self.differences.add(Difference("response type", endpoint.path, path))
        elif documented.enum and not any(_matches(value, each) for each in documented.enum):
            self.differences.add(Difference("value", endpoint.path, path, str(value)))
        pattern = FORMATS.get(documented.format)
        if pattern and value and not pattern.fullmatch(value):
            self.misfits.add((endpoint.path, path, documented.format))


def _matches(value: Any, documented: Any) -> bool:
    if isinstance(value, str) and "$name" in documented:
        return value.endswith(documented.replace("$name", ""))
    return bool(value == documented)


@pytest.fixture(scope="module")
def conversation() -> Iterator[Conversation]:
    """Run the tap with all streams and note what the account sends."""
    noted: list[tuple[str, bytes]] = []
    respond = api._handle

    def note(zoom: Any, target: Served, *args: Any) -> bytes:
        body = respond(zoom, target, *args)
        noted.append((target.template, body))
        return body

    # The account has enough hosts that each documented field has a value somewhere.
    options = {"size": 20, "meetings": 3, "webinars": 2, "seed": 3, "page_cap": 40}
    with patch.object(api, "_handle", note), ALL.account(**options) as zoom, without_pauses():
        # Early enough for some calls of those who are gone.
        assert ALL.read(zoom, start_date="2026-07-20").error is None
        found = Conversation()
        for request in zoom.log:
            if endpoint := facts.find(request.template):
                found.requests.append((endpoint, request.params))
        for template, body in dict.fromkeys(noted):
            row, endpoint = json.loads(body), facts.find(template)
            if "code" not in row:  # an error with status 200
                assert endpoint is not None, template
                found.check(endpoint, row, "")
        yield found


def test_every_request_is_documented(conversation: Conversation) -> None:
    for endpoint, params in conversation.requests:
        assert params.keys() <= endpoint.parameters.keys(), endpoint.path
        for name, known in endpoint.parameters.items():
            value = params.get(name)
            assert value is not None or not known.required, (endpoint.path, name)
            assert value is None or not known.deprecated, (endpoint.path, name)
            assert value is None or not known.enum or value in map(str, known.enum)


def test_every_field_of_a_response_is_documented_or_known_from_elsewhere(
    conversation: Conversation,
) -> None:
    asked = {endpoint.path for endpoint, _ in conversation.requests}
    known = {each for each in listed("undocumented") if each.endpoint in asked}

    found = {each for each in conversation.differences if each.kind == "undocumented"}
    assert found == known


def test_every_value_has_a_documented_type_and_is_among_the_documented_ones(
    conversation: Conversation,
) -> None:
    found = {each for each in conversation.differences if each.kind != "undocumented"}

    assert found == listed("response type", "value")
    assert conversation.misfits == set()


def test_every_documented_field_is_in_some_response(conversation: Conversation) -> None:
    unserved = {
        Difference("not served", endpoint.path, path)
        for endpoint in {endpoint.path: endpoint for endpoint, _ in conversation.requests}.values()
        for path in endpoint.fields.keys() - conversation.served[endpoint.path]
    }

    assert unserved == listed("not served")
