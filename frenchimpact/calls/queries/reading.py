"""What a file says to those who will read it: as it was last handed in, or as it stands while it is written."""

from typing import Any

from frenchimpact.calls.models import Application, Snapshot


def content_to_read(application: Application) -> dict[str, Any]:
    """The content of its last snapshot; what the next one would hold, before it is handed in."""
    from frenchimpact.calls.queries.applications import filled
    from frenchimpact.calls.snapshots import content_of

    latest = Snapshot.objects.filter(application=application).order_by("-number").first()
    return latest.content if latest is not None else content_of(filled(application))
