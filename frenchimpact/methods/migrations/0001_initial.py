"""The tables of open methods."""

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
        ("organisations", "0007_invitations_by_address"),
    ]

    operations = [
        frenchimpact.core.schema.CreateModels(
            models=[
                migrations.CreateModel(
                    name="Method",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("slug", models.SlugField(max_length=60, unique=True)),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="methods",
                                to="organisations.organisation",
                            ),
                        ),
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
                        ("is_demo", models.BooleanField(default=False)),
                    ],
                    options={
                        "ordering": ["slug"],
                    },
                ),
                migrations.CreateModel(
                    name="MethodVersion",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "method",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="methods.method"),
                        ),
                        ("number", models.CharField(max_length=20)),
                        ("rank", django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=3)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Brouillon"),
                                    ("submitted", "À relire"),
                                    ("published", "Publiée"),
                                    ("withdrawn", "Retirée"),
                                ],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("state_reason", models.CharField(blank=True, max_length=500)),
                        (
                            "derived_from",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="forks",
                                to="methods.methodversion",
                            ),
                        ),
                        ("files", models.JSONField()),
                        ("content", models.JSONField()),
                        ("swhid", models.CharField(max_length=60)),
                        ("title_fr", models.CharField(max_length=300)),
                        ("title_en", models.CharField(max_length=300)),
                        ("domain", models.CharField(max_length=60)),
                        (
                            "sdgs",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(), blank=True, default=list
                            ),
                        ),
                        ("evidence", models.PositiveSmallIntegerField()),
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
                        ("published_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "published_by",
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
                        "ordering": ["method_id", "-rank"],
                        "constraints": [
                            models.UniqueConstraint(fields=("method", "number"), name="method_version_once"),
                            models.CheckConstraint(condition=models.Q(("evidence__lte", 5)), name="method_version_evidence"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("published_at", None), ("state__in", ["draft", "submitted"])),
                                    models.Q(("published_at__isnull", False), ("state__in", ["published", "withdrawn"])),
                                    _connector="OR",
                                ),
                                name="method_version_published_is_dated",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Indicator",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("code", models.CharField(max_length=60)),
                        ("version", models.PositiveSmallIntegerField()),
                        (
                            "method",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="indicators", to="methods.method"),
                        ),
                        ("name_fr", models.CharField(max_length=300)),
                        ("name_en", models.CharField(max_length=300)),
                        ("definition_fr", models.TextField()),
                        ("definition_en", models.TextField()),
                        ("unit", models.CharField(max_length=40)),
                        (
                            "direction",
                            models.CharField(
                                choices=[("up", "Doit augmenter"), ("down", "Doit baisser"), ("none", "Sans sens voulu")], max_length=4
                            ),
                        ),
                        (
                            "aggregation",
                            models.CharField(
                                choices=[
                                    ("sum", "Les valeurs s’additionnent"),
                                    ("mean", "Moyenne des valeurs"),
                                    ("ratio", "Rapport de deux totaux"),
                                    ("last", "Dernière valeur de chacun, additionnées"),
                                    ("distinct", "Personnes comptées une fois par projet et par an"),
                                    ("none", "Ne se regroupe pas"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "frequency",
                            models.CharField(
                                choices=[
                                    ("once", "Une fois"),
                                    ("year", "Chaque année"),
                                    ("quarter", "Chaque trimestre"),
                                    ("month", "Chaque mois"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "disaggregations",
                            django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list),
                        ),
                        ("minimum", models.DecimalField(blank=True, decimal_places=12, max_digits=28, null=True)),
                        ("maximum", models.DecimalField(blank=True, decimal_places=12, max_digits=28, null=True)),
                        (
                            "numerator",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="methods.indicator"
                            ),
                        ),
                        (
                            "denominator",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="methods.indicator"
                            ),
                        ),
                        ("sdg", models.PositiveSmallIntegerField(blank=True, null=True)),
                        (
                            "sdgs_concerned",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(), blank=True, default=list
                            ),
                        ),
                        (
                            "iris",
                            django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=6), blank=True, default=list),
                        ),
                    ],
                    options={
                        "ordering": ["code", "version"],
                        "constraints": [
                            models.UniqueConstraint(fields=("code", "version"), name="indicator_version_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("minimum", None), ("maximum", None), ("minimum__lte", models.F("maximum")), _connector="OR"
                                ),
                                name="indicator_bounds",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("aggregation", "ratio"), _negated=True),
                                    models.Q(("denominator__isnull", False), ("numerator__isnull", False)),
                                    _connector="OR",
                                ),
                                name="indicator_ratio_of_what",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("unit", "%"), _negated=True),
                                    models.Q(("aggregation__in", ["sum", "distinct"]), _negated=True),
                                    _connector="OR",
                                ),
                                name="indicator_no_sum_of_percents",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Use",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "version",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="methods.methodversion"),
                        ),
                        (
                            "indicator",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="methods.indicator"),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                    ],
                    options={
                        "ordering": ["version_id", "position"],
                        "constraints": [models.UniqueConstraint(fields=("version", "indicator"), name="indicator_used_once")],
                    },
                ),
            ],
        ),
    ]
