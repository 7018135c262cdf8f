"""Writes the tables of the documentation from the declarations, so that they are never out of date.

The table of figures is written from those in docs/speed.md, where the benchmarks write.

A table stands between ``<!-- generated:NAME -->`` and ``<!-- end -->``; ``make docs`` writes them
all, and the plugin definition for Meltano beside them. ``--check`` only says what is out of date.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from benchmarks import short
from tap_zoom.api.error_rules import (
    DOWNLOAD,
    FIREWALL_PAGE,
    NO_DOWNLOADS,
    RULES,
    UNKNOWN,
    Outcome,
    Rule,
)
from tap_zoom.api.rate_limits import DAILY, RATES
from tap_zoom.config.settings import SETTINGS
from tap_zoom.records.secrets import secret_paths
from tap_zoom.streams import STREAMS
from tap_zoom.streams.by_host import ByHost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from tap_zoom.base.declaration import Scopes
    from tap_zoom.base.stream import ZoomStream

ROOT = Path(__file__).resolve().parents[1]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
PLUGIN = ROOT / "docs" / "meltano-plugin.yml"
#: What other tools have for the tap's streams.
PEERS = ROOT / "scripts" / "peers.yml"
#: Stands wherever the address of the project's repository belongs.
ADDRESS = "REPOSITORY-ADDRESS"

#: What Meltano Hub wants to know besides; there, the variant is the name of the repository's owner.
HUB = {
    "variant": "custom",
    "description": "Video conferencing software",
    "domain_url": "https://developers.zoom.us/docs/api/",
    "keywords": ["api", "meltano_sdk"],
    "maintenance_status": "beta",
    "quality": "unknown",
}

_MARKED = re.compile(r"(<!-- generated:([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)

Stream = type["ZoomStream"]

#: What the tap does about an answer, for its users.
MEANINGS = {
    Outcome.STOP: "The run ends with an error",
    Outcome.UNAVAILABLE: "The stream is not read; the others are",
    Outcome.REFUSED: "The item is left out; if all items are, the stream counts as not read",
    Outcome.SKIP: "The item is left out and counted",
    Outcome.EMPTY: "Nothing there: no rows, and counted",
    Outcome.TOO_OLD: "The window begins a day later",
    Outcome.RESTART: "The list is read again from its first page",
    Outcome.RENEW: "A new access token is fetched, once",
    Outcome.WAIT: "The tap waits, `max_wait` seconds at most",
    Outcome.RETRY: "The tap asks again, up to eight times",
}


#: What the modules of streams are about, for those who look for what isn't read by default.
AREAS = {
    "organization": "users in detail, groups, roles",
    "meetings": "meetings",
    "webinars": "webinars",
    "poll_answers": "polls, Q&A and surveys, one row an answer",
    "responses": "polls, Q&A and surveys, from the reports",
    "chat": "Team Chat",
    "phone": "Zoom Phone",
    "recordings": "cloud recordings and transcripts",
    "summaries": "AI Companion's summaries",
    "usage": "how the account is used",
    "audit_logs": "logs",
    "dashboards": "dashboards: devices, networks, quality",
}


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay out a table."""
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in r)} |" for r in lines)


def code(names: Iterable[str], between: str = ", ") -> str:
    """Set names as code."""
    return between.join(f"`{name}`" for name in names)


# --- streams --------------------------------------------------------------------------------------


def listed(*, by_default: bool | None = None) -> Iterator[Stream]:
    """The streams of the catalog; or those that are selected by default, or the others."""
    return (
        stream
        for stream in STREAMS
        if not stream.internal and by_default in {None, declared(stream, "selected_by_default")}
    )


def parent_of(stream: Stream) -> Stream | None:
    """A stream's parent."""
    parent: Stream | None = stream.parent_stream_type  # type: ignore[assignment]
    return parent


def declared(stream: Stream, attribute: str) -> Any:
    """What a class declares where the SDK's types speak of its instances."""
    return getattr(stream, attribute)


