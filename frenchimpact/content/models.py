"""What the operator writes on the platform: each writing, and every version of it, in French and in English."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock

LONGEST_TITLE, LONGEST_BODY = 160, 40_000


class Writing(models.Model):
    """A page, an entry of the help, a word of the glossary, a piece of news, a banner, the words of a mail.

    What is shipped with the platform has no row until somebody changes it: see `defaults.py`.
    """

    class Kind(models.TextChoices):
        """What it is, and so where it is shown."""

        PAGE = "page", _("Pages")
        HELP = "aide", _("Aide par tâche")
        QUESTION = "question", _("Questions fréquentes")
        TERM = "mot", _("Glossaire")
        NEWS = "actualite", _("Actualités")
        BANNER = "bandeau", _("Bandeaux")
        MAIL = "courriel", _("Courriels")

    class Tone(models.TextChoices):
        """How a banner speaks."""

        INFO = "info", _("Information")
        WARN = "warn", _("Attention")
        BAD = "bad", _("Panne")

    kind = models.CharField(max_length=10, choices=Kind)
    slug = models.SlugField(max_length=80)
    tone = models.CharField(max_length=4, choices=Tone, default=Tone.INFO)
    # Smaller first, among those of its kind.
    position = models.PositiveSmallIntegerField(default=100)
    # Outside these two instants it is not shown, even published.
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    # What readers see; nothing when it is withdrawn or was never published.
    published = models.ForeignKey("Version", models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "position", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="writing_unique"),
            models.CheckConstraint(
                condition=Q(kind__in=["page", "aide", "question", "mot", "actualite", "bandeau", "courriel"]), name="writing_kind"
            ),
            models.CheckConstraint(condition=Q(tone__in=["info", "warn", "bad"]), name="writing_tone"),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="writing_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(published__isnull=True, published_at__isnull=True) | Q(published__isnull=False, published_at__isnull=False),
                name="writing_published_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}"


class Version(models.Model):
    """One state of a writing, never changed afterwards."""

    writing = models.ForeignKey(Writing, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title_fr = models.CharField(max_length=LONGEST_TITLE)
    body_fr = models.TextField(blank=True)
    title_en = models.CharField(max_length=LONGEST_TITLE, blank=True)
    body_en = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now, editable=False)
    # Nobody: it is the text that came with the platform.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # The version that this one brings back.
    restored_from = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["writing", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["writing", "number"], name="version_unique"),
            models.CheckConstraint(condition=Q(number__gt=0) & ~Q(title_fr=""), name="version_numbered_and_titled"),
        ]

    def __str__(self) -> str:
        return f"{self.writing_id} v{self.number}"
