"""Where the rotating refresh token of a user-authorized app lives between runs."""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import os
import re
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tap_zoom.exceptions import ConfigError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

logger = logging.getLogger(__name__)

KEY = "refresh_token"
SEED_MARK = "seed_sha256"
LOCK_POLL = 0.5
# The holder may be in the middle of five tries with their timeouts and waits, which
# take seven minutes at the worst.
LOCK_PATIENCE = 600.0

_STRING = r'"(?:[^"\\]|\\.)*"'


class TokenStore:
    """A file that holds the latest refresh token: one of its own, or the config file."""

    def __init__(self, path: Path, *, refresh_token: str, client_id: str, in_config: bool) -> None:
        """Keep the token in ``path``; ``refresh_token`` is the one in the settings."""
        # A link stays a link: what gets replaced is the file it points to.
        self._path = Path(os.path.realpath(path.expanduser()))
        self._in_config = in_config
        self._seed = refresh_token
        # Tells a token that grew from these settings from one that was there before
        # the user authorized anew. Only a digest: the file holds one secret, not two.
        self._mark = hashlib.sha256(f"{client_id}\0{refresh_token}".encode()).hexdigest()

    def __str__(self) -> str:
        """Name the file as messages do."""
        return f"{'the config file' if self._in_config else 'token_file'} {self._path}"

    @classmethod
    def choose(
        cls,
        token_file: str | None,
        config_paths: Sequence[Path],
        refresh_token: str,
        client_id: str,
    ) -> TokenStore | None:
        """Return the store that the settings ask for, or None if nothing can keep a token."""
        if token_file:
            path = Path(token_file)
            return cls(path, refresh_token=refresh_token, client_id=client_id, in_config=False)
        for path in reversed(config_paths):
            if _is_thrown_away(path):
                continue
            with suppress(OSError):
                if (json_object(path.read_bytes()) or {}).get(KEY) == refresh_token:
                    return cls(
                        path, refresh_token=refresh_token, client_id=client_id, in_config=True
                    )
        return None

    @property
    def seed_place(self) -> str:
        """Where a newly authorized refresh token belongs."""
        return f"{KEY} in {self._path}" if self._in_config else f"the setting {KEY}"

    def load(self) -> str:
        """Return the latest refresh token, which another run may have stored just now."""
        raw = self._read()
        if raw is None:
            return self._seed
        data = json_object(raw)
        if data is None:
            advice = "mend it" if self._in_config else "delete it, or name another file"
            raise ConfigError(f"{self} does not hold a valid JSON object: {advice}.")
        # Writing the token would wipe out whatever else is in the file.
        if not self._in_config and not data.keys() <= {KEY, SEED_MARK}:
            raise ConfigError(f"{self} holds other things than a token: name another file.")
        if not self._in_config and data.get(SEED_MARK) != self._mark:
            return self._seed
        token = data.get(KEY)
        if not isinstance(token, str) or not token:
            raise ConfigError(f"{self} holds no {KEY}: put one in, by authorizing the app again.")
        return token

    def save(self, token: str) -> None:
        """Replace the refresh token, all at once or not at all."""
        try:
            with self._aside(self._content(token).encode()) as aside:
                aside.replace(self._path)
            _sync_directory(self._path.parent)
        except OSError as error:
            problem = f"The new {KEY} could not be stored in {self} ({error.strerror}). {_LOST}"
            raise ConfigError(problem) from None

    def check_writable(self) -> None:
        """Raise if a token could not be stored: called before the old one is spent."""
        folder = self._path.parent
        if not folder.is_dir():
            raise ConfigError(f"{self} can't be written: create the directory {folder} first.")
        if self._read() is None and self._in_config:
            raise ConfigError(f"{self} is gone, so that no new {KEY} can be stored there.")
        if self._path.exists() and not os.access(self._path, os.W_OK):
            raise ConfigError(f"{self} can't be written: it is read-only for this user.")
        # A container's single-file mount takes writes, but can't be replaced.
        if os.path.ismount(self._path):
            raise ConfigError(f"{self} is a mount of its own: mount its directory, not the file.")
        try:
            with self._aside(b" " * 4096):
                pass
        except OSError as error:
            problem = f"{self} can't be written ({error.strerror}): make {folder} writable."
            raise ConfigError(problem) from None

    @contextmanager
    def lock(self, sleep: Callable[[float], None] = time.sleep) -> Iterator[None]:
        """Keep other processes from refreshing the same grant meanwhile."""
        # A file beside it, since the token's own is replaced by each save. It stays:
        # to delete it would let two processes hold locks on two files of one name.
        path = self._path.with_name(f"{self._path.name}.lock")
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise ConfigError(f"{path} can't be opened ({error.strerror}).") from None
        try:
            waited = 0.0
            while not _try_lock(handle):
                if not waited:
                    logger.info("Another run is refreshing the token in %s: waiting for it", self)
                if waited >= LOCK_PATIENCE:
                    raise ConfigError(
                        f"Another run has held {path} for {waited:.0f} s: "
                        "end it, or let it finish, then start again."
                    )
                sleep(LOCK_POLL)
                waited += LOCK_POLL
            yield
        finally:
            os.close(handle)

    def _read(self) -> bytes | None:
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ConfigError(f"{self} can't be read ({error.strerror}).") from None

    def _content(self, token: str) -> str:
        if not self._in_config:
            return json.dumps({KEY: token, SEED_MARK: self._mark}, indent=2) + "\n"
        content = _with_token(self._path.read_bytes(), token)
        if content is None:
            raise ConfigError(f"{self} is no JSON any more: the new {KEY} is lost. {_LOST}")
        return content

    @contextmanager
    def _aside(self, content: bytes) -> Iterator[Path]:
        """Put the content on disk beside the file, readable by its owner only from the start."""
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name}.")
        aside = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if sys.platform != "win32":
                # A run as root must not take the file away from the user who owns it.
                with suppress(OSError):
                    before = self._path.stat()
                    os.chown(aside, before.st_uid, before.st_gid)
            yield aside
        finally:
            aside.unlink(missing_ok=True)


_LOST = (
    "The token before it is spent: make the file writable, authorize the app again "
    f"and set the {KEY} that you get."
)


def json_object(raw: bytes) -> dict[str, Any] | None:
    """Return the JSON object, or None: the parser's own errors carry the text with them."""
    try:
        data = json.loads(raw.decode())
    except ValueError:
        return None
    return data if isinstance(data, dict) else None


def _with_token(raw: bytes, token: str) -> str | None:
    """Return the config file's text with another token and everything else as it was."""
    data = json_object(raw)
    if data is None:
        return None
    text, data = raw.decode(), {**data, KEY: token}
    for found in re.finditer(rf'("{KEY}"\s*:\s*){_STRING}', text):
        changed = text[: found.end(1)] + json.dumps(token) + text[found.end() :]
        # The same key can occur deeper down or within a text: parsing tells.
        if json.loads(changed) == data:
            return changed
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _is_thrown_away(path: Path) -> bool:
    """Tell whether this is a config file that Meltano writes for one run and then deletes."""
    made = re.fullmatch(r"tap\.[0-9a-f-]{36}\.config\.json", path.name)
    return bool(made) or ".meltano" in path.absolute().parts


def _sync_directory(folder: Path) -> None:
    """Make the replacement itself survive a power cut, where the system allows it."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _try_lock(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        # Anything else means a file system without locks (some network mounts):
        # going on without one beats not running at all.
        return error.errno not in {errno.EAGAIN, errno.EACCES}
    return True
