"""Change the key that signs certificates."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from frenchimpact.labels import actions


class Command(BaseCommand):
    help = "Make a new key for certificates. The old one signs nothing any more; what it signed still verifies, unless --compromised."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--compromised",
            action="store_true",
            help="Somebody else may have the old key: nothing that it signed verifies any more, living labels get a new certificate.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        name, count = actions.rotate_key(is_compromised=options["compromised"])
        self.stdout.write(f"Certificates are now signed by {name}. Back up LABEL_KEYS_DIR. {count} certificates signed again.")
