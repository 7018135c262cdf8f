"""Replacing a file that only its owner may read, all at once or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def replace(path: Path, content: bytes) -> None:
    """Replace a file.

    Raises:
        OSError: It is as it was.
    """
    with _temporary_sibling(path, content) as sibling:
        sibling.replace(path)
    _sync_directory(path.parent)


def try_to_replace(path: Path) -> None:
    """Do what it takes to replace a file, except replacing it.

    Raises:
        OSError: The file couldn't be replaced.
    """
    with _temporary_sibling(path, b" " * 4096):
        pass


@contextmanager
def _temporary_sibling(path: Path, content: bytes) -> Iterator[Path]:
    """Write the content to a file next to another that only its owner can ever read."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    sibling = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if sys.platform != "win32":
            # A run as root must not take the file from the user who owns it.
            with suppress(OSError):
                before = path.stat()
                os.chown(sibling, before.st_uid, before.st_gid)
        yield sibling
    finally:
        sibling.unlink(missing_ok=True)


def _sync_directory(folder: Path) -> None:
    """Make the replacement survive a power failure, where the system allows it."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
