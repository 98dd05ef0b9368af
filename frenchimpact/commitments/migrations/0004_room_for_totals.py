"""Pages of commitments keep room for their totals.

Each commitment is written, then its totals once its lines are: a new version that stays in its page touches no index.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("commitments", "0003_words")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE commitments_commitment SET (fillfactor = 45)",
            "ALTER TABLE commitments_commitment RESET (fillfactor)",
        ),
    ]
