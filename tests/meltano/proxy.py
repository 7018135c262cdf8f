"""A proxy that shows what a program asks the Internet for."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Proxy(NamedTuple):
    env: dict[str, str]
    calls: list[str]


@contextmanager
def proxy() -> Iterator[Proxy]:
    """Start a proxy that leads nowhere and records what it was asked for."""
    calls: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(5)
                    calls.append(connection.recv(200).decode(errors="replace"))

        threading.Thread(target=accept, name="proxy", daemon=True).start()
        names = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
        yield Proxy({n: address for name in names for n in (name, name.lower())}, calls)
        # A blocked accept() only ends by being woken.
        with socket.create_connection(listener.getsockname()):
            listener.close()
