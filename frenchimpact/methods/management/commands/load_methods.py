"""Publish the methods that come with the product."""

from typing import Any

from django.core.management.base import BaseCommand

from frenchimpact.methods.actions import publish_folder
from frenchimpact.methods.models import MethodVersion
from frenchimpact.methods.shipped import HERE, files_of, shipped, shipped_folder


class Command(BaseCommand):
    help = "Publish the versions of our methods that are not in the registry yet. Safe to run again: a published version never changes."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        created = 0
        for name in shipped():
            method = shipped_folder(name).method
            if not MethodVersion.objects.filter(method__slug=method.id, number=method.version).exists():
                publish_folder(files=files_of(HERE / name), by=None)
                created += 1
        self.stdout.write(f"Methods: {len(shipped())} read, {created} published.")
