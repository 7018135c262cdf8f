"""Generates the table of Zoom's error responses."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from scripts.docs.declared import DOWNLOAD, ERROR_RULES, OUTCOMES, SPECIAL_RULES
from scripts.docs.markdown import table

if TYPE_CHECKING:
    from scripts.docs.declared import ErrorRule, Outcome


def errors() -> str:
    """Tabulate error responses by how the tap handles them."""
    rows: defaultdict[tuple[Outcome, str], list[ErrorRule]] = defaultdict(list)
    for rule in ERROR_RULES:
        rows[rule.outcome, rule.reason].append(rule)
    order = list(OUTCOMES)
    sorted_rows = sorted(rows.items(), key=lambda item: order.index(item[0][0]))
    return table(
        ("reason in the log", "Zoom's response", "what the tap does"),
        (
            (reason, "<br>".join(dict.fromkeys(map(_response, rules))), OUTCOMES[outcome])
            for (outcome, reason), rules in sorted_rows
        ),
    )


def _response(rule: ErrorRule) -> str:
    if rule in SPECIAL_RULES:
        return SPECIAL_RULES[rule]
    server_errors = set(range(500, 600)) <= set(rule.statuses)
    parts = [f"HTTP {'5xx' if server_errors else ' or '.join(map(str, rule.statuses))}"]
    if rule.codes == (None,):
        parts.append("no code")
    elif rule.codes:
        parts.append(f"code {' or '.join(map(str, rule.codes))}")
    if rule.message:
        parts.append(f"message contains {_quoted(rule.message)}")
    if rule.endpoint.strip("^$") == DOWNLOAD:
        parts.append("a download")
    elif rule.endpoint:
        parts.append(f"path contains `{rule.endpoint.strip('^$').replace('.*', '…')}`")
    return ", ".join(parts)


def _quoted(pattern: str) -> str:
    """Convert the alternatives of a pattern to quoted text."""
    alternatives = re.split(r"\|(?![^(]*\))", pattern.replace(".?", " "))
    plain = (re.sub(r"\(([^)]*)\)", lambda m: m[1].replace("|", "/"), a) for a in alternatives)
    return " or ".join(f"“{text}”" for text in plain)
