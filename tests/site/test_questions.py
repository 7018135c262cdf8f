"""The questions of docs/questions/ have answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from scripts.docs.declared import in_catalog
from scripts.site import questions as module
from scripts.site.questions import Question, answer, questions

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    Rows = dict[str, list[dict[str, Any]]]


def test_every_stream_has_rows_to_ask_for(rows: Rows) -> None:
    assert [stream for stream, of_stream in rows.items() if not of_stream] == []


def test_every_stream_has_a_question() -> None:
    asked = {question.stream for question in questions()}

    assert [stream.name for stream in in_catalog() if stream.name not in asked] == []


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.place)
def test_a_question_has_an_answer(question: Question, database: duckdb.DuckDBPyConnection) -> None:
    found = answer(database, question)

    assert len(found.rows) > 0
    assert any(cell is not None for row in found.rows for cell in row)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("SELECT 1;", "q.sql:1: expected '-- STREAM: QUESTION?'."),
        ("-- people: Who?\nFROM users;", "q.sql:1: unknown stream people."),
        ("-- users: Who?\nFROM users", "q.sql:1: the statement doesn't end with a semicolon."),
        ("-- users: Who?\n\n-- users: How many?\nFROM users;", "q.sql:1: the question has no"),
    ],
    ids=["no question", "no such stream", "no semicolon", "no statement"],
)
def test_a_file_that_is_written_otherwise_is_refused(
    text: str, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "q.sql").write_text(text, encoding="utf-8")
    monkeypatch.setattr(module, "FOLDER", tmp_path)

    with pytest.raises(ValueError) as error:  # noqa: PT011
        questions()

    assert str(error.value).startswith(problem)


def test_a_statement_that_is_wrong_is_named(database: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(ValueError, match=r"^q\.sql:7: .*people"):
        answer(database, Question("users", "Who?", "FROM people;", "q.sql:7"))
