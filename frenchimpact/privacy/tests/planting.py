"""A row in every table, all about one person, written straight from the models: to see what stays once they are erased.

Rows are put in without triggers and foreign keys; a check that a plain row does not meet is set aside for the transaction of the test.
Every key leads to a row that exists, so that pages and exports read them as they read true ones.
"""

import datetime as dt
import json
import re
import uuid
from decimal import Decimal
from typing import Any, cast

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import IntegrityError, connection, models, transaction
from django.db.models import EmailField, Field, Model
from psycopg import errors

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.geo.models import Place

EMAIL, NAME, PHONE = "zelie.quirinale@exemple.fr", "Zélie Quirinale", "+33 6 98 76 54 32"
# A text column that holds a person's name beside their address or telephone; of a table that has one of these.
_NAMES = re.compile(r"^(full_name|name|contact|contact_name|answered_by_name|answer_name|confirmed_name)$")
# Their address and name are those of an organisation, a place or an office, which a person does not take away with them; or of a file.
# « name » is there the name of a structure, a territory or a service, written to at an address.
NAMED_THINGS = {"calls.Partner", "territories.Territory", "territories.Member", "barriers.Authority", "barriers.Asked"}
ADDRESSES = {("mail.BadAddress", "address"), ("organisations.Claim", "address")}
OF_THINGS = {"geo.Place", "organisations.Organisation", "files.StoredFile", "vocabularies.Term"}


def our_models() -> list[type[Model]]:
    """Every table of ours."""
    return [one for one in apps.get_models() if one._meta.managed and not one._meta.proxy and one.__module__.startswith("frenchimpact")]


def has_contact(model: type[Model]) -> bool:
    """Whether it holds an address or a telephone: a name beside is then somebody's."""
    fields = model._meta.concrete_fields
    return any(isinstance(one, EmailField) or one.name == "phone" for one in fields) and model._meta.label not in OF_THINGS


class Planted:
    """Keys of the rows put in, and the checks that were set aside."""

    def __init__(self) -> None:
        self.keys: dict[type[Model], Any] = {}
        self.checks: list[str] = []
        self.refused: dict[str, str] = {}


def plant(person: User) -> Planted:
    """Put a row in every table. The person, and a place, are there already."""
    planted = Planted()
    places: dict[type[models.Model], int | None] = {Place: Place.objects.order_by("pk").values_list("pk", flat=True).first()}
    for number, model in enumerate(our_models()):
        key = model._meta.pk
        planted.keys[model] = places.get(model) or (
            person.pk if model is User else uuid.uuid4() if isinstance(key, models.UUIDField) else 30_000 + number
        )
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for model in our_models():
            if model is not User and model not in places:
                _put(model, planted)
        cursor.execute("SET session_replication_role = origin")
    return planted


def _put(model: type[Model], planted: Planted) -> None:
    fields = [one for one in model._meta.concrete_fields if not getattr(one, "generated", False)]
    values = {one.column: _value(one, model, planted) for one in fields}
    columns = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join(_mark(one) for one in fields)
    statement = f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks})'
    for _turn in range(12):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement, list(values.values()))
            return
        except IntegrityError as error:
            name = cast(errors.IntegrityError, error.__cause__).diag.constraint_name
            if not name or "check" not in str(error):
                planted.refused[model._meta.label] = str(error).splitlines()[0]
                return
            planted.checks.append(name)
            with connection.cursor() as cursor:
                cursor.execute(f'ALTER TABLE "{model._meta.db_table}" DROP CONSTRAINT "{name}"')
        except Exception as error:
            planted.refused[model._meta.label] = str(error).splitlines()[0]
            return


def _mark(field: "Field[Any, Any]") -> str:
    kind = field.db_type(connection) or "text"
    return f"%s::{kind.split(' collate')[0]}" if "serial" not in kind and "identity" not in kind.lower() else "%s"


def _value(field: "Field[Any, Any]", model: type[Model], planted: Planted) -> Any:
    if field.primary_key:
        return planted.keys[field.related_model] if field.related_model in planted.keys else planted.keys[model]
    if field.related_model is not None:
        return planted.keys.get(field.related_model)
    if isinstance(field, EmailField) or (
        (field.name in {"sender", "email"} or (model._meta.label, field.name) in ADDRESSES) and isinstance(field, models.CharField)
    ):
        return EMAIL
    if has_contact(model) and isinstance(field, models.CharField | models.TextField):
        if field.name == "phone":
            return PHONE[: field.max_length]
        if _NAMES.match(field.name) and not (field.name == "name" and model._meta.label in NAMED_THINGS):
            return NAME
    return _plain(field)


def _plain(field: "Field[Any, Any]") -> Any:
    if isinstance(field, SearchVectorField):
        return ""
    if field.flatchoices:
        return field.flatchoices[0][0]
    if isinstance(field, ArrayField):
        return []
    if isinstance(field, models.JSONField):
        made = field.get_default() if field.has_default() else {}
        return json.dumps(made)
    if field.has_default() and not callable(field.default):
        return field.default
    now = clock.now()
    by_kind: list[tuple[Any, Any]] = [
        (models.UUIDField, uuid.uuid4()),
        (models.BooleanField, False),
        (models.DateTimeField, now),
        (models.DateField, clock.today()),
        (models.TimeField, dt.time(9)),
        (models.DurationField, dt.timedelta(days=1)),
        (models.DecimalField, Decimal(1)),
        (models.FloatField, 1.0),
        (models.IntegerField, 7),
        (models.BinaryField, b"x"),
        (models.GenericIPAddressField, "127.0.0.1"),
        ((models.CharField, models.TextField), "x"),
    ]
    return next((value for kind, value in by_kind if isinstance(field, kind)), None)
