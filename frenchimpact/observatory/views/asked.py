"""What addresses ask: as of when, in which form."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from frenchimpact.core import clock
from frenchimpact.core.errors import Text
from frenchimpact.observatory.queries.known import first_at
from frenchimpact.observatory.queries.moments import Moment, read_moment


def asked_moment(request: HttpRequest) -> tuple[Moment, dict[str, Any]]:
    """As of when, and what every page says of it."""
    moment, trouble = read_moment(request.GET.get("au", ""))
    return moment, about(moment, trouble)


def about(moment: Moment, trouble: Text = "") -> dict[str, Any]:
    """What a page says of the moment it tells of."""
    return {
        "moment": moment,
        "trouble": trouble,
        "first_at": first_at() if moment.last_round is None else None,
        "today": clock.today(),
        "is_demo": settings.DEMO_MODE,
    }
