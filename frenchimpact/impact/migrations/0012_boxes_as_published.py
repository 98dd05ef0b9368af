import django.db.models.deletion
from django.db import migrations, models

import frenchimpact.core.clock


class Migration(migrations.Migration):
    dependencies = [("impact", "0011_requests_reminded"), ("methods", "0002_kept_by_the_database")]

    operations = [
        migrations.CreateModel(
            name="VeilBox",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("members", models.JSONField()),
                ("sealed_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "indicator",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="methods.indicator"
                    ),
                ),
            ],
            options={
                "ordering": ["indicator_id", "year", "pk"],
                "indexes": [models.Index(fields=["indicator", "year"], name="veil_box_year")],
            },
        ),
    ]
