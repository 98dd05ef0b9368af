"""Load the common indicators, and open a territory for each label of a territory that has none."""

from typing import Any

from django.core.management.base import BaseCommand

from frenchimpact.territories import actions


class Command(BaseCommand):
    help = "Add the common indicators and the territories of labels. Safe to run again; after load_labels."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = actions.load_territories()
        self.stdout.write(f"Territories: {loaded.indicators} common indicators read, {loaded.founded} territories opened.")
        followed = loaded.followed
        if followed.settled or followed.unsure:
            words = f"{followed.settled} perimeters brought to it, {followed.replaced} units replaced, {len(followed.unsure)} to be settled"
            self.stdout.write(f"Geography: {words} by the people of the territory.")
