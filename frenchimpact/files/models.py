"""Files that people send: what they are, whose they are, whether a scanner has cleared them; and those still coming."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.flows import Flow
from frenchimpact.files.kinds import CHOICES, IMAGES, KINDS, LARGEST, THUMBNAIL, Kind

if TYPE_CHECKING:
    from frenchimpact.core.errors import Text

_HASH = r"^[0-9a-f]{64}$"


class StoredFile(models.Model):
    """One file, kept under a key that nobody can guess, belonging to one thing (a project, an organisation, a person).

    The owner is named by model and key, not by a foreign key: files stand on a lower floor than what they belong to.
    """

    class State(models.TextChoices):
        """Where the scanner stands. Without a scanner, files stay received."""

        RECEIVED = "received", _("En attente de vérification")
        CLEAN = "clean", _("Vérifié")
        QUARANTINED = "quarantined", _("Mis à l’écart : contenu dangereux")

    class Audience(models.TextChoices):
        """Who sees a file whose owner lets its people choose."""

        PUBLIC = "public", _("Tout le monde")
        NETWORK = "network", _("Personnes connectées")
        PRIVATE = "private", _("L’équipe et le programme")

    FLOW = Flow(
        {
            "clear": ((State.RECEIVED,), State.CLEAN),
            "quarantine": ((State.RECEIVED, State.CLEAN), State.QUARANTINED),
        }
    )

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=10, choices=CHOICES)
    size = models.BigIntegerField()
    # Of what is kept; an image is written again without its metadata, so what was sent has its own.
    sha256 = models.CharField(max_length=64)
    sent_sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    owner_model = models.CharField(max_length=100)
    owner_id = models.BigIntegerField()
    # What the file is to its owner: « logo », « photo », a piece asked by a call.
    purpose = models.SlugField(max_length=60)
    # What a picture shows, for those who do not see it; what a document is. In the words of those who sent it.
    description = models.CharField(max_length=200, blank=True)
    # Who may see it among those who see its owner; empty when the owner's room does not ask.
    audience = models.CharField(max_length=10, choices=Audience, blank=True)
    received_at = models.DateTimeField(default=clock.now, editable=False)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    # When the scanner last answered, what it found, or why it could not tell.
    scanned_at = models.DateTimeField(null=True, blank=True)
    threat = models.CharField(max_length=200, blank=True)
    scan_trouble = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["received_at", "pk"]
        indexes = [
            models.Index(fields=["owner_model", "owner_id", "purpose"], name="stored_file_owner"),
            models.Index(fields=["received_at"], name="stored_file_waiting", condition=Q(state="received")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0, size__lte=LARGEST), name="stored_file_size"),
            models.CheckConstraint(condition=Q(sha256__regex=_HASH, sent_sha256__regex=_HASH), name="stored_file_hash"),
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="stored_file_kind"),
            models.CheckConstraint(condition=Q(audience__in=["", "public", "network", "private"]), name="stored_file_audience"),
            models.CheckConstraint(condition=Q(state__in=["received", "clean", "quarantined"]), name="stored_file_state"),
            models.CheckConstraint(
                condition=Q(name__regex=r"^[^/\\\u0001-\u001f\u007f\u202a-\u202e\u2066-\u2069]+$"), name="stored_file_harmless_name"
            ),
            models.CheckConstraint(
                condition=Q(state="quarantined", scanned_at__isnull=False) & ~Q(threat="") | ~Q(state="quarantined") & Q(threat=""),
                name="stored_file_threat_iff_quarantined",
            ),
            models.CheckConstraint(condition=~Q(state="clean") | Q(scanned_at__isnull=False), name="stored_file_clean_means_scanned"),
            models.CheckConstraint(
                condition=Q(kind__in=IMAGES, width__gt=0, height__gt=0) | ~Q(kind__in=IMAGES) & Q(width__isnull=True, height__isnull=True),
                name="stored_file_image_has_dimensions",
            ),
            models.CheckConstraint(condition=Q(owner_id__gt=0) & ~Q(owner_model="") & ~Q(purpose=""), name="stored_file_has_owner"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def what(self) -> Kind:
        """The kind, with its words and limits."""
        return KINDS[self.kind]

    @property
    def is_image(self) -> bool:
        """Whether it has a thumbnail."""
        return self.kind in IMAGES

    @property
    def thumbnail_size(self) -> tuple[int, int]:
        """Width and height of the thumbnail of an image, so that the page keeps its place."""
        width, height = self.width or 1, self.height or 1
        ratio = min(1.0, THUMBNAIL / width, THUMBNAIL / height)
        return max(1, round(width * ratio)), max(1, round(height * ratio))

    @property
    def state_words(self) -> "Text":
        """The state as people read it; nothing when no scanner is set, since nobody is waiting for it."""
        if self.state == self.State.RECEIVED and not settings.CLAMAV_SOCKET:
            return ""
        return self.State(self.state).label


class Upload(models.Model):
    """A file that is coming in pieces, and may be interrupted and resumed until it expires.

    When the last piece is there it becomes a stored file of the person, with the same key, until a form attaches it.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=150)
    intake = models.SlugField(max_length=60)
    size = models.BigIntegerField()
    received_size = models.BigIntegerField(default=0)
    # Size of each piece received, in order.
    pieces = ArrayField(models.IntegerField(), default=list, blank=True)
    # Why the whole file was refused, once it was all there.
    refusal = models.TextField(blank=True)
    is_done = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["person", "expires_at"], name="upload_person")]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0, size__lte=LARGEST), name="upload_size"),
            models.CheckConstraint(condition=Q(received_size__gte=0, received_size__lte=F("size")), name="upload_received_size"),
            models.CheckConstraint(condition=Q(is_done=False) | Q(received_size=F("size")), name="upload_done_means_whole"),
            models.CheckConstraint(condition=Q(refusal="") | Q(is_done=True), name="upload_refused_when_done"),
        ]

    def __str__(self) -> str:
        return self.name
