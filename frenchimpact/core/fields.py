"""Columns that several rooms share."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func


class Fold(Func):
    """`core_fold(text)`: lower case, no accents, single spaces."""

    function = "core_fold"
    arity = 1
    output_field = models.TextField()


def codes(**options: Any) -> "ArrayField[Any, Any]":
    """A list of vocabulary codes, ordered, possibly empty; checked against the vocabulary by the database."""
    return ArrayField(models.CharField(max_length=60), default=list, blank=True, **options)
