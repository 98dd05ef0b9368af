"""The tables of the mesh."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.lookups
from django.db import migrations, models

import frenchimpact.core.clock
import frenchimpact.core.schema


class Migration(migrations.Migration):
    initial = True

    dependencies = [("core", "0001_search"), ("geo", "0002_names")]

    operations = [
        frenchimpact.core.schema.CreateModels(
            models=[
                migrations.CreateModel(
                    name="Cell",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "place",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="geo.place"
                            ),
                        ),
                        ("theme", models.CharField(max_length=60)),
                        ("challenges", models.PositiveIntegerField(default=0)),
                        ("searches", models.PositiveIntegerField(default=0)),
                        ("requests", models.PositiveIntegerField(default=0)),
                        ("blocked", models.PositiveIntegerField(default=0)),
                        ("supports", models.PositiveIntegerField(default=0)),
                        ("offers", models.PositiveIntegerField(default=0)),
                        ("structures", models.PositiveIntegerField(default=0)),
                        ("programmes", models.PositiveIntegerField(default=0)),
                        ("events", models.PositiveIntegerField(default=0)),
                        ("counted_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        (
                            "needs",
                            models.GeneratedField(
                                db_persist=True,
                                expression=django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("challenges"), "+", models.F("searches")
                                            ),
                                            "+",
                                            models.F("requests"),
                                        ),
                                        "+",
                                        models.F("blocked"),
                                    ),
                                    "+",
                                    models.F("supports"),
                                ),
                                output_field=models.IntegerField(),
                            ),
                        ),
                        (
                            "answers",
                            models.GeneratedField(
                                db_persist=True,
                                expression=django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(models.F("offers"), "+", models.F("structures")),
                                        "+",
                                        models.F("programmes"),
                                    ),
                                    "+",
                                    models.F("events"),
                                ),
                                output_field=models.IntegerField(),
                            ),
                        ),
                        (
                            "standing",
                            models.GeneratedField(
                                db_persist=True,
                                expression=models.Case(
                                    models.When(
                                        models.Q(("blocked", 0), ("challenges", 0), ("requests", 0), ("searches", 0), ("supports", 0)),
                                        then=models.Value(0),
                                    ),
                                    models.When(
                                        models.Q(("events", 0), ("offers", 0), ("programmes", 0), ("structures", 0)), then=models.Value(3)
                                    ),
                                    models.When(
                                        django.db.models.lookups.GreaterThan(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    django.db.models.expressions.CombinedExpression(
                                                        django.db.models.expressions.CombinedExpression(
                                                            models.F("challenges"), "+", models.F("searches")
                                                        ),
                                                        "+",
                                                        models.F("requests"),
                                                    ),
                                                    "+",
                                                    models.F("blocked"),
                                                ),
                                                "+",
                                                models.F("supports"),
                                            ),
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    django.db.models.expressions.CombinedExpression(
                                                        models.F("offers"), "+", models.F("structures")
                                                    ),
                                                    "+",
                                                    models.F("programmes"),
                                                ),
                                                "+",
                                                models.F("events"),
                                            ),
                                        ),
                                        then=models.Value(2),
                                    ),
                                    default=models.Value(1),
                                ),
                                output_field=models.SmallIntegerField(
                                    choices=[(0, "Rien de dit"), (1, "Couvert"), (2, "Tendu"), (3, "Zone blanche")]
                                ),
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-standing", "-needs", "place_id", "theme"],
                        "indexes": [
                            models.Index(
                                models.OrderBy(models.F("standing"), descending=True),
                                models.OrderBy(models.F("needs"), descending=True),
                                models.F("place"),
                                models.F("theme"),
                                condition=models.Q(("standing__gt", 0)),
                                name="mesh_cell_worst",
                            )
                        ],
                        "constraints": [models.UniqueConstraint(fields=("place", "theme"), name="mesh_cell_once", nulls_distinct=False)],
                    },
                ),
                migrations.CreateModel(
                    name="Miss",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("on", models.DateField(default=frenchimpact.core.clock.today)),
                        ("source", models.CharField(max_length=20)),
                        ("place", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="geo.place")),
                        ("theme", models.CharField(max_length=60)),
                        ("n", models.PositiveSmallIntegerField(default=1)),
                    ],
                    options={
                        "ordering": ["-on", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("on", "source", "place", "theme"), name="miss_once_a_day"),
                            models.CheckConstraint(condition=models.Q(("n__range", (1, 20))), name="miss_within_a_day"),
                        ],
                    },
                ),
            ],
        ),
    ]
