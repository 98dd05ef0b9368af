"""A request is answered by one commitment at a time. Where two did, the first keeps it; the others stay, and answer none."""

from django.db import migrations, models
from django.db.models import Q

_ONE_EACH = """
UPDATE commitments_commitment c SET request_id = NULL
WHERE c.request_id IS NOT NULL AND c.state NOT IN ('cancelled', 'recovered') AND EXISTS (
  SELECT FROM commitments_commitment o
  WHERE o.request_id = c.request_id AND o.id < c.id AND o.state NOT IN ('cancelled', 'recovered'));
"""


class Migration(migrations.Migration):
    dependencies = [("commitments", "0006_requests_answered")]
    operations = [
        migrations.RunSQL(_ONE_EACH, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.UniqueConstraint(
                fields=["request"], condition=~Q(state__in=["cancelled", "recovered"]), name="commitment_request_once"
            ),
        ),
    ]