def name_of(stream: Stream) -> str:
    """A stream's name."""
    return str(declared(stream, "name"))


def schema_of(stream: Stream) -> dict[str, Any]:
    """A stream's schema."""
    path = ROOT / "schemas" / f"{name_of(stream)}.json"
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def streams(*, by_default: bool) -> str:
    """What there is to read."""
    rows = []
    for stream in listed(by_default=by_default):
        parent = parent_of(stream)
        key = declared(stream, "replication_key")
        rows.append(
            (
                f"`{name_of(stream)}`",
                code(declared(stream, "primary_keys")),
                f"incremental, by `{key}`" if key else "full table",
                "" if parent is None or parent.internal else f"`{name_of(parent)}`",
                (stream.__doc__ or "").split("\n\n")[0],
            )
        )
    return table(("stream", "key", "replication", "parent", "what it holds"), rows)


def areas() -> str:
    """What there is besides what is read by default, in short."""
    found: dict[str, list[str]] = {name: [] for name in AREAS}
    for stream in listed(by_default=False):
        found[stream.__module__.rpartition(".")[2]].append(name_of(stream))
    return table(("area", "streams"), ((AREAS[name], code(found[name])) for name in found))


def tree(*, by_default: bool) -> str:
    """What hangs off what; of the wider streams, those that hang off something."""
    lines = ["```mermaid", "flowchart LR"]
    shown = [s for s in STREAMS if s.internal or s in set(listed(by_default=by_default))]
    for stream in shown:
        parent, name = parent_of(stream), name_of(stream)
        if stream.internal:
            pass_ = f"  users -.->|hosts| {name}([the pass over held sessions])"
            lines += [pass_] if by_default else []
        elif issubclass(stream, ByHost):
            lines += [f"  users -.->|hosts| {name}"]
        elif parent is not None:
            lines += [f"  {name_of(parent)} --> {name}"]
        elif by_default:
            lines += [f"  {name}"]
    return "\n".join([*lines, "```"])


def plans(*, by_default: bool) -> str:
    """What the account has to have for which streams."""
    found: dict[str, list[str]] = {}
    for stream in listed(by_default=by_default):
        above = stream
        while not above.plan and (parent := parent_of(above)) is not None:
            above = parent
        found.setdefault(above.plan, []).append(name_of(stream))
    unknown = "nothing that Zoom's reference names"
    rows = [(code(names), plan or unknown) for plan, names in found.items()]
    return table(("streams", "need"), rows)


# --- scopes ---------------------------------------------------------------------------------------


def needs(stream: Stream) -> Iterator[Scopes]:
    """All that a run needs which selects this stream and no other."""
    above: Stream | None = stream
    while above is not None:
        yield above.scopes
        if above.detail is not None and (above is stream or stream.needs_detail):
            yield above.detail.scopes
        above = parent_of(above)


def family(stream: Stream, name: str) -> list[str]:
    """The scopes of one family that a stream needs, each once."""
    return list(dict.fromkeys(scope for each in needs(stream) for scope in getattr(each, name)))


def classic(stream: Stream) -> str:
    """The classic scopes that a stream needs, and others that do as well."""
    found = code(family(stream, "classic"), "<br>")
    return "<br>".join([found, *(f"(or `{scope}`)" for scope in family(stream, "enough"))])


def scopes() -> str:
    """What each stream needs, with the ways to it."""
    rows = [
        (
            f"`{name_of(stream)}`",
            code(family(stream, "granular"), "<br>"),
            classic(stream),
        )
        for stream in listed()
    ]
    return table(("stream", "granular scopes", "or classic scopes"), rows)


def all_scopes(name: str) -> str:
    """One family, for what is selected by default."""
    default = listed(by_default=True)
    found = sorted({scope for stream in default for scope in family(stream, name)})
    return "\n".join(["```text", *found, "```"])


# --- settings, limits, fields ---------------------------------------------------------------------


