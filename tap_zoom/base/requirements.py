"""What a stream needs of the app and the account, as metadata for the catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tap_zoom.base.stream import ZoomStream


def catalog_requirements(stream: ZoomStream) -> dict[str, Any]:
    """Return what a stream needs, without its parents."""
    scopes = [stream.scopes, *([stream.detail.scopes] if stream.detail is not None else [])]
    found = {
        "tap-zoom.scopes": sorted({name for each in scopes for name in each.granular}),
        "tap-zoom.classic-scopes": sorted({name for each in scopes for name in each.classic}),
        "tap-zoom.plan": stream.plan_requirement,
    }
    return {name: value for name, value in found.items() if value}
