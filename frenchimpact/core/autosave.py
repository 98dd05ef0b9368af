"""Saving field by field while people type: two of them never overwrite each other unseen.

A thing that is typed over time keeps `answers` (field → value) and `marks` (field → who changed it last,
when, and how many times). Each change says which version of the field it was typed upon; when the field
moved in between and the texts differ, the change is handed back with both texts instead of being written.
"""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal, Text

type Value = str | list[str]
type Marks = dict[str, dict[str, Any]]

MAX_FIELDS = 60
MAX_LENGTH = 20_000
MAX_ITEMS = 200


@dataclass(frozen=True)
class Change:
    """What was typed in one field, and the version of the field it was typed upon."""

    value: Value
    version: int


@dataclass(frozen=True)
class Conflict:
    """The same field changed by somebody else in between, with both texts."""

    mine: Value
    theirs: Value
    version: int
    by: str
    at: str


@dataclass
class Saved:
    """What became of each change."""

    versions: dict[str, int] = field(default_factory=dict)
    conflicts: dict[str, Conflict] = field(default_factory=dict)
    errors: dict[str, Text] = field(default_factory=dict)
    # The fields whose text is another one than before.
    changed: set[str] = field(default_factory=set)


def version_of(marks: Marks, name: str) -> int:
    """How many times the field was changed."""
    return int(marks.get(name, {}).get("version", 0))


def take(answers: dict[str, Any], marks: Marks, changes: Mapping[str, Change], *, by: str, writer: str) -> Saved:
    """Write the changes into `answers` and `marks`, in place, field by field.

    `by` is the name shown to the other person; `writer` tells the same person's own earlier change
    from somebody else's: one never conflicts with oneself.
    """
    saved = Saved()
    for name, change in changes.items():
        mark = marks.get(name, {})
        current, version = answers.get(name, ""), version_of(marks, name)
        if change.value == current or (not change.value and not current):
            saved.versions[name] = version
        elif change.version != version and mark.get("writer") != writer:
            saved.conflicts[name] = Conflict(change.value, current, version, str(mark.get("by", "")), str(mark.get("at", "")))
        else:
            answers[name] = change.value
            marks[name] = {"version": version + 1, "by": by, "writer": writer, "at": clock.now().isoformat()}
            saved.versions[name] = version + 1
            saved.changed.add(name)
    return saved


def read_changes(request: HttpRequest) -> dict[str, Change]:
    """The changes of a request `{"changes": {name: {"value": …, "version": n}}}`. Raises Refusal when it is not that."""
    try:
        body = json.loads(request.body)
        items = list(body["changes"].items())
        changes = {str(name)[:80]: Change(_value(one["value"]), int(one.get("version", 0))) for name, one in items}
    except (ValueError, OverflowError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable(_("Ces modifications sont illisibles. Rechargez la page : votre texte est gardé.")) from error
    if len(changes) > MAX_FIELDS:
        raise Unreadable(_("Trop de champs à la fois. Rechargez la page."))
    return changes


def versions_shown(request: HttpRequest) -> dict[str, int]:
    """The versions of the fields that the page of a plain form showed, from its hidden field `marks`."""
    try:
        return {str(name): int(version) for name, version in json.loads(request.POST.get("marks") or "{}").items()}
    except (ValueError, OverflowError, TypeError, AttributeError, RecursionError):
        return {}


class Unreadable(Refusal):
    """What came is not a set of changes."""

    status = 400


def _value(raw: object) -> Value:
    if isinstance(raw, list):
        return [str(item)[:MAX_LENGTH] for item in raw[:MAX_ITEMS] if isinstance(item, str | int)]
    if isinstance(raw, str):
        return raw
    raise TypeError(type(raw).__name__)


def _hour(at: str) -> str:
    """The hour of a mark, as people read it."""
    return formats.time_format(timezone.localtime(dt.datetime.fromisoformat(at))) if at else ""


def answer(save: Callable[[], Saved]) -> JsonResponse:
    """What the page's bar is told: saved at what time, refused why, or in conflict with what."""
    try:
        saved = save()
    except Refusal as refusal:
        return JsonResponse({"message": str(refusal.message)}, status=refusal.status)
    at = formats.time_format(timezone.localtime(clock.now()))
    body = {
        "at": at,
        "versions": saved.versions,
        "conflicts": {name: vars(conflict) | {"at": _hour(conflict.at)} for name, conflict in saved.conflicts.items()},
        "errors": {name: str(text) for name, text in saved.errors.items()},
    }
    return JsonResponse(body, status=409 if saved.conflicts else 422 if saved.errors else 200)
