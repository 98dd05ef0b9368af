"""What lists of commitments look a text up in."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations
from django.db.models import Value
from django.db.models.functions import Concat

from frenchimpact.core.fields import Fold


class Migration(migrations.Migration):
    dependencies = [("commitments", "0002_kept_by_the_database")]
    operations = [
        migrations.AddIndex(
            "commitment",
            GinIndex(
                OpClass(
                    Fold(Concat("reference", Value(" "), "funder_name", Value(" "), "beneficiary_name", Value(" "), "title")),
                    name="gin_trgm_ops",
                ),
                name="commitment_words",
            ),
        ),
    ]
