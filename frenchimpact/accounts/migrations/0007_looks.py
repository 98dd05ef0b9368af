"""Who looked through whose eyes: a row changes once, when the look ends, and never goes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import frenchimpact.core.clock

_KEPT = """
CREATE TRIGGER accounts_look_stays BEFORE DELETE ON accounts_look FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER accounts_look_append_only BEFORE UPDATE ON accounts_look FOR EACH ROW
  WHEN (OLD.ended_at IS NOT NULL OR (OLD.id, OLD.person_id, OLD.by_id, OLD.reason, OLD.began_at, OLD.until_at)
    IS DISTINCT FROM (NEW.id, NEW.person_id, NEW.by_id, NEW.reason, NEW.began_at, NEW.until_at))
  EXECUTE FUNCTION core_append_only();
"""
_BEFORE = """
DROP TRIGGER accounts_look_append_only ON accounts_look;
DROP TRIGGER accounts_look_stays ON accounts_look;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_changes"),
        ("core", "0001_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="Look",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=500)),
                ("began_at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
                ("until_at", models.DateTimeField(editable=False)),
                ("ended_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "ended_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("stopped", "arrêté"),
                            ("signed_out", "à la déconnexion"),
                            ("expired", "au bout du temps permis"),
                            ("role", "rôle ou droit perdu"),
                            ("account", "compte fermé"),
                            ("replaced", "remplacé par un autre regard"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="looks_taken", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="looks", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["-began_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("person", models.F("by")), _negated=True), name="look_not_at_oneself"),
                    models.CheckConstraint(condition=models.Q(("until_at__gt", models.F("began_at"))), name="look_in_order"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_how", "")),
                            models.Q(("ended_at__isnull", False), models.Q(("ended_how", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="look_ends_somehow",
                    ),
                    models.UniqueConstraint(condition=models.Q(("ended_at", None)), fields=("by",), name="look_one_open"),
                ],
            },
        ),
        migrations.RunSQL(_KEPT, _BEFORE),
    ]
