"""The settings in the form that the tap works with, checked for what makes sense together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tap_zoom.config.settings import SETTINGS, USER_STATUSES
from tap_zoom.config.validation import (
    check_header_value,
    check_url,
    parse_start_date,
    validate_credentials,
)
from tap_zoom.exceptions import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in the form that the tap works with."""

    start_date: datetime | None
    lookback: timedelta
    user_statuses: tuple[str, ...]
    report_source: str
    recording_source: str
    plan: str
    rate_limit_share: float
    max_wait: float
    max_concurrency: int | None
    prefetch_memory_bytes: int
    progress_interval: float

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> Settings:
        """Check settings that are valid one by one against each other.

        Args:
            config: The tap's configuration.

        Raises:
            ConfigError: They don't make sense together.
        """
        _check_nothing_is_null(config)
        validate_credentials(config)
        check_url("api_url", config["api_url"])
        check_url("auth_url", config["auth_url"])
        check_header_value("user_agent", config.get("user_agent") or "")
        if not config["user_statuses"]:
            msg = f"Setting user_statuses is empty: name one or more of {', '.join(USER_STATUSES)}."
            raise ConfigError(msg)
        return cls(
            start_date=parse_start_date(config.get("start_date")),
            # The SDK reads fractions as Decimal.
            lookback=timedelta(days=float(config["lookback_days"])),
            user_statuses=tuple(dict.fromkeys(config["user_statuses"])),
            report_source=config["report_source"],
            recording_source=config["recording_source"],
            plan=config["plan"],
            rate_limit_share=float(config["rate_limit_share"]),
            max_wait=float(config["max_wait"]),
            max_concurrency=config.get("max_concurrency"),
            prefetch_memory_bytes=config["prefetch_memory_mib"] * 2**20,
            progress_interval=float(config["progress_interval"]),
        )


def _check_nothing_is_null(config: Mapping[str, Any]) -> None:
    """Refuse null where there is a default: the SDK lets it pass, and it stands for neither."""
    for name, declared in SETTINGS.to_dict()["properties"].items():
        if "default" in declared and config[name] is None:
            msg = f"Setting {name} is null: leave it out to use its default."
            raise ConfigError(msg)
