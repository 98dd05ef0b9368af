"""What is kept about one person, table by table."""

import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, QuerySet
from django.http import Http404

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Text
from frenchimpact.core.holdings import Fate, Holding, holdings
from frenchimpact.privacy.models import Erasure, Hold, Round
from frenchimpact.privacy.rules import can_watch_data
from frenchimpact.privacy.words import MENTIONS, MENTIONS_WORDS


@dataclass(frozen=True)
class Kept:
    """One table: how many rows are about the person, and what becomes of them."""

    title: Text
    count: int
    fate: Fate
    why: Text


@dataclass(frozen=True)
class Treated:
    """One line of a report of erasure."""

    title: Text
    count: int
    fate: Fate


def account_first() -> list[Holding]:
    """Every declared table in the order in which people read it."""
    return sorted(holdings(), key=lambda one: one.model is not User)


def kept_about(person: User) -> list[Kept]:
    """Every table that holds something about the person, the account first, with how much; one query a table."""
    found = [Kept(one.title, one.rows(person).count(), one.fate, one.why) for one in account_first()]
    return [one for one in found if one.count]


def rows_of(holding: Holding, person: User) -> list[dict[str, Any]]:
    """The person's rows of a table, as plain JSON values, in a stable order."""
    rows = holding.rows(person).order_by("pk").values(*holding.fields)
    plain: list[dict[str, Any]] = json.loads(json.dumps(list(rows), cls=DjangoJSONEncoder))
    return plain


def find_erasure(key: uuid.UUID) -> Erasure:
    """A report, for whoever holds its address. Raises Http404."""
    try:
        return Erasure.objects.get(key=key)
    except (Erasure.DoesNotExist, ValidationError) as error:
        raise Http404 from error


def lines_of(erasure: Erasure) -> list[Treated]:
    """What was done, table by table, in words of today."""
    words: dict[str, Text] = {MENTIONS: MENTIONS_WORDS, **{one.model._meta.label: one.title for one in holdings()}}
    return [Treated(words.get(table, table), line["count"], Fate(line["fate"])) for table, line in erasure.report.items()]


def rounds() -> QuerySet[Round]:
    """What the daily job did, latest first."""
    return Round.objects.order_by("-at", "-pk")


def holds() -> QuerySet[Hold]:
    """Reasons to keep, those in force first."""
    return Hold.objects.select_related("person", "by", "lifted_by").order_by(F("lifted_at").desc(nulls_first=True), "-pk")


def find_hold(user: User, hold_id: int) -> Hold:
    """One of them, for operators. Raises Http404."""
    found = holds().filter(pk=hold_id).first() if can_watch_data(user) else None
    if found is None:
        raise Http404
    return found
