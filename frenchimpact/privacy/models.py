"""Proof that people who asked to be forgotten were: numbers only, no name."""

import uuid

from django.db import models
from django.db.models import Q

from frenchimpact.core import clock


class Erasure(models.Model):
    """One account erased on that day, with the number of rows treated in each table. It only grows."""

    # The page of the report: whoever holds the address of it was given it.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The number that stays of the account; not a foreign key, it is nobody any more.
    person_number = models.BigIntegerField(unique=True)
    at = models.DateTimeField(default=clock.now, editable=False)
    # Table → {"fate", "count"}.
    report = models.JSONField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(person_number__gt=0), name="erasure_of_someone")]

    def __str__(self) -> str:
        return f"{self.person_number}"
