"""Makes the page of a database, and compares the models with what the account on stdin knows."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import duckdb
import jinja2  # type: ignore[import-not-found]
import yaml

from scripts.page.charts import WIDTHS, svg
from tests.transform.comparison import known, rows

HERE = Path(__file__).parent


def main() -> int:
    """Write the page; return 1 if a model differs from the account."""
    _, path, page = sys.argv
    figures = yaml.safe_load((HERE / "figures.yml").read_text(encoding="utf-8"))
    jinja = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE), autoescape=True)
    compared: list[dict[str, Any]] = []
    with duckdb.connect(path, read_only=True) as database:
        for model, expected in known(json.load(sys.stdin)).items():
            found = rows(_rows(database, f"from zoom_models.{model}"))
            wrong = max((found - expected).total(), (expected - found).total())
            compared.append({"model": model, "rows": found.total(), "wrong": wrong})
        for figure in figures:
            figure["rows"] = shown = _rows(database, figure["query"])
            says = figure["finding"] if shown else "Nothing to show was loaded."
            figure["finding"] = jinja.from_string(says).render(rows=shown)
    total, wrong = (sum(row[name] for row in compared) for name in ("rows", "wrong"))
    values = {"figures": figures, "compared": compared, "total": total, "wrong": wrong}
    text = jinja.get_template("page.html.jinja").render(values, svg=svg, widths=WIDTHS)
    Path(page).write_text(text, encoding="utf-8")
    print(f"{total:,} rows of {len(compared)} models compared with the account, {wrong} differ.")
    return int(wrong > 0)


def _rows(database: Any, query: str) -> list[dict[str, Any]]:
    answer = database.execute(query)
    names = [column[0] for column in answer.description]
    found = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
    return list(json.loads(json.dumps(found, default=str)))


if __name__ == "__main__":
    sys.exit(main())