def settings() -> str:
    """The tap's own settings."""
    schema = SETTINGS.to_dict()
    rows = []
    for name, setting in schema["properties"].items():
        default = setting.get("default")
        shown = f"`{json.dumps(default)}`" if default is not None else ""
        required = name in schema.get("required", ())
        rows.append((f"`{name}`", "required" if required else shown, setting["description"]))
    return table(("setting", "default", "meaning"), rows)


def limits() -> str:
    """Zoom's published limits, which the setting ``plan`` chooses among."""
    rows = []
    for plan, rates in RATES.items():
        paces = (f"{rate:g}/s" if rate >= 1 else f"{rate * 60:g}/min" for rate in rates.values())
        by_labels = [
            f"{' + '.join(label.value for label in labels)} {most:,}"
            for labels, most in DAILY[plan].items()
        ]
        rows.append([f"`{plan}`", *paces, "; ".join(by_labels)])
    labels = [label.value for label in next(iter(RATES.values()))]
    return table(("`plan`", *labels, "a day"), rows)


def labels() -> str:
    """Which limit each stream's requests count against."""
    rows = []
    for stream in STREAMS:
        parent = parent_of(stream)
        path = declared(stream, "path")
        if not path or (parent is not None and path == declared(parent, "path")):
            rows.append((f"`{name_of(stream)}`", "none of its own", ""))
            continue
        detail = stream.detail
        further = "" if detail is None else f"{detail.label.value}, one a row"
        rows.append((f"`{name_of(stream)}`", stream.label.value, further))
    return table(("stream", "lists", "details"), rows)


def secrets() -> str:
    """The fields that nobody gets unasked."""
    rows = []
    for stream in listed():
        found = [
            ".".join(part for part in path if part not in {"properties", "items"})
            for path in secret_paths(schema_of(stream))
        ]
        if found:
            rows.append((f"`{name_of(stream)}`", code(found)))
    return table(("stream", "fields that are not selected by default"), rows)


# --- refusals -------------------------------------------------------------------------------------


def errors() -> str:
    """What Zoom's refusals mean, by what the tap does about them."""
    rows: dict[tuple[Outcome, str], list[Rule]] = {}
    for rule in (*RULES, FIREWALL_PAGE, NO_DOWNLOADS, UNKNOWN):
        rows.setdefault((rule.outcome, rule.reason), []).append(rule)
    order = list(MEANINGS)
    found = sorted(rows.items(), key=lambda item: order.index(item[0][0]))
    return table(
        ("in the log", "when Zoom answers", "what the tap does"),
        (
            (reason, "<br>".join(dict.fromkeys(map(_answer, rules))), MEANINGS[outcome])
            for (outcome, reason), rules in found
        ),
    )


def _answer(rule: Rule) -> str:
    if rule is UNKNOWN:
        return "anything else"
    if rule is FIREWALL_PAGE:
        return "HTTP 403 with a page, for one item"
    if rule is NO_DOWNLOADS:
        return "HTTP 401 to a download with a new token"
    server_errors = set(range(500, 600)) <= set(rule.statuses)
    status = "5xx" if server_errors else " or ".join(map(str, rule.statuses))
    codes = " or ".join("none" if code is None else str(code) for code in rule.codes)
    parts = [f"HTTP {status}"]
    if codes:
        parts.append(f"code {codes}")
    if rule.message:
        parts.append(f"a message with {_spoken(rule.message)}")
    if rule.endpoint.strip("^$") == DOWNLOAD:
        parts.append("a download")
    elif rule.endpoint:
        parts.append(f"a path with `{rule.endpoint.strip('^$').replace('.*', '…')}`")
    return ", ".join(parts)


def _spoken(pattern: str) -> str:
    """A pattern as a person would say it."""
    alternatives = re.split(r"\|(?![^(]*\))", pattern.replace(".?", " "))
    plain = (re.sub(r"\(([^)]*)\)", lambda m: m[1].replace("|", "/"), a) for a in alternatives)
    return " or ".join(f"“{text}”" for text in plain)


# --- other tools ----------------------------------------------------------------------------------


