"""What the tap's classes use of the SDK's inside, found in their source."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import textwrap
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import tap_zoom

if TYPE_CHECKING:
    from types import ModuleType


def modules() -> list[ModuleType]:
    """Import all modules of the tap but the one that runs it."""
    names = (found.name for found in pkgutil.walk_packages(tap_zoom.__path__, "tap_zoom."))
    return [importlib.import_module(name) for name in names if name != "tap_zoom.__main__"]


def is_private(name: str) -> bool:
    """Return whether a name is private; names of Python itself are not."""
    return name.startswith("_") and not name.startswith(("__", "_abc_"))


def sdk_bases(cls: type) -> list[type]:
    """Return the SDK's classes among the bases of a class."""
    return [base for base in cls.__mro__ if base.__module__.partition(".")[0] == "singer_sdk"]


@cache
def subclasses() -> tuple[type, ...]:
    """Return all classes of the tap that derive from one of the SDK's."""
    return tuple(
        found
        for module in modules()
        for found in vars(module).values()
        if inspect.isclass(found) and found.__module__ == module.__name__ and sdk_bases(found)
    )


@cache
def private_members(cls: type) -> frozenset[str]:
    """Return the private names that a class defines, or that its methods assign."""
    assigned = {name for name, context in _self_attributes(cls) if isinstance(context, ast.Store)}
    return frozenset(filter(is_private, {*vars(cls), *assigned}))


def overridden_private_members() -> set[str]:
    """Return the private members of the SDK that classes of the tap define again."""
    return {
        f"{cls.__name__}.{name}"
        for cls in subclasses()
        for base in sdk_bases(cls)
        for name in private_members(cls) & private_members(base)
    }


def used_private_members() -> set[str]:
    """Return the private members of the SDK that the tap uses without overriding them."""
    own = {name for cls in subclasses() for name in private_members(cls)}
    return {
        name
        for cls in subclasses()
        for name, _ in _self_attributes(cls)
        if name not in own and any(name in private_members(base) for base in sdk_bases(cls))
    }


def unknown_private_members() -> set[str]:
    """Return the private members that the tap uses, and that neither it nor the SDK has."""
    own = {name for cls in subclasses() for name in private_members(cls)}
    return {
        name
        for cls in subclasses()
        for name, _ in _self_attributes(cls)
        if is_private(name) and name not in own
    } - used_private_members()


def private_imports() -> set[str]:
    """Return the private names, and those of private modules, that the tap imports of the SDK."""
    return {
        f"{node.module}.{name.name}"
        for module in modules()
        for node in ast.walk(ast.parse(_source(module)))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("singer_sdk")
        for name in node.names
        if any(map(is_private, f"{node.module}.{name.name}".split(".")))
    }


def _source(module: ModuleType) -> str:
    return Path(str(module.__file__)).read_text(encoding="utf-8")


@cache
def _self_attributes(cls: type) -> tuple[tuple[str, ast.expr_context], ...]:
    """Return the attributes of ``self`` in the source of a class, and how each is used."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(cls)))
    return tuple(
        (node.attr, node.ctx)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    )
