"""The pages before and after, for the lists of the desk."""

from collections.abc import Callable

from django.utils.translation import gettext as _


def pages_around(page: int, count: int, size: int, url: Callable[..., str]) -> tuple[str, str, str] | None:
    """The addresses before and after, and where one is; None when everything is shown."""
    last = -(-count // size)
    if last < 2:
        return None
    before = url(page=str(page - 1)) if page > 1 else ""
    after = url(page=str(page + 1)) if page < last else ""
    return before, after, _("Page %(here)d sur %(last)d") % {"here": page, "last": last}
