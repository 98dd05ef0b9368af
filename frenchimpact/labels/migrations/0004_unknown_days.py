"""A label of the past whose source does not say when it ended shows no day, rather than the day it was recorded here."""

from django.db import migrations, models

from frenchimpact.core import clock

# The table only takes new rows: the one correction of what this platform itself had invented is made with its guard lifted.
SQL = """
ALTER TABLE labels_labelevent DISABLE TRIGGER labels_labelevent_append_only;
UPDATE labels_labelevent event SET "on" = NULL FROM labels_label label
WHERE label.id = event.label_id AND event.what = 'succeed' AND event.by_id IS NULL AND label.wave <> '' AND label.source <> '';
ALTER TABLE labels_labelevent ENABLE TRIGGER labels_labelevent_append_only;
"""


class Migration(migrations.Migration):
    dependencies = [("labels", "0003_jury_renewals")]

    operations = [
        migrations.AlterField(model_name="labelevent", name="on", field=models.DateField(blank=True, default=clock.today, null=True)),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
