"""The tables of impact: theories of change."""

import django.db.models.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import frenchimpact.core.clock
import frenchimpact.core.schema


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("core", "0001_search"),
        ("methods", "0001_initial"),
        ("projects", "0005_invitations_by_address"),
    ]

    operations = [
        frenchimpact.core.schema.CreateModels(
            models=[
                migrations.CreateModel(
                    name="Change",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "project",
                            models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="change", to="projects.project"),
                        ),
                        ("question", models.CharField(blank=True, max_length=300)),
                        ("created_at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
                        ("changed_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        (
                            "changed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="ChangePart",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "change",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="impact.change"),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("need", "Besoin"),
                                    ("input", "Moyens"),
                                    ("activity", "Activités"),
                                    ("output", "Réalisations"),
                                    ("outcome", "Effets"),
                                    ("impact", "Impact"),
                                    ("assumption", "Hypothèses"),
                                    ("risk", "Risques"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("text", models.CharField(max_length=300)),
                        ("stakeholder", models.CharField(blank=True, max_length=120)),
                        (
                            "indicator",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="methods.indicator"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                    ],
                    options={
                        "ordering": ["change_id", "kind", "position", "pk"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="change_part_says_something"),
                            models.UniqueConstraint(
                                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                                fields=("change", "kind", "position"),
                                name="change_part_place_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChangeEdition",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "change",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="editions", to="impact.change"),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("content", models.JSONField()),
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
                    ],
                    options={
                        "ordering": ["change_id", "-number"],
                        "constraints": [models.UniqueConstraint(fields=("change", "number"), name="change_edition_once")],
                    },
                ),
                migrations.CreateModel(
                    name="ChangeLink",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "source",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="leads_to", to="impact.changepart"),
                        ),
                        (
                            "target",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="comes_from", to="impact.changepart"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("source", "target"), name="change_link_once"),
                            models.CheckConstraint(
                                condition=models.Q(("source", models.F("target")), _negated=True), name="change_link_goes_somewhere"
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
