"""How indicators are counted, and when that changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from frenchimpact.core import clock
from frenchimpact.core.days import sensible_days
from frenchimpact.territories.models.indicators import Indicator


class Method(models.Model):
    """What is counted and what is not, since a day. Changed, the earlier text stays and the new one says why. Append-only.

    The last number counts; `Indicator.method` repeats its text. A value is counted by the one in force on the last day of its period.
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="methods")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    since = models.DateField()
    # Whether values before that day and values after it cannot be compared: false when only the words change.
    is_break = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["indicator_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "number"], name="method_number_once"),
            models.CheckConstraint(condition=~Q(text=""), name="method_says_something"),
            models.CheckConstraint(
                condition=Q(number=1, is_break=False) | Q(number__gt=1) & ~Q(reason=""), name="method_changed_for_a_reason"
            ),
            sensible_days("since", name="method_days"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} v{self.number}"
