"""The tables of support."""

import datetime

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
        ("organisations", "0007_invitations_by_address"),
        ("projects", "0005_invitations_by_address"),
    ]

    operations = [
        frenchimpact.core.schema.CreateModels(
            models=[
                migrations.CreateModel(
                    name="SupportCounter",
                    fields=[
                        ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                        ("last", models.PositiveIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name="Support",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("reference", models.CharField(max_length=20, unique=True)),
                        (
                            "project",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="supports", to="projects.project"),
                        ),
                        (
                            "structure",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="supports", to="organisations.organisation"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
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
                        ("state_reason", models.CharField(blank=True, max_length=1000)),
                        ("text", models.TextField()),
                        ("axes", models.JSONField(blank=True, default=list)),
                        ("is_pass", models.BooleanField(default=False)),
                        (
                            "redirected_to",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "previous",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="next",
                                to="support.support",
                            ),
                        ),
                        ("answer_due_on", models.DateField()),
                        ("requested_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        (
                            "requested_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("plan_due_on", models.DateField(blank=True, null=True)),
                        ("agreed_at", models.DateTimeField(blank=True, null=True)),
                        ("review_due_on", models.DateField(blank=True, null=True)),
                        ("last_contact_on", models.DateField(blank=True, null=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "ending",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("grown", "Le projet a grandi"),
                                    ("spread", "La solution est reprise ailleurs"),
                                    ("steady", "Le projet tient, sans grandir"),
                                    ("stopped", "Le projet s’est arrêté"),
                                    ("left", "L’accompagnement s’est interrompu"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("was_useful", models.BooleanField(blank=True, null=True)),
                        ("outcome", models.TextField(blank=True)),
                        ("is_demo", models.BooleanField(default=False)),
                    ],
                    options={
                        "ordering": ["-requested_at", "-pk"],
                        "indexes": [models.Index(fields=["structure", "state"], name="support_portfolio")],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="support_says_what"),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["requested", "diagnosis", "planning", "followed"])),
                                fields=("project", "structure"),
                                name="support_live_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answered_at", None), ("state__in", ["requested", "withdrawn"])),
                                    models.Q(
                                        models.Q(("state__in", ["requested", "withdrawn"]), _negated=True), ("answered_at__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="support_answered_when",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["declined", "redirected", "handed_over"]), _negated=True),
                                    models.Q(("state_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="support_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "redirected"), _negated=True), ("redirected_to__isnull", False), _connector="OR"
                                ),
                                name="support_redirected_somewhere",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "ended"), _negated=True),
                                    models.Q(models.Q(("ending", ""), _negated=True), ("closed_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="support_ended_how",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("answer_due_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("plan_due_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("review_due_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("last_contact_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                ),
                                name="support_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SupportMember",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "support",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="members", to="support.support"),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="supports", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[("officer", "Référent"), ("team", "Équipe"), ("observer", "Observateur")], max_length=8
                            ),
                        ),
                        ("since", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        ("until", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["support_id", "since", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until", None)), fields=("support", "user"), name="support_member_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("role", "officer"), ("until", None)),
                                fields=("support",),
                                name="support_has_one_officer",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Diagnosis",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "support",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="diagnoses", to="support.support"),
                        ),
                        ("version", models.PositiveSmallIntegerField()),
                        ("summary", models.TextField()),
                        ("axes", models.JSONField(default=dict)),
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
                        "ordering": ["support_id", "-version"],
                        "constraints": [
                            models.UniqueConstraint(fields=("support", "version"), name="diagnosis_version_once"),
                            models.CheckConstraint(condition=models.Q(("summary", ""), _negated=True), name="diagnosis_says_something"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Step",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "support",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="support.support"),
                        ),
                        ("kind", models.CharField(choices=[("milestone", "Jalon"), ("advice", "Recommandation")], max_length=9)),
                        (
                            "axis",
                            models.CharField(
                                choices=[
                                    ("financing", "Financement de la croissance"),
                                    ("barriers", "Freins réglementaires"),
                                    ("impact", "Mesure de l’impact"),
                                    ("partners", "Partenaires privés et publics"),
                                    ("model", "Modèle économique"),
                                    ("governance", "Gouvernance et équipe"),
                                    ("scaling", "Changement d’échelle"),
                                    ("other", "Autre"),
                                ],
                                default="other",
                                max_length=12,
                            ),
                        ),
                        ("title", models.CharField(max_length=200)),
                        ("text", models.TextField(blank=True)),
                        ("is_for_project", models.BooleanField(default=True)),
                        ("due_on", models.DateField(blank=True, null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("todo", "À faire"),
                                    ("doing", "En cours"),
                                    ("done", "Fait"),
                                    ("not_applicable", "Non applicable"),
                                ],
                                default="todo",
                                max_length=14,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=500)),
                        ("done_on", models.DateField(blank=True, null=True)),
                        ("remind_until", models.DateField(blank=True, null=True)),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                        ("created_at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("changed_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                    ],
                    options={
                        "ordering": ["support_id", "due_on", "position", "pk"],
                        "indexes": [
                            models.Index(condition=models.Q(("state__in", ["todo", "doing"])), fields=["due_on"], name="support_step_due")
                        ],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="support_step_is_named"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "not_applicable"), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="support_step_set_aside_for_a_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("done_on__isnull", False), ("state", "done")),
                                    models.Q(models.Q(("state", "done"), _negated=True), ("done_on", None)),
                                    _connector="OR",
                                ),
                                name="support_step_done_when",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("due_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("done_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("remind_until__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                ),
                                name="support_step_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Contact",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "support",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="contacts", to="support.support"),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("call", "Appel"),
                                    ("meeting", "Rendez-vous"),
                                    ("visit", "Visite"),
                                    ("mail", "Mail"),
                                    ("review", "Revue trimestrielle"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("on", models.DateField(default=frenchimpact.core.clock.today)),
                        ("text", models.TextField()),
                        ("is_internal", models.BooleanField(default=False)),
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
                        "ordering": ["support_id", "-on", "-pk"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="support_contact_says_something"),
                            models.CheckConstraint(
                                condition=models.Q(("on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31)))),
                                name="support_contact_day",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
