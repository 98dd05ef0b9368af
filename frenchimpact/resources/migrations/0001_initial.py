"""The tables of programmes and tools."""

import datetime

import django.contrib.postgres.fields
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
        ("geo", "0002_names"),
        ("organisations", "0008_confirmed_numbers"),
        ("projects", "0005_invitations_by_address"),
    ]

    operations = [
        frenchimpact.core.schema.CreateModels(
            models=[
                migrations.CreateModel(
                    name="SheetCounter",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("series", models.CharField(max_length=2)),
                        ("year", models.PositiveSmallIntegerField()),
                        ("last", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("series", "year"), name="sheet_counter_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Programme",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("reference", models.CharField(max_length=20, unique=True)),
                        ("slug", models.SlugField(max_length=100, unique=True)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="organisations.organisation"
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("draft", "Brouillon"), ("published", "Publiée"), ("withdrawn", "Retirée")],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("state_reason", models.CharField(blank=True, max_length=500)),
                        ("title", models.CharField(max_length=160)),
                        ("summary", models.CharField(max_length=300)),
                        ("description", models.TextField(blank=True)),
                        (
                            "themes",
                            django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list),
                        ),
                        (
                            "stages",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("besoin", "Besoin sans porteur"),
                                        ("idee", "Idée"),
                                        ("amorcage", "Amorçage"),
                                        ("experimentation", "Expérimentation"),
                                        ("consolidation", "Consolidation"),
                                        ("essaimage", "Essaimage"),
                                        ("changement_echelle", "Changement d’échelle"),
                                        ("solution_nationale", "Solution nationale"),
                                        ("pause", "En pause"),
                                        ("arrete", "Arrêté"),
                                    ],
                                    max_length=20,
                                ),
                                blank=True,
                                default=list,
                            ),
                        ),
                        ("checked_on", models.DateField(default=frenchimpact.core.clock.today)),
                        ("published_at", models.DateTimeField(blank=True, null=True)),
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
                        ("is_demo", models.BooleanField(default=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("incubator", "Incubateur"),
                                    ("accelerator", "Accélérateur"),
                                    ("dla", "Dispositif local d’accompagnement"),
                                    ("couveuse", "Couveuse"),
                                    ("factory", "Fabrique à initiatives"),
                                    ("training", "Formation"),
                                    ("mentoring", "Mentorat"),
                                    ("residency", "Résidence, tiers-lieu"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("who", models.CharField(blank=True, max_length=500)),
                        ("selection", models.CharField(blank=True, max_length=1000)),
                        ("languages", models.CharField(blank=True, max_length=120)),
                        ("months", models.PositiveSmallIntegerField(blank=True, null=True)),
                        (
                            "price",
                            models.CharField(
                                choices=[("free", "Gratuit"), ("fee", "Participation demandée"), ("equity", "Part au capital")],
                                max_length=10,
                            ),
                        ),
                        ("price_note", models.CharField(blank=True, max_length=300)),
                        ("is_remote", models.BooleanField(default=False)),
                        ("url", models.URLField(blank=True, max_length=500)),
                    ],
                    options={
                        "ordering": ["-published_at", "-pk"],
                        "abstract": False,
                        "indexes": [models.Index(fields=["state", "checked_on"], name="programme_shown")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state", "draft"), ("published_at__isnull", False), _connector="OR"),
                                name="programme_public_is_dated",
                            ),
                            models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="programme_has_a_title"),
                            models.CheckConstraint(
                                condition=models.Q(("months", None), models.Q(("months__gte", 1), ("months__lte", 120)), _connector="OR"),
                                name="programme_months",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("checked_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31)))),
                                name="programme_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Tool",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("reference", models.CharField(max_length=20, unique=True)),
                        ("slug", models.SlugField(max_length=100, unique=True)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="organisations.organisation"
                            ),
                        ),
                        (
                            "contact",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("draft", "Brouillon"), ("published", "Publiée"), ("withdrawn", "Retirée")],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("state_reason", models.CharField(blank=True, max_length=500)),
                        ("title", models.CharField(max_length=160)),
                        ("summary", models.CharField(max_length=300)),
                        ("description", models.TextField(blank=True)),
                        (
                            "themes",
                            django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list),
                        ),
                        (
                            "stages",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("besoin", "Besoin sans porteur"),
                                        ("idee", "Idée"),
                                        ("amorcage", "Amorçage"),
                                        ("experimentation", "Expérimentation"),
                                        ("consolidation", "Consolidation"),
                                        ("essaimage", "Essaimage"),
                                        ("changement_echelle", "Changement d’échelle"),
                                        ("solution_nationale", "Solution nationale"),
                                        ("pause", "En pause"),
                                        ("arrete", "Arrêté"),
                                    ],
                                    max_length=20,
                                ),
                                blank=True,
                                default=list,
                            ),
                        ),
                        ("checked_on", models.DateField(default=frenchimpact.core.clock.today)),
                        ("published_at", models.DateTimeField(blank=True, null=True)),
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
                        ("is_demo", models.BooleanField(default=False)),
                        (
                            "need",
                            models.CharField(
                                choices=[
                                    ("diagnosis", "Comprendre un besoin"),
                                    ("model", "Modèle économique"),
                                    ("financing", "Financement"),
                                    ("legal", "Statuts et contrats"),
                                    ("governance", "Gouvernance et équipe"),
                                    ("impact", "Mesure de l’impact"),
                                    ("partners", "Partenaires"),
                                    ("scaling", "Changement d’échelle"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "form",
                            models.CharField(
                                choices=[
                                    ("guide", "Guide à lire"),
                                    ("template", "Modèle à remplir"),
                                    ("spreadsheet", "Tableur"),
                                    ("legal", "Modèle juridique"),
                                    ("method", "Méthode d’animation"),
                                    ("software", "Logiciel"),
                                    ("video", "Vidéo, cours en ligne"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "licence",
                            models.CharField(
                                choices=[
                                    ("cc0", "Domaine public (CC0)"),
                                    ("etalab", "Licence Ouverte 2.0"),
                                    ("cc-by", "CC BY : citer l’auteur"),
                                    ("cc-by-sa", "CC BY-SA : citer, partager de même"),
                                    ("cc-by-nc", "CC BY-NC : citer, sans vendre"),
                                    ("free-software", "Licence de logiciel libre"),
                                    ("read", "À lire seulement : droits réservés"),
                                ],
                                max_length=14,
                            ),
                        ),
                        ("version", models.CharField(blank=True, max_length=40)),
                        ("author", models.CharField(blank=True, max_length=200)),
                        ("minutes", models.PositiveIntegerField(blank=True, null=True)),
                        ("url", models.URLField(blank=True, max_length=500)),
                        ("preview", models.TextField(blank=True)),
                        ("expires_on", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["-published_at", "-pk"],
                        "abstract": False,
                        "indexes": [models.Index(fields=["state", "checked_on"], name="tool_shown")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state", "draft"), ("published_at__isnull", False), _connector="OR"),
                                name="tool_public_is_dated",
                            ),
                            models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="tool_has_a_title"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("minutes", None), models.Q(("minutes__gte", 1), ("minutes__lte", 100000)), _connector="OR"
                                ),
                                name="tool_minutes",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("checked_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("expires_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                ),
                                name="tool_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProgrammePlace",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "programme",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="places", to="resources.programme"),
                        ),
                        ("place", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="geo.place")),
                    ],
                    options={
                        "ordering": ["programme_id", "pk"],
                        "constraints": [models.UniqueConstraint(fields=("programme", "place"), name="programme_place_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Intake",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="intakes", to="resources.programme"
                            ),
                        ),
                        ("starts_on", models.DateField(blank=True, null=True)),
                        ("apply_until", models.DateField(blank=True, null=True)),
                        ("seats", models.PositiveIntegerField(blank=True, null=True)),
                        ("taken", models.PositiveIntegerField(default=0)),
                        ("closed_on", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["programme_id", "starts_on", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("closed_on", None)), fields=("programme", "starts_on"), name="intake_day_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("closed_on", None), ("starts_on", None)),
                                fields=("programme",),
                                name="intake_permanent_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("seats", None), ("taken__lte", models.F("seats")), _connector="OR"),
                                name="intake_within_seats",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("seats", None), ("seats__gte", 1), _connector="OR"), name="intake_seats"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("starts_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("apply_until__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("closed_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                ),
                                name="intake_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ToolUse",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("tool", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="uses", to="resources.tool")),
                        (
                            "project",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="tool_uses", to="projects.project"),
                        ),
                        ("since", models.DateField(default=frenchimpact.core.clock.today)),
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
                        "ordering": ["tool_id", "since", "pk"],
                        "constraints": [models.UniqueConstraint(fields=("tool", "project"), name="tool_use_once")],
                    },
                ),
                migrations.CreateModel(
                    name="ToolOpinion",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "tool",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="opinions", to="resources.tool"),
                        ),
                        (
                            "by",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL),
                        ),
                        ("is_useful", models.BooleanField()),
                        ("why", models.CharField(blank=True, max_length=500)),
                        ("at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                    ],
                    options={
                        "ordering": ["-at", "-pk"],
                        "constraints": [models.UniqueConstraint(fields=("tool", "by"), name="tool_opinion_once")],
                    },
                ),
                migrations.CreateModel(
                    name="ToolAlert",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "tool",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="alerts", to="resources.tool"),
                        ),
                        (
                            "by",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL),
                        ),
                        ("at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["-at", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("settled_at", None)), fields=("tool", "by"), name="tool_alert_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Admission",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "intake",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="admissions", to="resources.intake"
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="admissions",
                                to="projects.project",
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("since", models.DateField(default=frenchimpact.core.clock.today)),
                        ("given_back_on", models.DateField(blank=True, null=True)),
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
                        "ordering": ["intake_id", "since", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("given_back_on", None)), fields=("intake", "project"), name="admission_once"
                            ),
                            models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="admission_is_named"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("since__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("given_back_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                ),
                                name="admission_days",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
