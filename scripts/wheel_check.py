"""Builds the wheel and the source archive, installs the wheel elsewhere, and runs it from there.

An editable install, which the tests run on, doesn't show that a file is missing from the wheel.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[1]
SCHEMAS = {path.name for path in (ROOT / "schemas").glob("*.json")}


class CheckError(Exception):
    """The packages aren't what they should be."""


def check(fact: object, otherwise: str) -> None:
    """Go on only if the fact holds."""
    if not fact:
        raise CheckError(otherwise)


def uv(*arguments: str | Path) -> None:
    """Run uv, with what it says shown only if it fails."""
    run("uv", *arguments)


def run(*command: str | Path, cwd: Path | None = None) -> str:
    """Run a program without this environment's Python settings, and give what it printed."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "TAP_ZOOM_"))}
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    line = " ".join(map(str, command))
    check(done.returncode == 0, f"{line}\nended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def only(folder: Path, pattern: str) -> Path:
    """Find the one file of this pattern."""
    found = list(folder.glob(pattern))
    check(len(found) == 1, f"{len(found)} files for {pattern}, not one")
    return found[0]


def check_wheel(wheel: Path) -> None:
    """Hold the wheel's files against the checkout."""
    with zipfile.ZipFile(wheel) as archive:
        files = {PurePosixPath(name) for name in archive.namelist()}
    top = {file.parts[0] for file in files}
    check(
        top == {"tap_zoom", next(name for name in top if name.endswith(".dist-info"))},
        f"the wheel holds more than the package: {sorted(top)}",
    )
    schemas = {file.name for file in files if file.parent == PurePosixPath("tap_zoom/schemas")}
    check(schemas == SCHEMAS, f"schemas that aren't the checkout's: {sorted(schemas ^ SCHEMAS)}")
    modules = {
        PurePosixPath(path.relative_to(ROOT).as_posix())
        for path in (ROOT / "tap_zoom").rglob("*")
        if path.suffix == ".py" or path.name == "py.typed"
    }
    check(modules <= files, f"not in the wheel: {sorted(map(str, modules - files))}")
    check(any(file.name == "LICENSE" for file in files), "the wheel has no LICENSE")


def check_sdist(sdist: Path) -> None:
    """See that the source archive holds what a build from it needs."""
    with tarfile.open(sdist) as archive:
        files = {PurePosixPath(*PurePosixPath(name).parts[1:]) for name in archive.getnames()}
    schemas = {file.name for file in files if file.parent == PurePosixPath("schemas")}
    check(schemas == SCHEMAS, f"schemas that aren't the checkout's: {sorted(schemas ^ SCHEMAS)}")


def check_installed(wheel: Path, folder: Path) -> int:
    """Install the wheel by itself and run it in an empty folder; count its streams."""
    environment, elsewhere = folder / "environment", folder / "elsewhere"
    elsewhere.mkdir()
    uv("venv", "--quiet", "--no-project", environment)
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    # The versions that the tests ran with, and nothing of the development tools.
    requirements = folder / "requirements.txt"
    uv("export", "--quiet", "--frozen", "--no-dev", "--no-emit-project", "--project", ROOT,
       "--output-file", requirements)  # fmt: skip
    uv("pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", requirements)
    uv("pip", "install", "--quiet", "--python", python, "--no-deps", wheel)

    tap = python.parent / "tap-zoom"
    version = run(tap, "--version", cwd=elsewhere)
    number = wheel.name.split("-")[1]
    check(number in version, f"--version says {version.strip()!r}, the wheel {number}")
    about = json.loads(run(tap, "--about", "--format=json", cwd=elsewhere))
    check(about["name"] == "tap-zoom", f"--about speaks of {about['name']!r}")
    catalog = json.loads(run(tap, "--discover", cwd=elsewhere))
    streams = {stream["tap_stream_id"] for stream in catalog["streams"]}
    check(streams, "--discover finds no stream")
    check(
        {f"{stream}.json" for stream in streams} == SCHEMAS,
        f"streams and schemas differ: {sorted(streams ^ {name[:-5] for name in SCHEMAS})}",
    )
    return len(streams)


def main() -> int:
    """Build, look inside, install, run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="put the built files there")
    keep: Path | None = parser.parse_args().keep
    with tempfile.TemporaryDirectory(prefix="tap-zoom-") as name:
        folder = Path(name)
        built = folder / "dist"
        try:
            # uv builds the archive first, and the wheel from the archive.
            uv("build", "--quiet", "--out-dir", built, ROOT)
            wheel, sdist = only(built, "*.whl"), only(built, "*.tar.gz")
            check_wheel(wheel)
            check_sdist(sdist)
            streams = check_installed(wheel, folder)
        except CheckError as error:
            print(f"wheel-check: {error}", file=sys.stderr)
            return 1
        if keep:
            keep.mkdir(parents=True, exist_ok=True)
            for file in (wheel, sdist):
                shutil.copy(file, keep)
        print(f"{wheel.name}: installed by itself it works, with {streams} streams")
    return 0


if __name__ == "__main__":
    sys.exit(main())
