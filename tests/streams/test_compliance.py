"""Messages of conversations come once, however Zoom lists the conversations."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.e2e.expected import assert_complete
from tests.e2e.selections import read, small, truth

pytestmark = pytest.mark.e2e

STREAMS = ("report_chat_sessions", "report_chat_messages")
SESSIONS, MESSAGES = "/report/chat/sessions", "/report/chat/sessions/{sessionId}"


def test_a_conversation_that_is_listed_in_every_window_is_read_once() -> None:
    with small() as zoom:
        held = truth(zoom, STREAMS)

        def list_all(body: dict[str, Any]) -> dict[str, Any]:
            return {**body, "sessions": held["report_chat_sessions"]}

        zoom.faults.add(f"^{SESSIONS}$", kind="edit", change=list_all)

        output = read(zoom, STREAMS)

        assert output.error is None
        assert_complete(output, {"report_chat_messages": held["report_chat_messages"]})
        asked = Counter(
            (entry.path, entry.params["from"], entry.params["to"])
            for entry in zoom.log
            if entry.template == MESSAGES and "next_page_token" not in entry.params
        )
        assert asked
        assert set(asked.values()) == {1}
