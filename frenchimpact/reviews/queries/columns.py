"""Where a jury stands on each file, for the operators' table: expressions, so that the table asks nothing more."""

from typing import Any

from django.db.models import Count, DecimalField, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from frenchimpact.reviews.models import Assignment, JuryOpinion, Review


def columns_of_juries() -> dict[str, Combinable]:
    """Opinions sent and awaited by those who read each file now, and the total that the session established once it closed."""
    readers = Assignment.objects.filter(application=OuterRef("pk"), ended_at=None).order_by().values("application")
    has_sent = Review.objects.filter(juror=OuterRef("juror"), application=OuterRef("application"), sent_at__isnull=False)
    total = JuryOpinion.objects.filter(application=OuterRef("pk")).order_by().values("total")
    return {
        "reader_count": _counted(readers),
        "review_count": _counted(readers.filter(Exists(has_sent))),
        "mark": Subquery(total[:1], output_field=DecimalField()),
    }


def _counted(rows: "QuerySet[Assignment, Any]") -> Combinable:
    return Coalesce(Subquery(rows.annotate(count=Count("pk")).values("count"), output_field=IntegerField()), 0)
