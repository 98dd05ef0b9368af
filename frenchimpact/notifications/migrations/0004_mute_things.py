"""A mute was of a kind: that is a rhythm now. A mute is of a thing."""

from django.db import migrations, models

KEEP_CHOICES = """
INSERT INTO notifications_choice (person_id, kind, rhythm, at) SELECT person_id, kind, 'never', at FROM notifications_mute;
DELETE FROM notifications_mute;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0003_rhythms"),
    ]

    operations = [
        migrations.RunSQL(KEEP_CHOICES, migrations.RunSQL.noop),
        migrations.RemoveConstraint(
            model_name="mute",
            name="mute_once",
        ),
        migrations.RemoveField(
            model_name="mute",
            name="kind",
        ),
        migrations.AddField(
            model_name="mute",
            name="reference",
            field=models.CharField(default="", max_length=40),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="mute",
            constraint=models.UniqueConstraint(fields=("person", "reference"), name="mute_once"),
        ),
        migrations.AlterModelOptions(
            name="mute",
            options={"ordering": ["person_id", "reference"]},
        ),
    ]