def comparison() -> str:
    """What other tools have of what this one has; each of its streams is in one row."""
    peers = yaml.safe_load(PEERS.read_text(encoding="utf-8"))
    grouped = Counter(name for row in peers["streams"] for name in row["of"])
    ours = {name_of(stream) for stream in listed()}
    wrong = {name for name in {*grouped, *ours} if grouped[name] != 1 or name not in ours}
    if wrong:
        msg = f"Each stream belongs into one row of {PEERS.name}: {', '.join(sorted(wrong))}"
        raise ValueError(msg)
    tools: dict[str, str] = peers["graded"]
    rows = [
        *(_compared(_here(row), row["peers"], tools) for row in peers["streams"]),
        *(_compared(f"**no**: {row['what']}", row["peers"], tools) for row in peers["not here"]),
    ]
    return table(("this tap", *(f"{name} ({grade})" for name, grade in tools.items())), rows)


def _here(row: dict[str, Any]) -> str:
    return ": ".join(filter(None, (code(row["of"]), row.get("here"))))


def _compared(here: str, found: dict[str, str | bool], tools: Iterable[str]) -> list[str]:
    """One row.

    Raises:
        ValueError: It names a tool that the table hasn't.
    """
    if strange := set(found) - set(tools):
        msg = f"{PEERS.name} names unknown tools: {', '.join(sorted(strange))}"
        raise ValueError(msg)
    cells = (found.get(tool, "") for tool in tools)
    return [here, *(cell if isinstance(cell, str) else "yes" if cell else "no" for cell in cells)]


# --- files ----------------------------------------------------------------------------------------

GENERATED: dict[str, Callable[[], str]] = {
    "areas": areas,
    "comparison": comparison,
    "errors": errors,
    "labels": labels,
    "limits": limits,
    "plans": lambda: plans(by_default=True),
    "plans-wider": lambda: plans(by_default=False),
    "scopes": scopes,
    "scopes-classic": lambda: all_scopes("classic"),
    "scopes-granular": lambda: all_scopes("granular"),
    "secrets": secrets,
    "settings": settings,
    "speed": lambda: short.short(short.PAGE.read_text(encoding="utf-8")),
    "streams": lambda: streams(by_default=True),
    "streams-wider": lambda: streams(by_default=False),
    "tree": lambda: tree(by_default=True),
    "tree-wider": lambda: tree(by_default=False),
}


def rendered(text: str) -> str:
    """A page with all of its tables made anew."""
    return _MARKED.sub(lambda found: f"{found[1]}{GENERATED[found[2]]()}\n{found[3]}", text)


def plugin() -> str:
    """The tap's definition for other Meltano projects, out of this project's own."""
    own = yaml.safe_load((ROOT / "meltano.yml").read_text(encoding="utf-8"))
    (extractor,) = own["plugins"]["extractors"]
    definition = {**extractor, "pip_url": f"git+https://{ADDRESS}", **HUB}
    head = (
        "# For `meltano add --plugin-type extractor tap-zoom --from-ref`; README.md says how.\n"
        "# `make docs` makes this file from meltano.yml.\n"
    )
    body: str = yaml.safe_dump(definition, sort_keys=False, allow_unicode=True, width=100)
    return head + body


def files() -> dict[Path, str]:
    """All files, as they should be."""
    pages = {page: rendered(page.read_text(encoding="utf-8")) for page in PAGES}
    return {**pages, PLUGIN: plugin()}


def out_of_date() -> list[Path]:
    """The files that aren't as they should be."""
    return [
        path
        for path, text in files().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]


def main() -> int:
    """Write what is out of date, or only say it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if it would")
    check = parser.parse_args().check
    wanted = files()
    found = out_of_date()
    for path in found:
        print(f"{'out of date' if check else 'written'}: {path.relative_to(ROOT)}")
        if not check:
            path.write_text(wanted[path], encoding="utf-8")
    return int(check and bool(found))


if __name__ == "__main__":
    sys.exit(main())
