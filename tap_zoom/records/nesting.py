"""JSON that is nested more deeply than parsers can follow."""

from __future__ import annotations

import re

_MAX_DEPTH = 100  # of a whole response; our own schemas need a tenth of it
_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]', re.DOTALL)


def cut_nesting(text: bytes, max_depth: int = _MAX_DEPTH) -> bytes:
    """Replace each list or object that is nested too deeply by null.

    Args:
        text: JSON.
        max_depth: How many lists and objects may be nested.
    """
    parts: list[bytes] = []
    depth = start = 0
    for token in _TOKEN.finditer(text):
        match token[0]:
            case b"[" | b"{":
                depth += 1
                if depth == max_depth + 1:
                    parts += text[start : token.start()], b"null"
                    start = len(text)
            case b"]" | b"}":
                if depth == max_depth + 1:
                    start = token.end()
                depth -= 1
    return b"".join([*parts, text[start:]])
