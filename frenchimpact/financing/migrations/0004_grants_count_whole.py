"""What is given counts for its amount. What was declared otherwise before stays as it is; nothing else is written so."""

from django.db import migrations, models

_CHECK = """
ALTER TABLE financing_deminimisaid ADD CONSTRAINT de_minimis_grant_counts_whole
  CHECK (NOT (instrument IN ('subvention', 'prix')) OR equivalent = nominal) NOT VALID
"""
_BACK = "ALTER TABLE financing_deminimisaid DROP CONSTRAINT de_minimis_grant_counts_whole"


class Migration(migrations.Migration):
    dependencies = [("financing", "0003_aids_and_commitments")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(_CHECK, _BACK)],
            state_operations=[
                migrations.AddConstraint(
                    "deminimisaid",
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("instrument__in", ("subvention", "prix")), _negated=True),
                            ("equivalent", models.F("nominal")),
                            _connector="OR",
                        ),
                        name="de_minimis_grant_counts_whole",
                    ),
                )
            ],
        )
    ]
