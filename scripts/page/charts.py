"""Bar charts as SVG, drawn by Vega-Lite.

The page then needs no script, and has a tenth of the size. Colors are variables of its style sheet,
which has those of both color schemes.
"""

from __future__ import annotations

import re
from typing import Any

import vl_convert  # type: ignore[import-not-found]

WIDTHS = {"wide": 520, "narrow": 330}  # in CSS pixels: for screens and for phones
_COLORS = ["var(--first)", "var(--second)"]
_TEXT = {"labelColor": "var(--ink)", "labelFontSize": 12, "titleColor": "var(--muted)"}
_ABOVE = {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleX": 0, "titleY": -8}
_PLAIN = {"domain": False, "grid": False, "ticks": False, "titleFontWeight": "normal"}
_CONFIG = {
    "font": "system-ui, sans-serif",
    "background": "transparent",
    "view": {"stroke": None},
    "bar": {"stroke": "var(--card)", "strokeWidth": 0.3},
    "axis": {"gridColor": "var(--line)", **_PLAIN, **_TEXT},
    # Readers' fonts may be wider than the one that Vega measures: leave some room for names.
    "axisYDiscrete": {"labelLimit": 130, "minExtent": 150},
    "axisYQuantitative": {"minExtent": 32, **_ABOVE},
    "legend": {"orient": "bottom", "title": None, **_TEXT},
    "range": {"category": _COLORS},
}


def svg(chart: dict[str, Any], rows: list[dict[str, Any]], width: int) -> str:
    """Draw stacked bars: vertical ones if they have a width, or else horizontal ones with names."""
    values, extent, name = chart["values"], chart.get("width", 0), f"datum['{chart['by']}']"
    end = f"{name} + {extent}"
    by = {"field": chart["by"], "type": "nominal", "sort": None, "title": None}
    size = {"field": "value", "type": "quantitative", "stack": "zero", "title": chart["unit"]}
    size["axis"] = {"grid": True, "tickCount": 4, "tickMinStep": 1}
    encoding: dict[str, Any] = {"x": size, "y": by}
    if extent:
        by |= {"type": "quantitative", "title": chart["by"], "scale": {"nice": False}}
        encoding = {"x": by, "x2": {"field": "end"}, "y": size}
    if chart["by"] in {"day", "week"}:
        end, name = f"utcOffset('day', toDate({name}), {extent})", f"utcFormat({name}, '%-d %b %Y')"
        by |= {"type": "temporal", "title": None, "scale": {"type": "utc", "nice": False}}
        by["axis"] = {"format": "%-d %b", "tickCount": 6}
    encoding["color"] = {"field": "what", "type": "nominal", "scale": {"domain": values}}
    if len(values) == 1:
        encoding["color"] = {"value": _COLORS[chart.get("color", 0)]}
    encoding["description"] = {"field": "description", "type": "nominal"}
    spec = {
        "data": {"values": rows},
        "transform": [
            {"fold": values, "as": ["what", "value"]},
            {"filter": "datum.value > 0"},
            {"calculate": end, "as": "end"},
            {"calculate": f"{name}+': '+datum.value+' '+datum.what", "as": "description"},
        ],
        "mark": {"type": "bar", "orient": "vertical" if extent else "horizontal"},
        "encoding": encoding,
        "width": width,
        "height": chart.get("height", 150) if extent else {"step": 26},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": _CONFIG,
    }
    drawn: str = vl_convert.vegalite_to_svg(spec)
    # A bar names its value if the pointer is above it.
    return re.sub(r'(<path aria-label="([^"]*)"[^>]*)/>', r"\1><title>\2</title></path>", drawn)
