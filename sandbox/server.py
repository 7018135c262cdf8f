"""Runs a sandbox, in a thread of a test's process or as a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import threading
from typing import TYPE_CHECKING

import uvicorn

from sandbox.app import App
from sandbox.zoom import Zoom

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.options import Options

START_SECONDS = 10


def _bind(options: Options) -> socket.socket:
    # Without an explicit protocol, asyncio leaves Nagle's algorithm on: 40 ms per response.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((options.host, options.port))
    return listener


class _Server(uvicorn.Server):
    """Leaves signals alone: a thread can't handle them, and a process has its own handler.

    It stops at once. Uvicorn's own loop looks every tenth of a second whether it should, and then
    waits for another tenth: most of the time of a test that makes few requests.
    """

    _loop: asyncio.AbstractEventLoop | None = None
    _stopped: asyncio.Event

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def main_loop(self) -> None:
        self._stopped = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        if not self.should_exit:
            await self._stopped.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        while self.server_state.connections:  # noqa: ASYNC110 - uvicorn offers no event to wait for
            await asyncio.sleep(0)
        for server in self.servers:
            await server.wait_closed()

    def stop(self) -> None:
        """Close all connections and stop; safe to call from any thread."""
        self.should_exit = True  # first: the loop may not run yet
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stopped.set)


def _server(zoom: Zoom) -> _Server:
    config = uvicorn.Config(
        App(zoom),
        log_config=None,
        log_level="error",
        access_log=False,
        proxy_headers=False,
        lifespan="off",
        date_header=False,
        server_header=False,
        timeout_keep_alive=75,
        backlog=1024,
    )
    return _Server(config)


def _name(zoom: Zoom, listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    zoom.served_at(f"http://{host}:{port}")


@contextlib.contextmanager
def running(options: Options | None = None) -> Iterator[Zoom]:
    """Serve an account from a thread while the block runs."""
    zoom = Zoom(options)
    listener = _bind(zoom.options)
    _name(zoom, listener)
    listener.listen(1024)
    server = _server(zoom)
    thread = threading.Thread(target=server.run, args=([listener],), name="sandbox", daemon=True)
    thread.start()
    try:
        yield zoom
    finally:
        server.stop()
        thread.join(START_SECONDS)
        listener.close()


def serve(options: Options) -> None:
    """Serve an account until the process is told to stop."""
    zoom = Zoom(options)
    listener = _bind(options)
    _name(zoom, listener)
    server = _server(zoom)

    def stop(*_: object) -> None:
        server.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    listener.listen(1024)
    print(f"listening on {zoom.base_url}", flush=True)  # noqa: T201 - who starts a server reads where it is
    for grant in ("account_credentials", "refresh_token"):
        pairs = ", ".join(f"{name}={value}" for name, value in zoom.config(grant).items())
        print(f"{grant}: {pairs}", flush=True)  # noqa: T201 - who starts a server reads where it is
    server.run([listener])
