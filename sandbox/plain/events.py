"""Plain endpoints of Zoom Events."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.plain.declaration import Plain

ENDPOINTS: tuple[Plain, ...] = ()
