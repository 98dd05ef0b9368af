"""Measures, their proofs and their sums."""

import datetime

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import frenchimpact.core.clock
import frenchimpact.core.schema


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("geo", "0002_names"),
        ("impact", "0002_kept_by_the_database"),
        ("methods", "0002_kept_by_the_database"),
        ("organisations", "0007_invitations_by_address"),
        ("projects", "0005_invitations_by_address"),
    ]

    operations = [
        frenchimpact.core.schema.CreateModels(
            models=[
                migrations.CreateModel(
                    name="Followed",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "project",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="followed", to="projects.project"),
                        ),
                        (
                            "indicator",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="followed", to="methods.indicator"),
                        ),
                        (
                            "method_version",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="methods.methodversion",
                            ),
                        ),
                        ("sdg", models.PositiveSmallIntegerField(blank=True, null=True)),
                        (
                            "sdgs_concerned",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(), blank=True, default=list
                            ),
                        ),
                        ("theme", models.CharField(blank=True, max_length=60)),
                        (
                            "follows",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="followed_by",
                                to="impact.followed",
                            ),
                        ),
                        (
                            "keeper",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("started_on", models.DateField()),
                        ("ended_on", models.DateField(blank=True, null=True)),
                        ("expected_to", models.PositiveSmallIntegerField()),
                        ("is_counted", models.BooleanField(default=False)),
                        ("locked_at", models.DateTimeField(blank=True, null=True)),
                        ("last_on", models.DateField(blank=True, null=True)),
                        ("last_value", models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True)),
                        ("evidence", models.PositiveSmallIntegerField(default=0)),
                        ("evidence_until", models.DateField(blank=True, null=True)),
                        ("due_on", models.DateField(blank=True, null=True)),
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
                    ],
                    options={
                        "ordering": ["project_id", "pk"],
                        "indexes": [models.Index(condition=models.Q(("ended_on", None)), fields=["due_on"], name="followed_due")],
                        "constraints": [
                            models.UniqueConstraint(fields=("project", "indicator"), name="followed_once"),
                            models.CheckConstraint(
                                condition=models.Q(("ended_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"),
                                name="followed_ends_after_it_began",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("sdg", None), ("sdg__range", (1, 17)), _connector="OR"), name="followed_sdg"
                            ),
                            models.CheckConstraint(condition=models.Q(("evidence__lte", 5)), name="followed_evidence"),
                            models.CheckConstraint(condition=models.Q(("expected_to__range", (1990, 2101))), name="followed_expected_to"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("started_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("ended_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("last_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("due_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("evidence_until__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                ),
                                name="followed_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImpactSum",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "indicator",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="methods.indicator"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField()),
                        (
                            "place",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="geo.place"
                            ),
                        ),
                        ("sdg", models.PositiveSmallIntegerField()),
                        ("theme", models.CharField(blank=True, max_length=60)),
                        ("expected", models.IntegerField(default=0)),
                        ("reported", models.IntegerField(default=0)),
                        ("verified", models.IntegerField(default=0)),
                        ("value", models.DecimalField(decimal_places=6, default=0, max_digits=28)),
                        ("weight", models.DecimalField(decimal_places=6, default=0, max_digits=18)),
                        ("verified_value", models.DecimalField(decimal_places=6, default=0, max_digits=28)),
                        ("verified_weight", models.DecimalField(decimal_places=6, default=0, max_digits=18)),
                    ],
                    options={
                        "ordering": ["indicator_id", "year", "place_id", "sdg", "theme"],
                        "indexes": [models.Index(fields=["place", "year"], name="impact_sum_place")],
                        "constraints": [
                            models.UniqueConstraint(fields=("indicator", "place", "year", "sdg", "theme"), name="impact_sum_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FollowedShare",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "followed",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="shares", to="impact.followed"),
                        ),
                        ("place", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="geo.place")),
                        ("share", models.DecimalField(decimal_places=4, max_digits=7)),
                    ],
                    options={
                        "ordering": ["followed_id", "-share", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("followed", "place"), name="followed_share_once"),
                            models.CheckConstraint(
                                condition=models.Q(("share__gt", 0), ("share__lte", 100)), name="followed_share_is_a_part"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImpactAim",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "followed",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="aims", to="impact.followed"),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("baseline", models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True)),
                        ("baseline_on", models.DateField(blank=True, null=True)),
                        ("target", models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True)),
                        ("target_on", models.DateField(blank=True, null=True)),
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
                    ],
                    options={
                        "ordering": ["followed_id", "-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("followed", "number"), name="impact_aim_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("baseline", None), ("baseline_on", None)),
                                    models.Q(("baseline__isnull", False), ("baseline_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="impact_aim_baseline_is_dated",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("target", None), ("target_on", None)),
                                    models.Q(("target__isnull", False), ("target_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="impact_aim_target_is_dated",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("baseline_on", None), ("target_on", None), ("target_on__gt", models.F("baseline_on")), _connector="OR"
                                ),
                                name="impact_aim_goes_forward",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("number", 1), models.Q(("reason", ""), _negated=True), _connector="OR"),
                                name="impact_aim_rewritten_for_a_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("baseline_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("target_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                ),
                                name="impact_aim_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Measure",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "followed",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="measures", to="impact.followed"
                            ),
                        ),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("value", models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True)),
                        (
                            "absence",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("not_yet", "Pas encore mesuré"),
                                    ("not_measured", "Pas mesuré cette fois"),
                                    ("not_concerned", "Sans objet pour cette période"),
                                ],
                                max_length=14,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Brouillon"),
                                    ("submitted", "Déclarée"),
                                    ("verified", "Vérifiée"),
                                    ("disputed", "Contestée"),
                                    ("locked", "Arrêtée"),
                                ],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField(default=1)),
                        (
                            "method_version",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="methods.methodversion",
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="geo.place",
                            ),
                        ),
                        ("sample_size", models.PositiveIntegerField(blank=True, null=True)),
                        ("population", models.PositiveIntegerField(blank=True, null=True)),
                        ("sample_note", models.CharField(blank=True, max_length=500)),
                        ("counterfactual", models.CharField(blank=True, max_length=1000)),
                        ("note", models.CharField(blank=True, max_length=500)),
                        (
                            "via",
                            models.CharField(
                                choices=[("form", "saisie"), ("grid", "grille"), ("file", "fichier"), ("api", "API"), ("mail", "mail")],
                                default="form",
                                max_length=4,
                            ),
                        ),
                        ("batch", models.UUIDField(blank=True, null=True)),
                        ("source_id", models.CharField(blank=True, max_length=80)),
                        ("is_confirmed", models.BooleanField(default=False)),
                        ("at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        (
                            "by",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["followed_id", "-ends_on"],
                        "constraints": [
                            models.UniqueConstraint(fields=("followed", "ends_on"), name="measure_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("absence", ""), ("value__isnull", False)),
                                    models.Q(("value", None), models.Q(("absence", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="measure_is_a_value_or_says_why_not",
                            ),
                            models.CheckConstraint(condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="measure_period"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("sample_size", None),
                                    ("population", None),
                                    ("sample_size__lte", models.F("population")),
                                    _connector="OR",
                                ),
                                name="measure_sample",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["verified", "locked"]), _negated=True),
                                    ("value__isnull", False),
                                    _connector="OR",
                                ),
                                name="measure_seen_is_there",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    ("followed", "="),
                                    (
                                        models.Func(models.F("starts_on"), models.F("ends_on"), models.Value("[]"), function="daterange"),
                                        "&&",
                                    ),
                                ],
                                name="measure_periods_apart",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("starts_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("ends_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                ),
                                name="measure_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Assessment",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "followed",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="assessments", to="impact.followed"
                            ),
                        ),
                        ("level", models.PositiveSmallIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("peer", "Un pair"),
                                    ("operator", "L’équipe du programme"),
                                    ("independent", "Un organisme indépendant"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        ("reason", models.TextField()),
                        ("on", models.DateField(default=frenchimpact.core.clock.today)),
                        ("expires_on", models.DateField()),
                        ("at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        (
                            "by",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                        ),
                    ],
                    options={
                        "ordering": ["followed_id", "-at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("level__lte", 5)), name="assessment_level"),
                            models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="assessment_says_why"),
                            models.CheckConstraint(condition=models.Q(("expires_on__gt", models.F("on"))), name="assessment_expires"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "independent"), _negated=True), ("organisation__isnull", False), _connector="OR"
                                ),
                                name="assessment_independent_named",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("expires_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                ),
                                name="assessment_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProjectYear",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "followed",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="years", to="impact.followed"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField()),
                        (
                            "place",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="geo.place"
                            ),
                        ),
                        (
                            "indicator",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="methods.indicator"
                            ),
                        ),
                        ("sdg", models.PositiveSmallIntegerField()),
                        ("theme", models.CharField(blank=True, max_length=60)),
                        ("is_reported", models.BooleanField()),
                        ("is_verified", models.BooleanField()),
                        ("value", models.DecimalField(decimal_places=6, max_digits=26)),
                        ("weight", models.DecimalField(decimal_places=6, max_digits=16)),
                        ("verified_value", models.DecimalField(decimal_places=6, max_digits=26)),
                        ("verified_weight", models.DecimalField(decimal_places=6, max_digits=16)),
                    ],
                    options={
                        "ordering": ["followed_id", "year", "place_id"],
                        "constraints": [models.UniqueConstraint(fields=("followed", "year", "place"), name="project_year_once")],
                    },
                ),
                migrations.CreateModel(
                    name="MeasureShare",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "measure",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="shares", to="impact.measure"),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="geo.place"
                            ),
                        ),
                        ("share", models.DecimalField(decimal_places=4, max_digits=7)),
                    ],
                    options={
                        "ordering": ["measure_id", "-share", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("measure", "place"), name="measure_share_once"),
                            models.CheckConstraint(
                                condition=models.Q(("share__gt", 0), ("share__lte", 100)), name="measure_share_is_a_part"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MeasurePart",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "measure",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="impact.measure"),
                        ),
                        ("dimension", models.CharField(max_length=60)),
                        ("category", models.CharField(max_length=60)),
                        ("value", models.DecimalField(decimal_places=4, max_digits=20)),
                    ],
                    options={
                        "ordering": ["measure_id", "dimension", "category"],
                        "constraints": [
                            models.UniqueConstraint(fields=("measure", "dimension", "category"), name="measure_part_once"),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("dimension", ""), _negated=True), models.Q(("category", ""), _negated=True)),
                                name="measure_part_is_named",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MeasureVersion",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "measure",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="impact.measure"),
                        ),
                        ("version", models.PositiveSmallIntegerField()),
                        ("value", models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True)),
                        ("absence", models.CharField(blank=True, max_length=14)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Brouillon"),
                                    ("submitted", "Déclarée"),
                                    ("verified", "Vérifiée"),
                                    ("disputed", "Contestée"),
                                    ("locked", "Arrêtée"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "method_version",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="methods.methodversion",
                            ),
                        ),
                        ("content", models.JSONField(blank=True, default=dict)),
                        (
                            "via",
                            models.CharField(
                                choices=[("form", "saisie"), ("grid", "grille"), ("file", "fichier"), ("api", "API"), ("mail", "mail")],
                                max_length=4,
                            ),
                        ),
                        ("batch", models.UUIDField(blank=True, null=True)),
                        ("at", models.DateTimeField()),
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
                        ("replaced_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        (
                            "replaced_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=1000)),
                    ],
                    options={
                        "ordering": ["measure_id", "-version"],
                        "constraints": [models.UniqueConstraint(fields=("measure", "version"), name="measure_version_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Verification",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "measure",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="verifications", to="impact.measure"
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("peer", "Un pair"),
                                    ("operator", "L’équipe du programme"),
                                    ("independent", "Un organisme indépendant"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        ("verdict", models.CharField(choices=[("confirmed", "Conforme"), ("disputed", "Contestée")], max_length=10)),
                        ("checked", models.PositiveIntegerField(blank=True, null=True)),
                        ("out_of", models.PositiveIntegerField(blank=True, null=True)),
                        ("mismatched", models.PositiveIntegerField(blank=True, null=True)),
                        ("sampling", models.CharField(blank=True, max_length=500)),
                        ("note", models.TextField(blank=True)),
                        ("at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        (
                            "by",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                        ),
                    ],
                    options={
                        "ordering": ["measure_id", "-at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("verdict", "confirmed"), models.Q(("note", ""), _negated=True), _connector="OR"),
                                name="verification_dispute_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("checked", None), ("out_of", None), ("checked__lte", models.F("out_of")), _connector="OR"),
                                    models.Q(
                                        ("mismatched", None),
                                        models.Q(("checked__isnull", False), ("mismatched__lte", models.F("checked"))),
                                        _connector="OR",
                                    ),
                                ),
                                name="verification_sample",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "independent"), _negated=True), ("organisation__isnull", False), _connector="OR"
                                ),
                                name="verification_independent_is_named",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
