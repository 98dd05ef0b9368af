"""Load the kinds of labels and the labels given before this register, from the files that come with the platform."""

from typing import Any

from django.core.management.base import BaseCommand

from frenchimpact.labels import actions


class Command(BaseCommand):
    help = "Add the kinds of labels and the historical labels, with their source. Safe to run again; after load_geography."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = actions.load_labels()
        self.stdout.write(f"Labels: {loaded.kinds} kinds, {loaded.labels} historical labels read, {loaded.created} created.")
