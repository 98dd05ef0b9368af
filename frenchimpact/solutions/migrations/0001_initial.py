"""The tables of solutions."""

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
        ("barriers", "0013_untied"),
        ("core", "0001_search"),
        ("geo", "0002_names"),
        ("methods", "0002_kept_by_the_database"),
        ("organisations", "0007_invitations_by_address"),
        ("projects", "0005_invitations_by_address"),
        ("territories", "0010_figures_held"),
    ]

    operations = [
        frenchimpact.core.schema.CreateModels(
            models=[
                migrations.CreateModel(
                    name="SolutionCounter",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("series", models.CharField(max_length=2)),
                        ("year", models.PositiveSmallIntegerField()),
                        ("last", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("series", "year"), name="solution_counter_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Solution",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("reference", models.CharField(max_length=20, unique=True)),
                        ("slug", models.SlugField(max_length=100, unique=True)),
                        (
                            "project",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="solution", to="projects.project"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Brouillon"),
                                    ("submitted", "En relecture"),
                                    ("published", "Publiée"),
                                    ("withdrawn", "Retirée"),
                                ],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("state_reason", models.CharField(blank=True, max_length=1000)),
                        ("title", models.CharField(max_length=160)),
                        ("summary", models.CharField(max_length=300)),
                        (
                            "mode",
                            models.CharField(
                                choices=[
                                    ("antenne", "Antenne du porteur"),
                                    ("franchise_sociale", "Franchise sociale"),
                                    ("licence_charte", "Licence ou charte"),
                                    ("dissemination", "Diffusion libre"),
                                ],
                                max_length=18,
                            ),
                        ),
                        ("licence", models.CharField(max_length=120)),
                        (
                            "themes",
                            django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list),
                        ),
                        (
                            "publics",
                            django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list),
                        ),
                        ("population_min", models.PositiveIntegerField(blank=True, null=True)),
                        ("population_max", models.PositiveIntegerField(blank=True, null=True)),
                        (
                            "surroundings",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[("rural", "Rural"), ("town", "Petites et moyennes villes"), ("urban", "Grandes villes")],
                                    max_length=5,
                                ),
                                blank=True,
                                default=list,
                            ),
                        ),
                        (
                            "actors",
                            django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list),
                        ),
                        ("start_min", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                        ("start_max", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                        ("yearly_min", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                        ("yearly_max", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
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
                        ("indicators", models.ManyToManyField(blank=True, related_name="+", to="methods.indicator")),
                        ("precedents", models.ManyToManyField(blank=True, related_name="+", to="barriers.precedent")),
                    ],
                    options={
                        "ordering": ["-published_at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("title", ""), _negated=True),
                                    models.Q(("summary", ""), _negated=True),
                                    models.Q(("licence", ""), _negated=True),
                                ),
                                name="solution_says_something",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("population_min", None),
                                    ("population_max", None),
                                    ("population_max__gte", models.F("population_min")),
                                    _connector="OR",
                                ),
                                name="solution_population",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("start_min", None), ("start_max", None), ("start_max__gte", models.F("start_min")), _connector="OR"
                                ),
                                name="solution_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("yearly_min", None), ("yearly_max", None), ("yearly_max__gte", models.F("yearly_min")), _connector="OR"
                                ),
                                name="solution_yearly",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["draft", "submitted"]), ("published_at__isnull", False), _connector="OR"),
                                name="solution_public_is_dated",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "withdrawn"), _negated=True),
                                    models.Q(("state_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="solution_withdrawn_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Kit",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "solution",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="kits", to="solutions.solution"),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("before", models.TextField(blank=True)),
                        ("after", models.TextField(blank=True)),
                        ("fixed", models.TextField(blank=True)),
                        ("free", models.TextField(blank=True)),
                        ("prerequisites", models.TextField(blank=True)),
                        ("partners", models.TextField(blank=True)),
                        ("legal", models.TextField(blank=True)),
                        ("risks", models.TextField(blank=True)),
                        ("cost_note", models.TextField(blank=True)),
                        ("steps", models.JSONField(default=list)),
                        ("changes", models.CharField(blank=True, max_length=500)),
                        ("published_at", models.DateTimeField(blank=True, null=True)),
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
                        "ordering": ["solution_id", "-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("solution", "number"), name="kit_once"),
                            models.UniqueConstraint(condition=models.Q(("published_at", None)), fields=("solution",), name="kit_one_draft"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Adoption",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("reference", models.CharField(max_length=20, unique=True)),
                        (
                            "solution",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="adoptions", to="solutions.solution"
                            ),
                        ),
                        (
                            "kit",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="adoptions", to="solutions.kit"),
                        ),
                        (
                            "territory",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="adoptions",
                                to="territories.territory",
                            ),
                        ),
                        (
                            "challenge",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="adoptions",
                                to="territories.challenge",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="adoptions",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "project",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="adoption",
                                to="projects.project",
                            ),
                        ),
                        ("place", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="geo.place")),
                        (
                            "learnt_from",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="taught",
                                to="solutions.adoption",
                            ),
                        ),
                        (
                            "mentor",
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
                                choices=[
                                    ("identified", "Envisagée"),
                                    ("agreement", "Accord en préparation"),
                                    ("launched", "Lancée"),
                                    ("running", "En fonctionnement"),
                                    ("closed", "Close"),
                                ],
                                default="identified",
                                max_length=10,
                            ),
                        ),
                        ("text", models.TextField()),
                        ("agreement", models.TextField(blank=True)),
                        ("agreed_by_team_at", models.DateTimeField(blank=True, null=True)),
                        ("agreed_by_place_at", models.DateTimeField(blank=True, null=True)),
                        ("launched_on", models.DateField(blank=True, null=True)),
                        (
                            "ending",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("handed_on", "Elle vit sans nous"),
                                    ("stopped", "Arrêtée après avoir fonctionné"),
                                    ("not_launched", "Jamais lancée"),
                                    ("declined", "Déclinée par l’équipe d’origine"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("lesson", models.TextField(blank=True)),
                        ("is_lesson_public", models.BooleanField(default=False)),
                        ("asked_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("changed_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("is_demo", models.BooleanField(default=False)),
                    ],
                    options={
                        "ordering": ["-asked_at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("organisation", None), ("territory__isnull", False)),
                                    models.Q(("organisation__isnull", False), ("territory", None)),
                                    _connector="OR",
                                ),
                                name="adoption_by_one",
                            ),
                            models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="adoption_says_why"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("learnt_from", None), models.Q(("learnt_from", models.F("id")), _negated=True), _connector="OR"
                                ),
                                name="adoption_learns_from_another",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["launched", "running"]), _negated=True),
                                    models.Q(
                                        ("agreed_by_place_at__isnull", False),
                                        ("agreed_by_team_at__isnull", False),
                                        ("launched_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="adoption_launched_once_agreed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("closed_at__isnull", False),
                                        ("state", "closed"),
                                        models.Q(("ending", ""), _negated=True),
                                        models.Q(("lesson", ""), _negated=True),
                                    ),
                                    models.Q(models.Q(("state", "closed"), _negated=True), ("closed_at", None)),
                                    _connector="OR",
                                ),
                                name="adoption_closed_with_a_lesson",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("territory__isnull", False), models.Q(("state", "closed"), _negated=True)),
                                fields=("solution", "territory"),
                                name="adoption_once_by_territory",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("organisation__isnull", False), models.Q(("state", "closed"), _negated=True)),
                                fields=("solution", "organisation", "place"),
                                name="adoption_once_by_organisation",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("launched_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31)))),
                                name="adoption_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AdoptionStep",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "adoption",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="solutions.adoption"),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        ("title", models.CharField(max_length=200)),
                        ("text", models.TextField(blank=True)),
                        ("due_on", models.DateField(blank=True, null=True)),
                        ("done_on", models.DateField(blank=True, null=True)),
                        ("note", models.TextField(blank=True)),
                    ],
                    options={
                        "ordering": ["adoption_id", "position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("adoption", "position"), name="adoption_step_once"),
                            models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="adoption_step_is_named"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("due_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("done_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                ),
                                name="adoption_step_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AdoptionEvent",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "adoption",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="events", to="solutions.adoption"),
                        ),
                        ("verb", models.CharField(max_length=20)),
                        ("text", models.TextField(blank=True)),
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
                        "ordering": ["adoption_id", "at", "pk"],
                    },
                ),
            ],
        ),
    ]
