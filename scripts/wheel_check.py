"""Builds the sdist and the wheel, then installs and runs the wheel in a separate environment.

The tests use an editable install, so they can't detect files missing from the wheel.
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
    """A package has the wrong contents or doesn't run."""


def check(condition: object, message: str) -> None:
    """Raise a CheckError unless a condition holds."""
    if not condition:
        raise CheckError(message)


def uv(*arguments: str | Path) -> None:
    """Run uv, and show its output only if it fails."""
    run("uv", *arguments)


def run(*command: str | Path, cwd: Path | None = None) -> str:
    """Run a program without this environment's Python settings and return its output."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "TAP_ZOOM_"))}
    result = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    check(
        result.returncode == 0,
        f"{' '.join(map(str, command))}\n"
        f"exited with code {result.returncode}\n{result.stdout}{result.stderr}",
    )
    return result.stdout


def find_one(folder: Path, pattern: str) -> Path:
    """Find the only file that matches a pattern."""
    matches = list(folder.glob(pattern))
    check(len(matches) == 1, f"expected one file matching {pattern}, found {len(matches)}")
    return matches[0]


def check_wheel(wheel: Path) -> None:
    """Compare the files in the wheel with the checkout."""
    with zipfile.ZipFile(wheel) as archive:
        files = {PurePosixPath(name) for name in archive.namelist()}
    top_level = {file.parts[0] for file in files}
    check(
        top_level == {"tap_zoom", next(name for name in top_level if name.endswith(".dist-info"))},
        f"the wheel contains more than the package: {sorted(top_level)}",
    )
    schemas = {file.name for file in files if file.parent == PurePosixPath("tap_zoom/schemas")}
    check(schemas == SCHEMAS, f"schemas differ from the checkout: {sorted(schemas ^ SCHEMAS)}")
    modules = {
        PurePosixPath(path.relative_to(ROOT).as_posix())
        for path in (ROOT / "tap_zoom").rglob("*")
        if path.suffix == ".py" or path.name == "py.typed"
    }
    check(modules <= files, f"missing from the wheel: {sorted(map(str, modules - files))}")
    check(any(file.name == "LICENSE" for file in files), "the wheel has no LICENSE")


def check_sdist(sdist: Path) -> None:
    """Check that the sdist contains the schemas, which a build from it needs."""
    with tarfile.open(sdist) as archive:
        files = {PurePosixPath(*PurePosixPath(name).parts[1:]) for name in archive.getnames()}
    schemas = {file.name for file in files if file.parent == PurePosixPath("schemas")}
    check(schemas == SCHEMAS, f"schemas differ from the checkout: {sorted(schemas ^ SCHEMAS)}")


def check_installed(wheel: Path, folder: Path) -> int:
    """Install the wheel alone, run it in an empty folder and return its number of streams."""
    environment, empty = folder / "environment", folder / "empty"
    empty.mkdir()
    uv("venv", "--quiet", "--no-project", environment)
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    # The same versions that the tests use, without the development tools.
    requirements = folder / "requirements.txt"
    uv("export", "--quiet", "--frozen", "--no-dev", "--no-emit-project", "--project", ROOT,
       "--output-file", requirements)  # fmt: skip
    uv("pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", requirements)
    uv("pip", "install", "--quiet", "--python", python, "--no-deps", wheel)

    tap = python.parent / "tap-zoom"
    version = run(tap, "--version", cwd=empty)
    expected = wheel.name.split("-")[1]
    check(expected in version, f"--version prints {version.strip()!r}, not {expected}")
    about = json.loads(run(tap, "--about", "--format=json", cwd=empty))
    check(about["name"] == "tap-zoom", f"--about prints the name {about['name']!r}")
    catalog = json.loads(run(tap, "--discover", cwd=empty))
    streams = {stream["tap_stream_id"] for stream in catalog["streams"]}
    check(streams, "--discover finds no streams")
    check(
        {f"{stream}.json" for stream in streams} == SCHEMAS,
        f"streams and schemas differ: {sorted(streams ^ {name[:-5] for name in SCHEMAS})}",
    )
    return len(streams)


def main() -> int:
    """Build the packages, check their contents, then install and run the wheel."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="copy the built packages to this folder"
    )
    keep: Path | None = parser.parse_args().keep
    with tempfile.TemporaryDirectory(prefix="tap-zoom-") as name:
        folder = Path(name)
        built = folder / "dist"
        try:
            # uv builds the sdist first, then the wheel from the sdist.
            uv("build", "--quiet", "--out-dir", built, ROOT)
            wheel, sdist = find_one(built, "*.whl"), find_one(built, "*.tar.gz")
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
        print(f"{wheel.name} installs and runs on its own, with {streams} streams")
    return 0


if __name__ == "__main__":
    sys.exit(main())
