"""Specifications of charts for Vega-Lite, and their drawings as SVG.

Drawn beforehand, a page of six charts has a tenth of the size of Vega, and no script at all.
The colors are variables of the page's style sheet, which has those of both color schemes.
"""

from __future__ import annotations

import json
import re
from typing import Any

import vl_convert  # type: ignore[import-not-found]

Spec = dict[str, Any]

WIDTHS = {"wide": 520, "narrow": 330}
"""In CSS pixels: one drawing for large screens and one for phones, with text of the same size."""
_SERIES = ["var(--first)", "var(--second)"]
_TEXT = {"labelColor": "var(--ink)", "titleColor": "var(--muted)", "titleFontWeight": "normal"}
_SIZES = {"labelFontSize": 12, "titleFontSize": 12}
_CONFIG = {
    "font": "system-ui, sans-serif",
    "background": "transparent",
    "view": {"stroke": None},
    "axis": {"gridColor": "var(--line)", "domain": False, "ticks": False, **_TEXT, **_SIZES},
    "axisY": {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleX": 0},
    "legend": {"orient": "top", "title": None, **_TEXT, **_SIZES},
    "range": {"category": _SERIES},
    "text": {"color": "var(--ink)", "fontSize": 12},
}
_BAR = {"type": "bar", "stroke": "var(--card)", "strokeWidth": 0.5}


def columns(start: str, width: float, values: list[str], title: str, *, color: int = 0) -> Spec:
    """Stack bars over days, or over numbers if their width isn't one of days."""
    days = start in {"day", "week"}
    end = f"utcOffset('day', toDate(datum.{start}), {width})" if days else f"datum.{start}+{width}"
    x: Spec = {"field": start, "bin": "binned", "title": None}
    if days:
        x |= {"type": "temporal", "scale": {"type": "utc"}}
        x["axis"] = {"format": "%-d %b", "tickCount": 6, "grid": False}
    else:
        x |= {"title": start, "axis": {"tickMinStep": width, "grid": False}}
    return {
        "height": 150,
        "transform": [{"calculate": end, "as": "end"}, *_long(values)],
        "mark": _BAR,
        "encoding": {
            "x": x,
            "x2": {"field": "end"},
            "y": _quantity(title) | {"axis": {"tickCount": 4, "tickMinStep": 1}},
            "color": _colors(values, color),
        },
    }


def rows(name: str, values: list[str], title: str) -> Spec:
    """Stack horizontal bars, one row per name, in the order of the data."""
    axis = {"labelLimit": 150, "title": None}
    y = {"field": name, "type": "nominal", "sort": None, "axis": axis}
    return {
        "height": {"step": 26},
        "transform": _long(values),
        "mark": _BAR,
        "encoding": {"y": y, "x": _quantity(title), "color": _colors(values, 0)},
    }


def _long(values: list[str]) -> list[Spec]:
    """Make one row per value, without those that have nothing to draw."""
    return [{"fold": values, "as": ["what", "value"]}, {"filter": "datum.value > 0"}]


def _quantity(title: str) -> Spec:
    return {"field": "value", "type": "quantitative", "title": title}


def _colors(values: list[str], first: int) -> Spec:
    if len(values) == 1:
        return {"value": _SERIES[first]}
    return {"field": "what", "type": "nominal", "sort": values, "scale": {"domain": values}}


def drawings(spec: Spec, data: list[dict[str, Any]]) -> dict[str, str]:
    """Draw a chart in each width; a bar names its values if the pointer is above it."""
    found = {}
    for name, width in WIDTHS.items():
        whole = {**spec, "width": width, "data": {"values": data}, "config": _CONFIG}
        whole["autosize"] = {"type": "fit-x", "contains": "padding"}
        svg = vl_convert.vegalite_to_svg(json.loads(json.dumps(whole, default=str)))
        found[name] = re.sub(
            r'(<path aria-label="([^"]*)"[^>]*)/>', r"\1><title>\2</title></path>", svg
        )
    return found
