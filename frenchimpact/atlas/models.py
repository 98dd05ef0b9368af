"""The one index of everything public: narrow rows, kept by the database itself with each change of what they show."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F
from django.db.models.functions import Collate


class Entry(models.Model):
    """One public thing as it is found: its words, its facets as numbers, its position. Written by triggers only.

    The key is `object_id * 16 + kind`: triggers, rebuild and readers all compute it.
    """

    class Kind(models.IntegerChoices):
        ORGANISATION = 1
        PROJECT = 2

    id = models.BigIntegerField(primary_key=True)
    kind = models.SmallIntegerField(choices=Kind)
    object_id = models.BigIntegerField()
    title_fold = models.TextField()
    # The title alone: small enough to rank thousands of matches.
    title_words = SearchVectorField()
    words = SearchVectorField()
    # Every facet value, each dimension in its own range of numbers (atlas/facets.py).
    facets = ArrayField(models.IntegerField(), default=list)
    # Web Mercator, the world being 2^24 wide.
    x = models.IntegerField(null=True)
    y = models.IntegerField(null=True)
    # What lists are sorted by when nothing is searched: last confirmation of an organisation, publication of a project.
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # New rows wait in lists, short after an edit and long during a bulk load, which empties them at its end (`atlas_expect`).
            GinIndex(fields=["words"], name="atlas_entry_words", fastupdate=True),
            GinIndex(fields=["facets"], name="atlas_entry_facets", fastupdate=True),
            models.Index(F("at").desc(), F("id"), name="atlas_entry_recent"),
            models.Index(Collate("title_fold", "C"), F("id"), name="atlas_entry_title"),
            models.Index(F("x"), F("y"), name="atlas_entry_position", include=["kind"]),
        ]

    def __str__(self) -> str:
        return self.title_fold


class Tally(models.Model):
    """How many entries of a kind carry a facet value (0: all of them), as sums of rows that triggers only ever add.

    Nobody waits for anybody: a writer adds its difference, a task folds the rows together now and then.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.SmallIntegerField()
    facet = models.IntegerField()
    n = models.IntegerField()

    class Meta:
        indexes = [models.Index(F("kind"), name="atlas_tally_kind", include=["facet", "n"])]

    def __str__(self) -> str:
        return f"{self.kind}/{self.facet}: {self.n}"


class Word(models.Model):
    """A word that public sheets use, without accents, and in how many of them: what a mistyped word may have meant."""

    word = models.TextField(primary_key=True)
    uses = models.IntegerField()

    class Meta:
        indexes = [GinIndex(OpClass(F("word"), name="gin_trgm_ops"), name="atlas_word_trigram", fastupdate=False)]

    def __str__(self) -> str:
        return self.word
