"""The Pass is offered to a project, whose team answers before the structure does."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0008_confirmed_numbers"),
        ("projects", "0005_invitations_by_address"),
        ("support", "0002_kept_by_the_database"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="support",
            name="support_live_once",
        ),
        migrations.RemoveConstraint(
            model_name="support",
            name="support_answered_when",
        ),
        migrations.AlterField(
            model_name="support",
            name="state",
            field=models.CharField(
                choices=[
                    ("offered", "Pass proposé au projet"),
                    ("requested", "Demandé"),
                    ("declined", "Décliné"),
                    ("redirected", "Orienté vers une autre structure"),
                    ("withdrawn", "Retiré par le projet"),
                    ("diagnosis", "Diagnostic"),
                    ("planning", "Plan à valider"),
                    ("followed", "Accompagné"),
                    ("handed_over", "Transmis à une autre structure"),
                    ("ended", "Terminé"),
                ],
                default="requested",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="support",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["offered", "requested", "diagnosis", "planning", "followed"])),
                fields=("project", "structure"),
                name="support_live_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="support",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at", None), ("state__in", ["offered", "requested", "withdrawn"])),
                    models.Q(models.Q(("state__in", ["offered", "requested", "withdrawn"]), _negated=True), ("answered_at__isnull", False)),
                    _connector="OR",
                ),
                name="support_answered_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="support",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("state", "offered"), _negated=True), ("is_pass", True), _connector="OR"),
                name="support_offered_as_pass",
            ),
        ),
    ]
