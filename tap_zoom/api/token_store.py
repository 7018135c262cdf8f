"""The file that keeps the rotating refresh token of a user-authorized app between runs."""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import os
import re
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from tap_zoom.api import private_file
from tap_zoom.api.response import parse_json_object
from tap_zoom.exceptions import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

logger = logging.getLogger(__name__)

KEY = "refresh_token"
_VARIABLE = "TAP_ZOOM_REFRESH_TOKEN"
FINGERPRINT_KEY = "seed_sha256"
LOCK_POLL = 0.5
# The other run may be in the middle of five tries with their timeouts and waits, which take seven
# minutes at worst.
LOCK_TIMEOUT = 600.0
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EINVAL}

_STRING = r'"(?:[^"\\]|\\.)*"'


class TokenStore:
    """A file that holds the latest refresh token: a file of its own, or the config file."""

    def __init__(self, path: Path, *, refresh_token: str, client_id: str, in_config: bool) -> None:
        """Keep the token in ``path``; ``refresh_token`` is the one in the settings."""
        # A link stays a link: the file that it points to is replaced.
        self._path = Path(os.path.realpath(path.expanduser()))
        self._in_config = in_config
        self._initial_refresh_token = refresh_token
        # Tells a token that descends from these settings from one that was stored before the user
        # authorized the app again. Only a digest: the file holds one secret, not two.
        settings = f"{client_id}\0{refresh_token}"
        self._fingerprint = hashlib.sha256(settings.encode()).hexdigest()

    def __str__(self) -> str:
        """Return the file's name for messages."""
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
            if not _is_temporary(path) and _is_source(path, refresh_token, client_id):
                return cls(path, refresh_token=refresh_token, client_id=client_id, in_config=True)
        return None

    @property
    def setting_to_update(self) -> str:
        """Return where a newly authorized refresh token belongs."""
        return f"{KEY} in {self._path}" if self._in_config else f"the setting {KEY}"

    def load(self) -> str:
        """Return the latest refresh token, which another run may have stored just now."""
        raw = self._read()
        if raw is None:
            return self._initial_refresh_token
        data = parse_json_object(raw)
        if data is None:
            advice = "repair it" if self._in_config else "delete it or choose another file"
            raise ConfigError(f"{self} does not hold a valid JSON object: {advice}.")
        # Storing the token would erase everything else in the file.
        if not self._in_config and not data.keys() <= {KEY, FINGERPRINT_KEY}:
            raise ConfigError(f"{self} contains other data; choose a dedicated file.")
        if not self._in_config and data.get(FINGERPRINT_KEY) != self._fingerprint:
            return self._initial_refresh_token
        token = data.get(KEY)
        if not isinstance(token, str) or not token:
            raise ConfigError(
                f"{self} holds no {KEY}: authorize the app again and put the new one in."
            )
        return token

    def save(self, token: str) -> None:
        """Replace the refresh token, all at once or not at all."""
        try:
            private_file.replace(self._path, self._content(token).encode())
        except OSError as error:
            problem = f"The new {KEY} could not be stored in {self} ({error.strerror}). {_LOST}"
            raise ConfigError(problem) from None

    def check_writable(self) -> None:
        """Raise if a token could not be stored; call this before using up the old one."""
        folder = self._path.parent
        if not folder.is_dir():
            raise ConfigError(f"{self} can't be written: create the directory {folder} first.")
        if self._read() is None and self._in_config:
            raise ConfigError(f"{self} no longer exists, so no new {KEY} can be stored there.")
        if self._path.exists() and not os.access(self._path, os.W_OK):
            raise ConfigError(f"{self} can't be written: it is read-only for this user.")
        self._check_owner()
        # A container's single-file mount can be written, but not replaced.
        if os.path.ismount(self._path):
            raise ConfigError(f"{self} is a mount point: mount its directory, not the file.")
        try:
            private_file.try_to_replace(self._path)
        except OSError as error:
            problem = f"{self} can't be written ({error.strerror}): make {folder} writable."
            raise ConfigError(problem) from None

    def _check_owner(self) -> None:
        """Raise if a run as root would hand the token to another user, who made the file."""
        if self._in_config or sys.platform == "win32" or os.geteuid() != 0:
            return
        with suppress(FileNotFoundError):
            owner = self._path.stat().st_uid
            if owner != 0:
                raise ConfigError(
                    f"{self} belongs to another user (uid {owner}), who would get the {KEY}: run "
                    "the tap as that user, or choose a file in a directory that belongs to root."
                )

    @contextmanager
    def lock(self, sleep: Callable[[float], None] = time.sleep) -> Iterator[None]:
        """Keep other processes from refreshing the same grant meanwhile."""
        # A file of its own, since each save replaces the token's file.
        path = self._path.with_name(f"{self._path.name}.lock")
        lock = FileLock(path, mode=0o600, blocking=False, fallback_to_soft=False)
        waited = 0.0
        while not self._acquire(lock, path):
            if not waited:
                logger.info("Another run is refreshing the token in %s: waiting for it", self)
            if waited >= LOCK_TIMEOUT:
                raise ConfigError(
                    f"Another run has held {path} for {waited:.0f} s: "
                    "end it, or let it finish, then start again."
                )
            sleep(LOCK_POLL)
            waited += LOCK_POLL
        try:
            yield
        finally:
            lock.release()

    def _acquire(self, lock: FileLock, path: Path) -> bool:
        try:
            lock.acquire()
        except Timeout:
            return False
        except OSError as error:
            # Some network file systems have no locks; running without one beats not running.
            if error.errno not in _NO_LOCKS:
                raise ConfigError(f"{path} can't be opened ({error.strerror}).") from None
        return True

    def _read(self) -> bytes | None:
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ConfigError(f"{self} can't be read ({error.strerror}).") from None

    def _content(self, token: str) -> str:
        if not self._in_config:
            return json.dumps({KEY: token, FINGERPRINT_KEY: self._fingerprint}, indent=2) + "\n"
        content = _with_token(self._path.read_bytes(), token)
        if content is None:
            raise ConfigError(f"{self} is no longer valid JSON: the new {KEY} is lost. {_LOST}")
        return content


_LOST = (
    "The previous token has been used up: make the file writable, authorize the app again "
    f"and set the new {KEY}."
)


def _with_token(raw: bytes, token: str) -> str | None:
    """Return the config file's text with another token and everything else unchanged."""
    data = parse_json_object(raw)
    if data is None:
        return None
    text, data = raw.decode(), {**data, KEY: token}
    for found in re.finditer(rf'("{KEY}"\s*:\s*){_STRING}', text):
        changed = text[: found.end(1)] + json.dumps(token) + text[found.end() :]
        # The key can also occur deeper down or inside a string: parsing tells.
        if json.loads(changed) == data:
            return changed
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _is_source(path: Path, refresh_token: str, client_id: str) -> bool:
    """Return whether the refresh token in the settings came from a config file."""
    data = None
    with suppress(OSError):
        data = parse_json_object(path.read_bytes())
    found = (data or {}).get(KEY)
    if data is None or not isinstance(found, str) or not found:
        return False
    if found == refresh_token:
        return True
    # Another run of the same app may have replaced it since the settings were read. The environment
    # takes precedence over the file, and its token may be a newly authorized one.
    return data.get("client_id") == client_id and os.environ.get(_VARIABLE) != refresh_token


def _is_temporary(path: Path) -> bool:
    """Return whether Meltano has written this config file for one run and will delete it."""
    generated = re.fullmatch(r"tap\.[0-9a-f-]{36}\.config\.json", path.name)
    return bool(generated) or ".meltano" in path.absolute().parts
