"""What the journal holds, read without importing a higher room."""

from django.apps import apps


def facts() -> list[str]:
    """The names of the facts written, in order."""
    return list(apps.get_model("journal", "Entry").objects.order_by("pk").values_list("fact", flat=True))
