"""Words that a programme chooses: themes, publics, kinds. They are data, so that another country can change them."""

from django.db import models
from django.db.models import Q
from django.utils import translation


class Term(models.Model):
    """One word of a vocabulary, in French and English. Retired rather than removed: old things still carry it."""

    class Scheme(models.TextChoices):
        THEME = "theme", "Thèmes"
        PUBLIC = "public", "Publics"
        SDG = "sdg", "Objectifs de développement durable"
        SUPPORT_KIND = "support_kind", "Types d’accompagnement"
        LEGAL_CATEGORY = "legal_category", "Catégories juridiques"

    scheme = models.CharField(max_length=20, choices=Scheme)
    code = models.CharField(max_length=60)
    fr = models.CharField(max_length=200)
    en = models.CharField(max_length=200)
    note_fr = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    # A larger grouping, such as the ESS family of a legal category.
    family = models.CharField(max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["scheme", "position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="term_scheme_code"),
            models.CheckConstraint(condition=~Q(fr="") & ~Q(en=""), name="term_has_both_languages"),
        ]

    def __str__(self) -> str:
        return self.en if translation.get_language() == "en" else self.fr
