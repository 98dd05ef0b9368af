"""What programs and people are told of a dataset beside its rows: its columns (Table Schema), how many rows, when they last changed."""

import datetime as dt
from typing import Any, cast

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.urls import reverse

from frenchimpact.opendata.datasets.dataset import Dataset
from frenchimpact.opendata.datasets.files import columns_of, given

LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte 2.0",
    "path": "https://www.etalab.gouv.fr/wp-content/uploads/2017/04/ETALAB-Licence-Ouverte-v2.0.pdf",
}
# Counting is worth doing once in a while, not at each visit.
_KEPT_SECONDS = 600


def page_of(dataset: Dataset) -> str:
    """The address of its page, which is its identifier for ever."""
    return f"{settings.BASE_URL}/donnees/{dataset.slug}/"


def file_of(dataset: Dataset, kind: str) -> str:
    """The address of one of its files."""
    return settings.BASE_URL + reverse("opendata:dataset_file", args=[dataset.code, kind])


def schema_of(dataset: Dataset) -> str:
    """The address of the schema that its files follow."""
    return dataset.standard.url if dataset.standard else settings.BASE_URL + reverse("opendata:schema", args=[dataset.code])


def table_schema(dataset: Dataset) -> dict[str, Any]:
    """Its columns, as Table Schema tells them."""
    return {
        "$schema": "https://frictionlessdata.io/schemas/table-schema.json",
        "name": dataset.code,
        "title": str(dataset.title),
        "description": dataset.words,
        "homepage": page_of(dataset),
        "path": schema_of(dataset),
        "created": min(one.on for one in dataset.history).isoformat(),
        "lastModified": dataset.history[0].on.isoformat(),
        "licenses": [LICENCE],
        "fields": [_field(dataset, one.name, one.kind) for one in columns_of(dataset)],
        "missingValues": [""],
        **({"primaryKey": list(dataset.key)} if dataset.key else {}),
    }


def _field(dataset: Dataset, name: str, kind: str) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if name in dataset.key else {}
    codes = [code for code, _words in dataset.codes_of(name)]
    # Several codes in a cell are no value of a list.
    if codes and not dataset.is_several(name):
        constraints["enum"] = codes
    field = {"name": name, "type": kind, "description": dataset.words_of(name)}
    return field | ({"constraints": constraints} if constraints else {})


def state_of(dataset: Dataset) -> tuple[int, dt.datetime | None]:
    """How many rows, and when the last of them changed, as of a few minutes ago."""
    statement = dataset.state or (f"SELECT count(*), NULL::timestamptz FROM ({dataset.sql}) t" if dataset.sql else "")  # noqa: S608  its own
    kept = cache.get_or_set(f"opendata:{dataset.code}", lambda: _counted(statement), _KEPT_SECONDS)
    return cast(tuple[int, dt.datetime | None], kept)


def _counted(statement: str) -> tuple[int, dt.datetime | None]:
    if not statement:
        return 0, None
    with connection.cursor() as cursor:
        cursor.execute(statement, given(statement))
        count, changed = cursor.fetchone()
    return count, changed
