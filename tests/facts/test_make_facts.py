"""The script keeps the facts of a document, and nothing of its text."""

from __future__ import annotations

import json
from typing import Any
from unittest.mock import patch

import facts
from facts import Field, Parameter, endpoints
from scripts.make_facts import facts as made
from scripts.make_facts import formatted

DOCUMENT: dict[str, Any] = {
    "info": {"title": "Things"},
    "components": {
        "schemas": {
            "Tag": {
                "type": "object",
                "description": "Zoom's words",
                "properties": {"names": {"type": "array", "items": {"type": "string"}}},
            }
        }
    },
    "paths": {
        "/things/{thingId}": {
            "post": {"responses": {}},
            "get": {
                "description": (
                    "Zoom's words.\n\n**Scopes:** `thing:read`, `thing:read:admin`\n\n"
                    "**Granular Scopes:** `thing:read:thing:admin`\n\n"
                    "**[Rate Limit Label](https://example.com):** `Light`"
                ),
                "parameters": [
                    {"name": "thingId", "in": "path", "required": True, "schema": {}},
                    {
                        "name": "page_size",
                        "in": "query",
                        "schema": {"type": "integer", "maximum": 300, "default": 30},
                    },
                    {
                        "name": "status",
                        "in": "query",
                        "required": True,
                        "description": "Zoom's words",
                        "schema": {"type": "string", "enum": ["on", "off"], "default": "on"},
                    },
                ],
                "responses": {
                    "200": {
                        "description": "Zoom's words",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {
                                        "made": {"type": "string", "format": "date-time"},
                                        "count": {"type": "integer", "example": 4711},
                                        "kind": {"type": "integer", "enum": [1, 2]},
                                        "old": {"type": "string", "deprecated": True},
                                        "either": {
                                            "oneOf": [
                                                {"properties": {"a": {"type": "string"}}},
                                                {"properties": {"b": {"type": "boolean"}}},
                                            ]
                                        },
                                        "tags": {
                                            "type": "array",
                                            "items": {"$ref": "#/components/schemas/Tag"},
                                        },
                                    },
                                }
                            }
                        },
                    }
                },
            },
        }
    },
}


def test_an_openapi_document_becomes_facts_without_its_words(tmp_path: Any) -> None:
    file = tmp_path / "endpoints.json"
    file.write_text(formatted(made([DOCUMENT])), encoding="utf-8")

    endpoints._read.cache_clear()
    endpoints._endpoint.cache_clear()
    try:
        with patch.object(endpoints, "FILE", file):
            found = facts.find("/things/{id}")
    finally:
        endpoints._read.cache_clear()
        endpoints._endpoint.cache_clear()

    assert found is not None
    assert (found.path, found.product, found.label) == ("/things/{thingId}", "Things", "LIGHT")
    assert found.classic == ("thing:read", "thing:read:admin")
    assert found.granular == ("thing:read:thing:admin",)
    assert found.parameters == {
        "page_size": Parameter("integer", maximum=300),
        "status": Parameter("string", enum=("on", "off"), required=True, default="on"),
    }
    assert found.fields == {
        "count": Field("integer"),
        "either": Field("object"),
        "either.a": Field("string"),
        "either.b": Field("boolean"),
        "kind": Field("integer", enum=(1, 2)),
        "made": Field("string", "date-time"),
        "old": Field("string", deprecated=True),
        "tags": Field("array"),
        "tags[]": Field("object"),
        "tags[].names": Field("array"),
        "tags[].names[]": Field("string"),
    }
    assert "Zoom's words" not in file.read_text(encoding="utf-8")
    assert "4711" not in file.read_text(encoding="utf-8")


def test_the_facts_are_formatted_as_the_script_does() -> None:
    text = endpoints.FILE.read_text(encoding="utf-8")

    assert formatted(json.loads(text)) == text
