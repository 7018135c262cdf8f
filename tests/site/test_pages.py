"""The generated pages of the site are complete, and their links lead somewhere."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any

import pytest

from scripts.docs.declared import ROOT, in_catalog
from scripts.site import pages
from scripts.site.fields import all_fields, fields

if TYPE_CHECKING:
    import duckdb

STREAMS = [stream.name for stream in in_catalog()]


@pytest.fixture(scope="module")
def generated(
    rows: dict[str, list[dict[str, Any]]], database: duckdb.DuckDBPyConnection
) -> dict[str, str]:
    """The generated pages."""
    return pages.generated(rows, database)


@pytest.fixture(scope="module")
def site(generated: dict[str, str]) -> dict[str, str]:
    """All pages of the site."""
    own = {
        path.relative_to(ROOT / "docs").as_posix(): path.read_text(encoding="utf-8")
        for path in (ROOT / "docs").rglob("*.md")
    }
    adapted = {path: pages.adapted(text, path) for path, text in {**own, **pages.others()}.items()}
    return {**generated, **adapted}


def test_every_stream_has_a_page_with_all_its_fields(generated: dict[str, str]) -> None:
    for stream in STREAMS:
        named = re.findall(r"^\| `([^`]+)`", generated[f"streams/{stream}.md"], re.MULTILINE)

        assert {field.path for field in fields(stream)} <= set(named), stream


def test_every_stream_is_on_the_page_of_its_area(generated: dict[str, str]) -> None:
    for stream in in_catalog():
        assert f"](../{stream.name}.md)" in generated[f"streams/{stream.area}/index.md"]


def test_links_lead_to_pages_of_the_site(site: dict[str, str]) -> None:
    broken = []
    for page, text in site.items():
        prose = re.sub(r"^ *```.*?^ *```$", "", text, flags=re.DOTALL | re.MULTILINE)
        for link in re.findall(r"\]\(([^)\s#]+)[^)\s]*\)|href=\"([^\"]+)\"", prose):
            target = (link[0] or link[1]).replace(".html", ".md")
            if not re.match(r"[a-z]+:", target):
                path = posixpath.normpath(posixpath.join(posixpath.dirname(page), target))
                is_there = path in site or (ROOT / "docs" / path).is_file()
                broken += [] if is_there else [(page, target)]

    assert broken == []


def test_every_name_of_a_stream_in_the_prose_is_a_link(site: dict[str, str]) -> None:
    assert "[`report_meetings`](streams/report_meetings.md)" in site["data.md"]


def test_an_alert_becomes_an_admonition() -> None:
    text = "> [!WARNING]\n> Of `this`:\n>\n> - one\n\nMore.\n"

    assert (
        pages.adapted(text, "state.md") == "!!! warning\n\n    Of `this`:\n\n    - one\n\nMore.\n"
    )


def test_the_measurements_have_charts(site: dict[str, str]) -> None:
    assert site["speed.md"].count("<svg") >= 4


# fields


@pytest.mark.parametrize(
    "name", ["email", "first_name", "phone_number", "ip_address", "pic_url", "utterance", "sender"]
)
def test_a_field_of_this_name_is_personal_wherever_it_occurs(name: str) -> None:
    found = [field for _, field in all_fields() if field.path.rpartition(".")[2] == name]

    assert found
    assert all(field.personal for field in found if field.type == "string")


#: Fields that say something about a thing, although their names look like those of people's data.
THINGS = re.compile(
    r"""
      (account|app|browser|campaign|company|language_display|carrier|country|deal|device|disposition|division|element|emoji
      |entry|field|file|flow|group|indicator|instance|knowledge_base|list|location|package|playbook
      |policy|queue|region|role|room|sbc|scope|scorecard|service|session|site|skill|category|source
      |status|subscription|survey|team|type|object|action|authentication|calender)_name$
    | ^(email_language|phone_country|meeting_number|zoom_number|serial_number|call_in_number
      |entry_number|entry_point)$
    """,
    re.VERBOSE,
)


def test_no_field_that_looks_personal_is_left_without_a_decision() -> None:
    looks = re.compile(r"mail|(^|_)phone|_number$|_name$|(^|_)ip(_|$)|(^|_)mac(_|$)|avatar")
    undecided = [
        f"{stream}.{field.path}"
        for stream, field in all_fields()
        if looks.search(name := field.path.rpartition(".")[2])
        and field.type in {"string", "array of string"}
        and not (field.personal or field.secret or THINGS.search(name) or name.endswith("_id"))
    ]

    assert undecided == []
