"""What a funder answers when the beneficiary of an aid took it out of the register."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.financing.models.deminimis import DeMinimisAid


class RemovalAnswer(models.Model):
    """The funder agrees that the aid does not count, or upholds it: then it counts again. Said once; append-only."""

    class Answer(models.TextChoices):
        AGREED = "agreed", _("D’accord : elle ne compte pas")
        UPHELD = "upheld", _("Elle compte : remettez-la au registre")

    aid = models.OneToOneField(DeMinimisAid, models.PROTECT, related_name="removal_answer")
    answer = models.CharField(max_length=10, choices=Answer)
    reason = models.TextField()
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["aid_id"]
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="removal_answered_for_a_reason")]

    def __str__(self) -> str:
        return f"{self.aid_id}: {self.answer}"
