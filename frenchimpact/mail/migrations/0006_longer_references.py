"""The longest reference is that of an indicator of a project: P-2026-0001/, then sixty letters."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0005_replies"),
    ]

    operations = [
        migrations.AlterField("mail", "reference", models.CharField(blank=True, max_length=80)),
    ]
