"""Settings of the account, its groups and its users."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from sandbox.plain.security import SETTINGS
from sandbox.routes import plain as routes
from sandbox.rows.setting_parts import part
from sandbox.truth import plain as truth

if TYPE_CHECKING:
    from sandbox.model import Row
    from sandbox.plain import Plain
    from sandbox.request_context import RequestContext


def _respond(plain: Plain, request: RequestContext) -> Row:
    """Return the part of the settings that the option names."""
    settings = truth.single(request.account, plain, routes.parent_of(plain, request))
    return part(settings, request.query.get("option", ""))


ENDPOINTS = tuple(
    replace(routes.serve(plain), handler=partial(_respond, plain)) for plain in SETTINGS
)
