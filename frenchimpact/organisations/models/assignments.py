"""Who holds a programme role."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.geo.models import Place
from frenchimpact.organisations.models.sheets import Organisation


class Assignment(models.Model):
    """A programme role given to a person, limited in time and, when it has a perimeter, in place."""

    class Role(models.TextChoices):
        OPERATOR = "operator", _("Opérateur du programme")
        PARTNER = "partner", _("Partenaire territorial")
        HACKER = "hacker", _("Hacker public")
        JUROR = "juror", _("Membre de jury")
        ADMIN = "admin", _("Administration technique")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=12, choices=Role)
    # The organisation in whose name the role is held, when there is one.
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="assignments")
    # The place that bounds the role; none means the whole programme.
    perimeter = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField(default=clock.today)
    ends_on = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["user_id", "role", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="assignment_ends_after_start"),
            ExclusionConstraint(
                name="assignment_not_twice",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (Func(F("perimeter"), 0, function="coalesce"), RangeOperators.EQUAL),
                    (Func(F("starts_on"), F("ends_on"), models.Value("[]"), function="daterange"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}"
