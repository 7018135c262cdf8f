"""The fields of a stream as the site describes them, and which of them are personal data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scripts.docs.declared import in_catalog, schema
from tap_zoom.records.secrets import is_secret

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Names of fields that are personal data wherever they occur. The names alone don't find all:
#: ``name`` may be that of a role.
_PERSONAL_NAMES = re.compile(
    r"""
      e-?mails?$ | email_address$ | sip_uri$ | ^(jid|fax_id|zip|address(_line[12])?)$
    | ^(linkedin|twitter)_url$ | ^(avatar|pic_url|pronouns|name_tag_(name|pronouns))$
    | (^|_)(caller|callee|consumer|contact|from|to|receiver|sender|call|forward|did|signaled
        |caller_id|billing|ext|extension)_number$
    | ^(ani|phone|phone_numbers?|job_title|employee_(unique_)?id|manager)$
    | ^(first|last|user|host|speaker|owner|operator|reviewer|consumer|contact|supporter|supportee
        |calling_party|assgined_to|caller_id)_name$
    | (caller|callee)_name$ | ^(speaker|sender|recipient|receiver|rater)$
    | (?<!language_)display_name$
    | (^|_)ip(_addr\w*)?$ | (^|_)mac(_addr\w*)?$ | ^(pc_name|harddisk_id)$
    | ^alternative_hosts?$
    # What people said and wrote.
    | ^(message|text|answer|comments?|utterance|transcription|biography|voice_mail_task)$
    | ^(content|note|question_comment|summary|summaries|(activity|operation)_detail)$
    | ^summary_(content|overview|details)$
    # What registration forms ask.
    | ^(purchasing_time_frame|role_in_purchase_process|no_of_employees)$
    """,
    re.VERBOSE,
)
#: Descriptions of further fields that are.
_PERSONAL_DESCRIPTIONS = re.compile(
    r"""
      ^(
          e-?mail\ address | (phone|telephone)\ number | (ip|mac|street)\ address
        | (first|last|full|display)\ name | given\ name | job\ title
        | place\ (of\ work|that\ the\ ip)
        | the\ (phone\ )?number(,|\ with)
        | name\ (shown|of\ the\ (person|host|user|agent|caller|callee|participant|attendee|speaker
            |panelist|interpreter|registrant|respondent|owner|sender|receiver|customer|contact
            |member|assignee|computer|operator)(?!'))
      )
    | registrant's\ answer | attribute\ for\ this\ user
    | chosen\ freely | by\ display\ name | given\ at\ registration | e-mail\ addresses\ of
    """,
    re.VERBOSE | re.IGNORECASE,
)
#: Numbers and addresses of the account itself.
_IMPERSONAL = re.compile(r"^entry_(number|point)$")


@dataclass(frozen=True)
class Field:
    """A field, at any depth.

    Attributes:
        path: Its name, after those of the objects and lists that it is in, as in ``users[].name``.
        type: Its JSON type, or the format of a text.
        secret: Whether it opens doors, and isn't selected by default.
        personal: Whether it tells who or where a person is.
    """

    path: str
    type: str
    description: str
    secret: bool
    personal: bool

    @property
    def nested(self) -> bool:
        """Whether it is in another field."""
        return "." in self.path


def fields(stream: str) -> list[Field]:
    """Return the fields of a stream, each followed by those inside it."""
    return list(_fields(schema(stream)))


def all_fields() -> Iterator[tuple[str, Field]]:
    """Yield each field of each stream."""
    for stream in in_catalog():
        for field in fields(stream.name):
            yield stream.name, field


def _fields(of: Mapping[str, Any], at: str = "", *, secret: bool = False) -> Iterator[Field]:
    for name, inner in of.get("properties", {}).items():
        hidden = secret or is_secret(name)
        kind = _type(inner)
        description = inner.get("description", "")
        found = not hidden and _is_personal(name, kind, description)
        yield Field(f"{at}{name}", kind, description, hidden, found)
        path = f"{at}{name}"
        while "items" in inner:
            path, inner = f"{path}[]", inner["items"]  # noqa: PLW2901
        yield from _fields(inner, f"{path}.", secret=hidden)


def json_type(field: Mapping[str, Any]) -> str:
    """Return the JSON type of a field besides null."""
    kinds = [field["type"]] if isinstance(field["type"], str) else field["type"]
    (kind,) = (kind for kind in kinds if kind != "null")
    return str(kind)


def _type(field: Mapping[str, Any]) -> str:
    kind = json_type(field)
    if kind == "array":
        return f"array of {_type(field['items'])}" if "type" in field.get("items", {}) else "array"
    return str(field.get("format", kind))


def _is_personal(name: str, kind: str, description: str) -> bool:
    """Return whether a field is personal data: texts and lists of texts only."""
    if kind not in {"string", "array of string"} or _IMPERSONAL.search(name):
        return False
    return bool(_PERSONAL_NAMES.search(name) or _PERSONAL_DESCRIPTIONS.search(description))
