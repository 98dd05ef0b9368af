"""Juries, their members, the ties that these declare and what they cost."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.calls.models import Application, Cohort
from frenchimpact.core import clock
from frenchimpact.core.fields import codes
from frenchimpact.core.flows import Flow


class Jury(models.Model):
    """Those who give an opinion on the files of a cohort. Its composition is frozen once it is open.

    While it is composed, members are appointed and declare their ties on a list of names. Open, files are assigned, read
    and scored. In session, scores are discussed and may be revised. Closed, nothing is scored any more: the database refuses.
    """

    class State(models.TextChoices):
        COMPOSED = "composed", _("En composition")
        OPEN = "open", _("Évaluation en cours")
        SESSION = "session", _("En séance")
        CLOSED = "closed", _("Terminé")

    FLOW = Flow(
        {
            "open": (["composed"], "open"),
            "hold": (["open"], "session"),
            "close": (["session"], "closed"),
        }
    )

    cohort = models.OneToOneField(Cohort, models.PROTECT, related_name="jury")
    state = models.CharField(max_length=10, choices=State, default=State.COMPOSED)
    readers_per_file = models.PositiveSmallIntegerField(default=3)
    # Jurors read files without anything that tells who applies.
    is_anonymous = models.BooleanField(default=False)
    reviews_due_on = models.DateField(null=True, blank=True)
    # When and where it is to sit: what members put in their calendars.
    sits_at = models.DateTimeField(null=True, blank=True)
    sits_where = models.CharField(max_length=160, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(readers_per_file__range=(1, 15)), name="jury_readers_range"),
            models.CheckConstraint(
                condition=Q(state="composed", opened_at=None) | (~Q(state="composed") & Q(opened_at__isnull=False)), name="jury_opened_at"
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at=None)), name="jury_closed_at"
            ),
        ]

    def __str__(self) -> str:
        return str(self.cohort)


class Juror(models.Model):
    """A person appointed to a jury, with their mandate. The database refuses to change the composition once the jury is open."""

    jury = models.ForeignKey(Jury, models.CASCADE, related_name="jurors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="jury_seats")
    # In what quality: « Directrice d’un incubateur », « Représentant des régions ».
    quality = models.CharField(max_length=160, blank=True)
    is_chair = models.BooleanField(default=False)
    # The act that appoints, and how long it holds.
    mandate = models.CharField(max_length=200, blank=True)
    mandate_from = models.DateField(default=clock.today)
    mandate_until = models.DateField()
    # How many files at most, and what helps to assign them.
    capacity = models.PositiveSmallIntegerField(default=20)
    themes = codes()
    # Official code of the region where the person works.
    region = models.CharField(max_length=3, blank=True)
    appointed_at = models.DateTimeField(default=clock.now, editable=False)
    appointed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["jury_id", "-is_chair", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["jury", "user"], name="juror_once"),
            models.UniqueConstraint(fields=["jury"], condition=Q(is_chair=True), name="juror_one_chair"),
            models.CheckConstraint(condition=Q(mandate_until__gte=F("mandate_from")), name="juror_mandate_dates"),
            models.CheckConstraint(condition=Q(capacity__range=(1, 500)), name="juror_capacity"),
        ]

    def __str__(self) -> str:
        return str(self.user)


class Declaration(models.Model):
    """What a juror says of their ties with one file, made before any file is seen. Append-only: the latest one holds."""

    class Nature(models.TextChoices):
        NONE = "none", _("Aucun lien")
        WORK = "work", _("J’y travaille, j’y ai travaillé ou je l’accompagne")
        GOVERNANCE = "governance", _("J’en suis membre, ou j’y ai un mandat")
        MONEY = "money", _("Intérêt financier : financeur, fournisseur, client")
        PERSONAL = "personal", _("Lien personnel ou familial")
        DOUBT = "doubt", _("J’ai un doute sur mon impartialité")

    juror = models.ForeignKey(Juror, models.PROTECT, related_name="declarations")
    application = models.ForeignKey(Application, models.PROTECT, related_name="+")
    nature = models.CharField(max_length=10, choices=Nature)
    words = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["juror_id", "application_id", "-pk"]
        indexes = [models.Index(fields=["juror", "application", "-id"], name="declaration_latest")]

    def __str__(self) -> str:
        return f"{self.juror} – {self.get_nature_display()}"


class Recusal(models.Model):
    """A juror takes no part in one file, or in the whole session when no file is named. Their scores are kept, not counted."""

    class Origin(models.TextChoices):
        DECLARED = "declared", _("Lien déclaré")
        OWN = "own", _("Déport demandé en cours de lecture")
        IMPOSED = "imposed", _("Décidé par l’opérateur")

    juror = models.ForeignKey(Juror, models.PROTECT, related_name="recusals")
    application = models.ForeignKey(Application, models.PROTECT, null=True, blank=True, related_name="+")
    # The file with which there is a tie: in a concours it costs the whole session.
    because_of = models.ForeignKey(Application, models.PROTECT, related_name="+")
    origin = models.CharField(max_length=10, choices=Origin)
    reason = models.CharField(max_length=400)
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # Before the jury opens the juror corrects their declaration; afterwards somebody else answers for it, and says why.
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    lifted_because = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["juror_id", "at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["juror", "because_of"], condition=Q(lifted_at=None), name="recusal_once"),
            models.CheckConstraint(condition=Q(application=None) | Q(application=F("because_of")), name="recusal_of_its_file"),
            models.CheckConstraint(condition=~Q(reason=""), name="recusal_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.juror} – {self.reason}"
