"""What the demonstration remembers: how far its clock has been moved."""

import datetime as dt

from django.db import models
from django.db.models import Q


class Ahead(models.Model):
    """How far ahead of the real time the demonstration lives. One row at most."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    offset = models.DurationField(default=dt.timedelta)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="ahead_single"),
            models.CheckConstraint(condition=Q(offset__gte=dt.timedelta()), name="ahead_never_back"),
        ]

    def __str__(self) -> str:
        return str(self.offset)
