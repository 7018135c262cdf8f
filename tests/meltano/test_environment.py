"""Settings in the environment, or in .env, reach the tap with their types."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from tap_zoom.tap import TapZoom
from tests.meltano.project import MARKS, ROOT

if TYPE_CHECKING:
    from tests.meltano.project import Project

pytestmark = MARKS

VALUES = {
    "ACCOUNT_ID": "account",
    "CLIENT_ID": "client",
    "CLIENT_SECRET": "SECRET",
    "RATE_LIMIT_SHARE": "0.35",
    "MAX_CONCURRENCY": "12",
    "STRICT_COUNTS": "true",
    "START_DATE": "2026-06-01",
}


def test_every_setting_of_the_example_can_come_from_the_environment(project: Project) -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    given = dict(re.findall(r"^(?:# )?TAP_ZOOM_([A-Z0-9_]+)=(.+)$", example, re.MULTILINE))
    env = {f"TAP_ZOOM_{name}": value for name, value in {**given, **VALUES}.items()}
    for name in ("TAP_ZOOM_REFRESH_TOKEN", "TAP_ZOOM_TOKEN_FILE"):
        env.pop(name, None)
    log = project.meltano("invoke", "--dump=config", "tap-zoom", env=env)

    config = json.loads(log[log.index("{") :])
    tap = TapZoom(config=config)
    assert tap.run.settings.rate_limit_share == 0.35
    assert tap.run.settings.max_concurrency == 12
    assert tap.run.settings.max_wait == 900
    assert tap.config["user_statuses"] == ["active", "inactive"]
    assert tap.config["strict_counts"] is True
