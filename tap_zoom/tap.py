"""The tap: its settings and its streams."""

from __future__ import annotations

import logging
from collections import deque
from datetime import datetime, timezone
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, cast

from singer_sdk.exceptions import ConfigValidationError
from singer_sdk.helpers.capabilities import PluginCapabilities
from typing_extensions import override

from tap_zoom.base.requirements import catalog_requirements
from tap_zoom.base.stream import ZoomStream
from tap_zoom.config.environment import names_in_environment
from tap_zoom.config.input_files import (
    STATE_VERSION,
    is_foreign_state,
    migrate_state,
    unwrap_state,
)
from tap_zoom.config.merging import merged_settings
from tap_zoom.config.messages import config_errors, hint, unknown_settings
from tap_zoom.config.settings import RENAMED, SETTINGS
from tap_zoom.config.validation import check_renamed
from tap_zoom.exceptions import ConfigError
from tap_zoom.run.context import Run
from tap_zoom.singer.muting import hide_deselected, muted
from tap_zoom.singer.tap import SingerTap
from tap_zoom.singer.writer import Writer
from tap_zoom.state import failed_items
from tap_zoom.streams import NAMES, STREAMS
from tap_zoom.streams.users import Users
from tap_zoom.sync import Sync

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from singer_sdk.streams import Stream

logger = logging.getLogger("tap-zoom")


class TapZoom(SingerTap):
    """Extracts a Zoom account: users, meetings, webinars, registrants, polls, attendance, chat."""

    name = "tap-zoom"
    package_name = "tap-zoom"
    config_jsonschema: ClassVar[dict[str, Any]] = SETTINGS.to_dict()
    capabilities = [c for c in SingerTap.capabilities if c is not PluginCapabilities.BATCH]  # noqa: RUF012
    message_writer_class = Writer
    stream_names = NAMES

    #: The files that the configuration came from: a rotated refresh token may be stored there.
    config_paths: ClassVar[Sequence[Path]] = ()

    def __init__(self, *, validate_config: bool = True, **kwargs: Any) -> None:
        """Create the tap as the SDK does; invalid settings raise one ConfigError."""
        hide_deselected(logger)
        parse_env = bool(kwargs.pop("parse_env_config", False))
        self.append_builtin_config(self.config_jsonschema)
        config = merged_settings(
            self.config_jsonschema, kwargs.pop("config", None) or {}, parse_env=parse_env
        )
        if validate_config:
            check_renamed({*config, *(names_in_environment() if parse_env else ())}, RENAMED)
        for warning in unknown_settings(self.config_jsonschema, config):
            logger.warning(warning)
        try:
            with muted(logger):
                super().__init__(config=config, validate_config=validate_config, **kwargs)
        except ConfigValidationError:
            # The SDK's own message repeats values, and with them secrets.
            errors = config_errors(self.config_jsonschema, self.config)
            raise ConfigError(errors + hint(config, parse_env=parse_env)) from None
        incremental = (s.name for s in self.streams.values() if s.replication_key)
        if is_foreign_state(unwrap_state(kwargs.get("state") or {}), incremental):
            logger.warning("The state has no matching bookmark: everything is read again.")

    @cached_property
    def run(self) -> Run:
        """Return what the streams share. Discovery works without it, and so without settings."""
        user_agent = f"{self.name}/{self.get_plugin_version()}"
        return Run(self.config, self.config_paths, user_agent, self.now, self._read_users)

    def _read_users(self) -> None:
        # They may not be selected.
        deque(cast("Users", self.streams[Users.name]).request_records(None), maxlen=0)

    @staticmethod
    def now() -> datetime:
        """Return this machine's time; tests replace it."""
        return datetime.now(timezone.utc)

    @override
    def discover_streams(self) -> Sequence[Stream]:
        return [stream(tap=self) for stream in STREAMS]

    @property
    @override
    def catalog_dict(self) -> dict[str, Any]:
        catalog = super().catalog_dict
        entries = []
        for entry in catalog["streams"]:
            stream = self.streams[entry["tap_stream_id"]]
            if isinstance(stream, ZoomStream) and stream.in_catalog:
                for item in entry["metadata"]:
                    if not item["breadcrumb"]:
                        item["metadata"] |= catalog_requirements(stream)
                entries.append(entry)
        return {**catalog, "streams": entries}

    @override
    def load_state(self, state: dict[str, Any]) -> None:
        state = dict(unwrap_state(state))
        super().load_state({"bookmarks": migrate_state(state)})
        versioned: dict[str, Any] = self.state  # type: ignore[assignment]
        if failed_items.KEY in state:
            versioned[failed_items.KEY] = state[failed_items.KEY]
        versioned.setdefault("bookmarks", {})
        versioned["version"] = STATE_VERSION

    def extract(self, *, only_check: bool = False) -> None:
        """Read all selected streams, or only check what can be read; see ``Sync``."""
        run = self.run
        if isinstance(self.message_writer, Writer):
            self.message_writer.redact = run.redactor.redact
        try:
            sync = Sync(self, run)
            sync.check_up() if only_check else sync.execute()
        finally:
            run.end()
