"""Makes the page of a database; with ``--compare``, compares its models with the truth first."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import duckdb  # type: ignore[import-not-found]
import jinja2  # type: ignore[import-not-found]

from scripts.page.charts import drawings
from scripts.page.figures import FIGURES, Rows
from tests.transform.comparison import known, rows

HERE = Path(__file__).parent


def main() -> int:
    """Write the page; return 1 if the models differ from the truth."""
    parser = argparse.ArgumentParser(prog="python -m scripts.page", description=__doc__)
    parser.add_argument("database", help="DuckDB database with the schema zoom_models")
    parser.add_argument("page", type=Path, help="the HTML file to write")
    parser.add_argument(
        "--compare", action="store_true", help="read a simulated account's truth from stdin"
    )
    arguments = parser.parse_args()
    with duckdb.connect(arguments.database, read_only=True) as database:
        compared = _compare(database, json.load(sys.stdin)) if arguments.compare else []
        arguments.page.write_text(_page(database, compared), encoding="utf-8")
    differing = sum(model["differing"] for model in compared)
    if compared:
        total = sum(model["rows"] for model in compared)
        print(f"{total:,} rows of {len(compared)} models compared with the account, {differing} differ.")
    return int(differing > 0)


def _compare(database: Any, truth: dict[str, Rows]) -> Rows:
    compared = []
    for model, expected in known(truth).items():
        found = _rows(database, f"from zoom_models.{model}")
        there = rows(json.loads(json.dumps(found, default=str)))
        differing = (there - expected).total(), (expected - there).total()
        compared.append({"model": model, "rows": there.total(), "differing": max(differing)})
    return compared


def _rows(database: Any, query: str) -> Rows:
    answer = database.execute(query)
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _page(database: Any, compared: Rows) -> str:
    loader = jinja2.FileSystemLoader(HERE)
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    (facts,) = _rows(database, FACTS)
    sections = []
    for figure in FIGURES:
        found = _rows(database, figure.query)
        table = [{k: v for k, v in row.items() if not k.startswith("_")} for row in found]
        drawn = [drawings(spec, table) for spec in figure.charts] if found else []
        sections.append((figure, figure.finding(found) if found else "", table, drawn))
    template = environment.get_template("page.html.jinja")
    text: str = template.render(compared=compared, facts=facts, sections=sections)
    return text


FACTS = """
select cast(min(start_time) as date) as since, cast(max(end_time) as date) as until,
  count(*) as sessions, sum(minutes) / 60 as hours,
  (select count(distinct person_id) from zoom_models.zoom_attendance where attended) as people,
  (select sum(minutes) / 60 from zoom_models.zoom_attendance) as person_hours
from zoom_models.zoom_sessions"""

if __name__ == "__main__":
    sys.exit(main())
