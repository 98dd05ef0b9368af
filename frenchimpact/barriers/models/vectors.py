"""What a sentence encoder makes of published answers, when the setting CLOSENESS asks for one (docs/adr/0081)."""

from django.db import models

from frenchimpact.barriers.models.precedents import Precedent


class PrecedentVector(models.Model):
    """The meaning of an answer, as numbers; made again when its words change."""

    precedent = models.OneToOneField(Precedent, models.CASCADE, primary_key=True, related_name="vector")
    # Of the words that it was made from.
    digest = models.CharField(max_length=32)
    # Little-endian floats of four octets, of length one together.
    values = models.BinaryField()

    class Meta:
        ordering = ["precedent_id"]

    def __str__(self) -> str:
        return f"{self.precedent_id}: {len(self.values) // 4}"
