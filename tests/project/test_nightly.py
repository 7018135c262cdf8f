"""The script of docs/guides/nightly.md, run with stand-ins for the tap and the target."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "guides" / "nightly.md"
pytestmark = pytest.mark.skipif(not shutil.which("flock"), reason="not Linux")

TAP = """#!/bin/sh
echo "$@" >> "$(dirname "$0")/../arguments"
echo "INFO reading" >&2
echo "ERROR a scope is missing" >&2
exit ${TAP_EXIT:-0}
"""
TARGET = """#!/bin/sh
cat > /dev/null
echo '{"run": 1}'
echo '{"run": 2}'
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the script, and programs that it finds on its path."""
    (script,) = re.findall(r"```bash\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    for name, text in {"load.sh": script, "bin/tap-zoom": TAP, "bin/target-jsonl": TARGET}.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        file.chmod(0o755)
    return tmp_path


def load(folder: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the script, with a tap that ends with an exit code."""
    path = os.pathsep.join((str(folder / "bin"), os.environ["PATH"]))
    env = {"HOME": str(folder), "PATH": path, "TAP_EXIT": str(code)}
    return subprocess.run(
        [folder / "load.sh"], env=env, capture_output=True, text=True, timeout=30, check=False
    )


def test_each_run_continues_from_the_last_state_of_the_previous_one_even_if_that_failed(
    folder: Path,
) -> None:
    assert [load(folder, code).returncode for code in (1, 0)] == [1, 0]

    arguments = (folder / "arguments").read_text(encoding="utf-8").splitlines()
    assert arguments == ["--config=ENV", "--config=ENV --state state.json"]
    assert (folder / "state.json").read_text(encoding="utf-8") == '{"run": 2}\n'


def test_only_a_failed_run_prints_something_which_is_the_last_line_of_the_log(folder: Path) -> None:
    assert [load(folder, code).stderr for code in (0, 1)] == ["", "ERROR a scope is missing\n"]


def test_a_run_does_not_begin_while_another_is_under_way(folder: Path) -> None:
    with subprocess.Popen(
        ["flock", folder / ".lock", "sh", "-c", "echo locked; read -r _"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        done = load(folder)
        other.communicate(b"\n")

    assert (done.returncode, done.stderr) == (75, "The previous run is still under way.\n")
    assert not (folder / "arguments").exists()
