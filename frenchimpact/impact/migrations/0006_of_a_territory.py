"""A theory of change belongs to a project, or to a territory."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("impact", "0005_sums_exact"),
        ("projects", "0005_invitations_by_address"),
        ("territories", "0010_figures_held"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="change",
            name="territory",
            field=models.OneToOneField(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="change", to="territories.territory"
            ),
        ),
        migrations.AlterField(
            model_name="change",
            name="project",
            field=models.OneToOneField(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="change", to="projects.project"
            ),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.CheckConstraint(
                condition=models.Q(("project", None), ("territory", None), _connector="XOR"), name="change_of_a_project_or_a_territory"
            ),
        ),
    ]
