"""A page in a real Chromium, driven by the DevTools protocol."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import requests
import websocket

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_OF_MACOS = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
CHROMIUM = next(filter(None, map(shutil.which, (*_NAMES, _OF_MACOS))), None)
_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--remote-debugging-port=0",
)


class Tab:
    """A tab, and what has happened in it."""

    def __init__(self, socket: websocket.WebSocket) -> None:
        self._socket = socket
        self._calls = 0
        self.events: list[dict[str, Any]] = []

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Call a method of the protocol."""
        self._calls += 1
        self._socket.send(json.dumps({"id": self._calls, "method": method, "params": params}))
        while (message := json.loads(self._socket.recv())).get("id") != self._calls:
            self.events.append(message)
        assert "error" not in message, message
        result: dict[str, Any] = message["result"]
        return result

    def evaluate(self, expression: str) -> Any:
        """Return the value of an expression in JavaScript."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def wait_for(self, method: str) -> None:
        """Wait for an event."""
        while all(event["method"] != method for event in self.events):
            self.events.append(json.loads(self._socket.recv()))

    def press(self, key: str, code: int) -> str:
        """Press a key and return the text of the element that has the focus afterwards."""
        for kind in ("rawKeyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code)
        return str(self.evaluate("document.activeElement.textContent"))

    def show(self, width: int, scheme: str) -> None:
        """Give the tab a width, and its user a preferred color scheme."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=800,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        preference = {"name": "prefers-color-scheme", "value": scheme}
        self.call("Emulation.setEmulatedMedia", features=[preference])


@contextmanager
def opened(page: Path) -> Iterator[Tab]:
    """Open a file in a browser without a profile, and wait until all of it is loaded."""
    assert CHROMIUM
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,
        subprocess.Popen(
            [CHROMIUM, *_FLAGS, f"--user-data-dir={profile}", "about:blank"],
            stderr=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        assert process.stderr
        said = (re.search(r"listening on ws://([^/]+)/", line) for line in process.stderr)
        address = next(filter(None, said))[1]
        with requests.Session() as session:
            session.trust_env = False  # the browser is on this machine, behind no proxy
            tabs = session.get(f"http://{address}/json/list", timeout=10).json()
        (url,) = (tab["webSocketDebuggerUrl"] for tab in tabs if tab["type"] == "page")
        socket = websocket.create_connection(
            url, timeout=30, suppress_origin=True, http_no_proxy=["*"]
        )
        try:
            tab = Tab(socket)
            for domain in ("Page", "Runtime", "Log", "Network"):
                tab.call(f"{domain}.enable")
            tab.call("Page.navigate", url=page.as_uri())
            tab.wait_for("Page.loadEventFired")
            yield tab
            tab.call("Browser.close")
        finally:
            socket.close()
            process.terminate()
