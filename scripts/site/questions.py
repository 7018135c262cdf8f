"""The questions of ``docs/questions/``, and their answers.

Each file has the questions of an area: a line ``-- STREAM: QUESTION?``, and then a statement in
DuckDB's SQL, which ends with a semicolon at the end of a line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from scripts.docs.declared import ROOT, in_catalog

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = ROOT / "docs" / "questions"

_ASKED = re.compile(r"-- (\w+): (\S.*\?)")


@dataclass(frozen=True)
class Question:
    """A question about a stream, and the statement that answers it."""

    stream: str
    text: str
    sql: str
    place: str


@dataclass(frozen=True)
class Answer:
    """The result of a statement, as text.

    Attributes:
        titles: The names of the columns.
        numeric: Whether each column holds numbers.
        rows: The cells; None is NULL.
    """

    titles: list[str]
    numeric: list[bool]
    rows: list[tuple[str | None, ...]]


def questions() -> list[Question]:
    """Return the questions of all files.

    Raises:
        ValueError: A file isn't written as described above.
    """
    return [question for file in sorted(FOLDER.glob("*.sql")) for question in _parsed(file)]


def _parsed(file: Path) -> Iterator[Question]:
    known = {stream.name for stream in in_catalog()}
    asked: tuple[str, str, str] | None = None
    lines: list[str] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        place = f"{file.name}:{number}"
        if not lines and (match := _ASKED.fullmatch(line.strip())):
            if asked:
                raise ValueError(f"{asked[2]}: the question has no statement.")
            asked = (match[1], match[2], place)
            if match[1] not in known:
                raise ValueError(f"{place}: unknown stream {match[1]}.")
        elif line.strip() and not asked:
            raise ValueError(f"{place}: expected '-- STREAM: QUESTION?'.")
        elif asked and (line.strip() or lines):
            lines.append(line)
            if line.rstrip().endswith(";"):
                stream, text, at = asked
                yield Question(stream, text, "\n".join(lines).strip(), at)
                asked, lines = None, []
    if asked:
        raise ValueError(f"{asked[2]}: the statement doesn't end with a semicolon.")


def answer(database: duckdb.DuckDBPyConnection, question: Question) -> Answer:
    """Answer a question.

    Raises:
        ValueError: The statement is wrong.
    """
    try:
        result = database.sql(question.sql)
        numeric = [
            not str(kind).startswith(("VARCHAR", "DATE", "TIME", "JSON", "BOOL", "STRUCT"))
            and not str(kind).endswith("]")
            for kind in result.types
        ]
        rows = result.select("COLUMNS(*)::VARCHAR").fetchall()
    except duckdb.Error as error:
        raise ValueError(f"{question.place}: {str(error).splitlines()[0]}") from error
    return Answer(result.columns, numeric, rows)
