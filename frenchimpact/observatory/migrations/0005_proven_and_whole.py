"""How many of those who told a figure have a level of proof of 2 or more, or told a part of the year only; what was known before did not say."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("observatory", "0004_withheld")]

    operations = [
        migrations.AddField("reading", "proven", models.PositiveIntegerField(blank=True, null=True)),
        migrations.AddField("reading", "partial", models.PositiveIntegerField(blank=True, null=True)),
    ]
