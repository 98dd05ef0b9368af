"""How indicators are counted, version after version: what each had is its first one."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import frenchimpact.core.clock

_FIRST = """
INSERT INTO territories_method (indicator_id, number, text, since, is_break, reason, at)
SELECT i.id, 1, i.method, least(i.created_at::date, (SELECT min(m.starts_on) FROM territories_measurement m WHERE m.indicator_id = i.id)),
  false, '', i.created_at
FROM territories_indicator i WHERE i.method <> '';
"""
_APPEND_ONLY = (
    "CREATE TRIGGER territories_method_append_only BEFORE UPDATE OR DELETE ON territories_method"
    " FOR EACH ROW EXECUTE FUNCTION core_append_only();"
)


class Migration(migrations.Migration):
    dependencies = [
        ("territories", "0004_proposals_confirmed"),
        ("core", "0001_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Method",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
                ("since", models.DateField()),
                ("is_break", models.BooleanField(default=False)),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="methods", to="territories.indicator"),
                ),
            ],
            options={
                "ordering": ["indicator_id", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("indicator", "number"), name="method_number_once"),
                    models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="method_says_something"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_break", False), ("number", 1)),
                            models.Q(("number__gt", 1), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="method_changed_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.RunSQL(_FIRST, migrations.RunSQL.noop),
        migrations.RunSQL(_APPEND_ONLY, "DROP TRIGGER territories_method_append_only ON territories_method;"),
    ]
