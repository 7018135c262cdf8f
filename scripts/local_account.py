"""Serves a Zoom account on this machine and writes its settings to a file like .env.

The README's quick start runs against it as it does against Zoom.
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox import Options, running
from scripts.demo.__main__ import HISTORY_DAYS
from scripts.demo.meltano import LOCAL

if TYPE_CHECKING:
    from sandbox import Zoom

PORT = 8765
SETTINGS = Path("output", "sandbox.env")


def environment(account: Zoom) -> str:
    """Return the content of a .env file with which the tap reads the account.

    It keeps requests to this machine away from any proxy.
    """
    settings = account.config(plan=account.options.plan)
    lines = [f"TAP_ZOOM_{name.upper()}={value}" for name, value in settings.items()]
    return "\n".join([*lines, f"NO_PROXY={LOCAL}", ""])


def main() -> int:
    """Parse the arguments and serve the account until Ctrl-C or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m scripts.local_account", description=__doc__)
    parser.add_argument("--size", default="20", help="small, medium, large or a number of users")
    parser.add_argument("--port", type=int, default=PORT, help="port; 0 takes a free one")
    parser.add_argument("--file", type=Path, default=SETTINGS, help="where to write the settings")
    arguments = parser.parse_args()
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    options = Options(
        size=arguments.size, port=arguments.port, plan="business", history_days=HISTORY_DAYS
    )
    try:
        with running(options) as account:
            arguments.file.parent.mkdir(parents=True, exist_ok=True)
            arguments.file.write_text(environment(account), encoding="utf-8")
            print(f"Serving a Zoom account with {options.users} users at {account.base_url}.")
            print(f"Its settings are in {arguments.file}. Ctrl-C stops it.", flush=True)
            stopped.wait()
    except OSError as error:
        print(
            f"Can't serve the account at port {arguments.port}: {error}. "
            'With make sandbox ARGS="--port 0", it takes a free port.',
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
