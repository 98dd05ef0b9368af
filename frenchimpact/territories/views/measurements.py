"""A territory's values as a file."""

from collections.abc import Iterator
from itertools import chain

from django.db import transaction
from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from frenchimpact.core.doors import door
from frenchimpact.core.listings import csv_lines
from frenchimpact.core.text import whole
from frenchimpact.territories.actions.measurement_files import export_rows
from frenchimpact.territories.actions.measurement_lines import COLUMNS
from frenchimpact.territories.models import Territory
from frenchimpact.territories.queries.territories import find_space


@require_safe
@door(find=find_space)
def measurements_file(request: HttpRequest, territory: Territory) -> StreamingHttpResponse:
    """Every value, or those of one indicator (`indicateur`), under the columns that the import reads."""
    number = whole(request.GET.get("indicateur"), 4)

    def lines() -> Iterator[str]:
        with transaction.atomic():
            yield "\ufeff"
            yield from csv_lines(chain([COLUMNS], export_rows(territory, number)))

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="mesures-{territory.reference}.csv"'
    return response
