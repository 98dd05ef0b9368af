"""The official geography of France, by vintage. The key is (level, code): region and department codes collide."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q

from frenchimpact.core import clock
from frenchimpact.core.fields import Fold


class Place(models.Model):
    """One official unit: a commune, an intermunicipality, a department, a region, or the country."""

    class Level(models.TextChoices):
        COUNTRY = "pays", "Pays"
        REGION = "region", "Région"
        DEPARTMENT = "departement", "Département"
        EPCI = "epci", "Intercommunalité"
        EPT = "ept", "Établissement public territorial"
        COMMUNE = "commune", "Commune"

    level = models.CharField(max_length=12, choices=Level)
    # INSEE code, or SIREN for an EPCI or an EPT; "FR" for the country.
    code = models.CharField(max_length=9)
    name = models.CharField(max_length=120)
    name_fold = models.GeneratedField(expression=Fold("name"), output_field=models.TextField(), db_persist=True)
    # CC, CA, CU, METRO, MET69 for an EPCI; "metro", "drom" or "com" for a department or a region.
    kind = models.CharField(max_length=12, blank=True)
    siren = models.CharField(max_length=9, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    # WGS 84, of the town hall for a commune, of the middle otherwise; null where no source gives it.
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    department = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    epci = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    ept = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    # Year of the official geographic code in which the unit was last seen; `is_current` is false once it is gone.
    vintage = models.PositiveSmallIntegerField()
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["level", "code"]
        constraints = [
            models.UniqueConstraint(fields=["level", "code"], name="place_level_code"),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True) | Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
                name="place_position_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["level", "department"], name="place_level_department"),
            models.Index(fields=["epci"], condition=Q(epci__isnull=False), name="place_epci"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """The public name of the place in addresses: "commune:73065"."""
        return f"{self.level}:{self.code}"


class Postcode(models.Model):
    """A La Poste code and one commune that it serves. Several communes share a code: it never names a commune alone."""

    postcode = models.CharField(max_length=5)
    place = models.ForeignKey(Place, models.CASCADE, related_name="postcodes")

    class Meta:
        ordering = ["postcode", "place_id"]
        constraints = [models.UniqueConstraint(fields=["postcode", "place"], name="postcode_place")]

    def __str__(self) -> str:
        return self.postcode


class FormerCode(models.Model):
    """A code that a commune had before a merger, a split or a change of department."""

    code = models.CharField(max_length=9)
    name = models.CharField(max_length=120, blank=True)
    place = models.ForeignKey(Place, models.CASCADE, related_name="former_codes")

    class Meta:
        ordering = ["code", "place_id"]
        constraints = [models.UniqueConstraint(fields=["code", "place"], name="former_code_place")]

    def __str__(self) -> str:
        return self.code


class PlaceName(models.Model):
    """One way of writing a place: its name, without its article or its kind, or a name that it had before."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="names", db_index=False)
    level = models.CharField(max_length=12, choices=Place.Level)
    fold = models.TextField()
    is_former = models.BooleanField(default=False)
    # Prints of its first letters without one of them: two spellings one error apart share one (see migration 0002).
    prints = ArrayField(models.IntegerField())
    # Inhabitants, so that the best known comes first without a join.
    weight = models.PositiveIntegerField()

    class Meta:
        ordering = ["fold", "pk"]
        constraints = [models.UniqueConstraint(fields=["place", "fold"], name="place_name_once")]
        indexes = [
            models.Index(OpClass(F("fold"), name="text_pattern_ops"), name="place_name_prefix"),
            models.Index(F("weight").desc(), F("fold"), name="place_name_weight"),
            GinIndex(OpClass(F("fold"), name="gin_trgm_ops"), name="place_name_trigram"),
            GinIndex(fields=["prints"], name="place_name_prints"),
        ]

    def __str__(self) -> str:
        return self.fold


class Edition(models.Model):
    """The edition of the official geography that the tables hold, so that loading it again does nothing."""

    vintage = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-loaded_at", "-pk"]

    def __str__(self) -> str:
        return str(self.vintage)
