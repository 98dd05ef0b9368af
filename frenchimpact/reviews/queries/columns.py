"""Where a jury stands on each file, for the operators' table: an expression, so that the table asks nothing more."""

from django.db.models import JSONField
from django.db.models.expressions import Combinable, RawSQL

# Opinions sent and awaited by those who read each file now, and the total that the session established once it closed.
COLUMNS = """jsonb_build_object(
  'readers', (SELECT count(*) FROM reviews_assignment a WHERE a.application_id = calls_application.id AND a.ended_at IS NULL),
  'sent', (SELECT count(*) FROM reviews_assignment a
    JOIN reviews_review r ON r.juror_id = a.juror_id AND r.application_id = a.application_id
    WHERE a.application_id = calls_application.id AND a.ended_at IS NULL AND r.sent_at IS NOT NULL),
  'mark', (SELECT o.total::text FROM reviews_juryopinion o WHERE o.application_id = calls_application.id)
)"""


def columns_of_juries() -> dict[str, Combinable]:
    """By name, as `tell_columns` says."""
    return {"jury": RawSQL(COLUMNS, (), output_field=JSONField())}  # noqa: S611 - it is ours, and takes nothing that anyone typed
