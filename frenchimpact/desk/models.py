"""What the common pages of the space remember about a person: their last visit, their private calendar."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from frenchimpact.core import clock


class Visit(models.Model):
    """When a person last looked at their space. Pages close to one another are one visit."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    seen_at = models.DateTimeField(default=clock.now)
    # End of the visit before this one: what moved is counted from there.
    before_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(before_at__lte=F("seen_at")), name="visit_in_order")]

    def __str__(self) -> str:
        return str(self.person_id)


class Calendar(models.Model):
    """A person's private calendar, open to whoever has its address. A new serial number makes the old address useless."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    serial = models.PositiveIntegerField(default=1)
    is_open = models.BooleanField(default=True)
    opened_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.person_id}/{self.serial}"
