"""The one index of everything public: narrow rows, kept by the database itself with each change of what they show."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class Entry(models.Model):
    """One public thing as it is found: its words, its facets as numbers, its position."""

    class Kind(models.TextChoices):
        ORGANISATION = "organisation"
        PROJECT = "project"
        PLACE = "place"

    kind = models.CharField(max_length=16, choices=Kind)
    object_id = models.BigIntegerField()
    title = models.CharField(max_length=300)
    title_fold = models.TextField()
    words = SearchVectorField()
    # Every facet value, each dimension in its own range of numbers (atlas/facets.py).
    facets = ArrayField(models.IntegerField(), default=list)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    # What lists are sorted by when nothing is searched.
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="atlas_entry_once")]

    def __str__(self) -> str:
        return self.title
