"""A reader who pastes the README's blocks, one after the other, gets what it promises.

It is a reader without a Zoom account: the commands run in a copy of the checkout, against a local
account, and install their programs as they would on a new machine.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from scripts.docs.declared import in_catalog
from scripts.local_account import SETTINGS, environment
from tests.e2e.harness import account
from tests.meltano.project import ROOT, environment_for_uv
from tests.meltano.selection import SMALL
from tests.readme import MELTANO, Block, blocks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sandbox import Zoom

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.meltano,  # as far as it installs programs from PyPI
    pytest.mark.timeout(900),  # with an empty cache, everything is downloaded first
]
#: The tests of Meltano run the others.
OWN = [block for block in blocks() if block.section != MELTANO]


class Done(NamedTuple):
    """A block that ran."""

    block: Block
    code: int
    output: str


class Reader(NamedTuple):
    """Somebody who has pasted all blocks."""

    zoom: Zoom
    folder: Path
    done: list[Done]

    def output(self, command: str) -> str:
        """Return the output of the block that contains a command."""
        (found,) = (done.output for done in self.done if command in done.block.commands)
        return found


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """Paste all blocks into a shell of somebody with an empty home directory."""
    home = tmp_path_factory.mktemp("reader")
    folder = home / "tap-zoom"
    for name in _files():
        copy = folder / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, copy)
    with account(**SMALL, now=None) as zoom:
        settings = folder / SETTINGS
        settings.parent.mkdir()
        settings.write_text(environment(zoom), encoding="utf-8")  # as make sandbox does
        env = _environment(home)
        yield Reader(zoom, folder, [_paste(block, folder, env) for block in OWN])


def _files() -> list[str]:
    """List the files of the project, without what .gitignore names: credentials, for example."""
    command = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


def _environment(home: Path) -> dict[str, str]:
    env = environment_for_uv()
    cache = subprocess.run(
        ["uv", "cache", "dir"], env=env, check=True, capture_output=True, text=True
    )
    installed, replaced = home / "bin", home / "replaced"
    replaced.mkdir()
    make = replaced / "make"  # the targets run everything that this project has
    make.write_text(f'#!/bin/sh\nexec {shutil.which("make")} --dry-run "$@"\n')
    make.chmod(0o755)
    env |= {
        "HOME": str(home),
        "PATH": os.pathsep.join(map(str, (replaced, installed, env["PATH"]))),
        "UV_CACHE_DIR": cache.stdout.strip(),
        "UV_TOOL_BIN_DIR": str(installed),
        "UV_TOOL_DIR": str(home / "tools"),
    }
    return env


def _paste(block: Block, folder: Path, env: dict[str, str]) -> Done:
    done = subprocess.run(
        ["bash", "-ec", block.commands],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
        check=False,
    )
    return Done(block, done.returncode, done.stdout)


def test_every_block_succeeds(reader: Reader) -> None:
    failed = [done for done in reader.done if done.code]

    assert not failed, failed[0].output
    assert len(reader.done) > 8


def test_the_programs_get_environments_of_their_own(reader: Reader) -> None:
    tools = reader.folder.parent / "tools"

    assert {path.name for path in tools.iterdir() if path.is_dir()} == {
        *("tap-zoom", "target-jsonl", "duckdb-cli"),
    }


def test_the_check_prints_what_the_readme_shows(reader: Reader) -> None:
    (check,) = (block for block in OWN if "--test" in block.commands)
    printed = reader.output(check.commands)

    shown = [re.split(r"[\d:]|…", line)[0] for line in check.output.splitlines()]
    assert [start for start in shown if start not in printed] == []


def test_the_query_counts_what_the_account_holds(reader: Reader) -> None:
    header, *rows = re.findall(r"^│(.+)│$", reader.output("duckdb -c"), re.MULTILINE)
    columns = [name.strip() for name in header.split("│")]
    values = [[cell.strip() for cell in row.split("│")] for row in rows]
    joins = sum(int(row[columns.index("joins")]) for row in values if row[0].startswith("20"))

    assert joins == len(reader.zoom.truth()["report_meeting_participants"]) > 0
    (shown,) = re.findall(r"^│ +(month.+)│$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert [name.strip() for name in shown.split("│")] == columns


def test_the_second_run_reads_less(reader: Reader) -> None:
    def records(command: str) -> int:
        (found,) = re.findall(r"report_meeting_participants +([\d,]+)", reader.output(command))
        return int(found.replace(",", ""))

    assert records("--state state.json") < records('echo \'{"destination_path"') / 2


def test_git_ignores_all_that_the_reader_makes(reader: Reader) -> None:
    """It has credentials and personal data in it."""
    known = {name.partition("/")[0] for name in _files()}
    made = {
        path.name + "/" * path.is_dir()
        for path in reader.folder.iterdir()
        if path.name not in known
    }
    command = ("git", "check-ignore", *made)
    ignored = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert made > {".env", "output/", "state.json", "states.jsonl", "target.json"}
    assert set(ignored.stdout.split()) == made


def test_make_sandbox_serves_until_it_is_stopped(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.env"
    command = [sys.executable, "-m", "scripts.local_account", "--port", "0", "--size", "8"]
    with subprocess.Popen(
        [*command, "--file", file], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as served:
        assert served.stdout is not None
        address = served.stdout.readline().split()[-1].rstrip(".")
        served.stdout.readline()
        assert f"TAP_ZOOM_API_URL={address}/" in file.read_text(encoding="utf-8")
        served.send_signal(signal.SIGTERM)
        assert served.wait(10) == 0


def test_the_readme_counts_the_streams() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    assert set(re.findall(r"(\d+) streams", text)) == {str(len(in_catalog()))}
