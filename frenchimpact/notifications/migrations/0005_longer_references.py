"""The longest reference is that of an indicator of a project: P-2026-0001/, then sixty letters."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0004_mute_things"),
    ]

    operations = [
        migrations.AlterField("notice", "reference", models.CharField(blank=True, max_length=80)),
        migrations.AlterField("mute", "reference", models.CharField(max_length=80)),
    ]
