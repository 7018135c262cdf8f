"""Serves a Zoom account on this machine, and fills in .env.example for it.

The README's quick start runs against it as it does against Zoom.
"""

from __future__ import annotations

import argparse
import re
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox import Options, running
from scripts.demo.__main__ import HISTORY_DAYS
from scripts.demo.meltano import LOCAL, ROOT

if TYPE_CHECKING:
    from sandbox import Zoom

PORT = 8765
EXAMPLE = ROOT / ".env.example"
SETTINGS = Path("output", "sandbox.env")


def environment(account: Zoom) -> str:
    """Return .env.example as a user of the account would fill it in.

    Its last line keeps requests to this machine away from any proxy.
    """
    text = EXAMPLE.read_text(encoding="utf-8")
    for name, value in account.config(plan=account.options.plan).items():
        variable = f"TAP_ZOOM_{name.upper()}"
        text = re.sub(rf"^(# )?{variable}=.*$", f"{variable}={value}", text, flags=re.MULTILINE)
    return f"{text}\nNO_PROXY={LOCAL}\n"


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
