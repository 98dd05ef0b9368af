"""The tables of offers."""

import datetime

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import frenchimpact.core.clock
import frenchimpact.core.schema
import frenchimpact.offers.models.offers


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("core", "0001_search"),
        ("geo", "0002_names"),
        ("organisations", "0007_invitations_by_address"),
        ("projects", "0005_invitations_by_address"),
        ("territories", "0010_figures_held"),
    ]

    operations = [
        frenchimpact.core.schema.CreateModels(
            models=[
                migrations.CreateModel(
                    name="OfferCounter",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("series", models.CharField(max_length=2)),
                        ("year", models.PositiveSmallIntegerField()),
                        ("last", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("series", "year"), name="offer_counter_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Offer",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("reference", models.CharField(max_length=20, unique=True)),
                        ("slug", models.SlugField(max_length=100, unique=True)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="offers", to="organisations.organisation"
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
                                choices=[
                                    ("draft", "Brouillon"),
                                    ("moderated", "En relecture"),
                                    ("available", "Disponible"),
                                    ("paused", "En pause"),
                                    ("exhausted", "Épuisée"),
                                    ("expired", "Terminée"),
                                    ("withdrawn", "Retirée"),
                                ],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("state_reason", models.CharField(blank=True, max_length=500)),
                        (
                            "what",
                            models.CharField(
                                choices=[
                                    ("expertise", "Expertise"),
                                    ("skills_patronage", "Mécénat de compétences"),
                                    ("place", "Lieu"),
                                    ("equipment", "Matériel"),
                                    ("software", "Logiciel"),
                                    ("data", "Données"),
                                    ("purchasing", "Achats"),
                                    ("mentoring", "Mentorat"),
                                    ("training", "Formation"),
                                    ("legal", "Juridique"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("title", models.CharField(max_length=160)),
                        ("summary", models.CharField(max_length=300)),
                        ("description", models.TextField(blank=True)),
                        ("capacity", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                        ("unit", models.CharField(blank=True, max_length=40)),
                        ("engaged", models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                        ("starts_on", models.DateField(blank=True, null=True)),
                        ("ends_on", models.DateField(blank=True, null=True)),
                        ("is_remote", models.BooleanField(default=False)),
                        (
                            "themes",
                            django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list),
                        ),
                        (
                            "price",
                            models.CharField(
                                choices=[("free", "Gratuit"), ("solidarity", "Tarif solidaire"), ("market", "Tarif du marché")],
                                max_length=10,
                            ),
                        ),
                        ("price_note", models.CharField(blank=True, max_length=300)),
                        (
                            "who",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[("project", "Projets"), ("structure", "Structures"), ("territory", "Territoires")],
                                    max_length=10,
                                ),
                                default=frenchimpact.offers.models.offers.everyone,
                            ),
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
                        ("conditions", models.CharField(blank=True, max_length=1000)),
                        ("gives_receipt", models.BooleanField(default=False)),
                        ("confirmed_on", models.DateField(default=frenchimpact.core.clock.today)),
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
                        (
                            "moderated_by",
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
                        "ordering": ["-published_at", "-pk"],
                        "indexes": [models.Index(fields=["what", "state"], name="offer_what")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("title", ""), _negated=True), models.Q(("summary", ""), _negated=True)),
                                name="offer_says_something",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("capacity", None),
                                    models.Q(("capacity__gt", 0), models.Q(("unit", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="offer_capacity_has_a_unit",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("capacity", None), ("engaged__lte", models.F("capacity")), _connector="OR"),
                                name="offer_engaged_within_capacity",
                            ),
                            models.CheckConstraint(condition=models.Q(("engaged__gte", 0)), name="offer_engaged"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("starts_on", None), ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                                ),
                                name="offer_period",
                            ),
                            models.CheckConstraint(condition=models.Q(("who__len__gt", 0)), name="offer_is_for_somebody"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["draft", "moderated", "withdrawn"]), ("published_at__isnull", False), _connector="OR"
                                ),
                                name="offer_public_is_dated",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("starts_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("ends_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("confirmed_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                ),
                                name="offer_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Request",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("reference", models.CharField(max_length=20, unique=True)),
                        ("slug", models.SlugField(max_length=100, unique=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Ouverte"),
                                    ("matched", "Offre trouvée"),
                                    ("in_progress", "En cours"),
                                    ("fulfilled", "Satisfaite"),
                                    ("abandoned", "Abandonnée"),
                                    ("expired", "Échue"),
                                ],
                                default="open",
                                max_length=12,
                            ),
                        ),
                        ("state_reason", models.CharField(blank=True, max_length=500)),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="needs",
                                to="projects.project",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="needs",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "territory",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="needs",
                                to="territories.territory",
                            ),
                        ),
                        (
                            "what",
                            models.CharField(
                                choices=[
                                    ("expertise", "Expertise"),
                                    ("skills_patronage", "Mécénat de compétences"),
                                    ("place", "Lieu"),
                                    ("equipment", "Matériel"),
                                    ("software", "Logiciel"),
                                    ("data", "Données"),
                                    ("purchasing", "Achats"),
                                    ("mentoring", "Mentorat"),
                                    ("training", "Formation"),
                                    ("legal", "Juridique"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("title", models.CharField(max_length=160)),
                        ("text", models.TextField()),
                        ("quantity", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                        ("unit", models.CharField(blank=True, max_length=40)),
                        ("from_on", models.DateField(blank=True, null=True)),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("expires_on", models.DateField()),
                        (
                            "place",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="geo.place"
                            ),
                        ),
                        ("may_be_remote", models.BooleanField(default=True)),
                        (
                            "price",
                            models.CharField(
                                choices=[("free", "Gratuit"), ("solidarity", "Tarif solidaire"), ("market", "Tarif du marché")],
                                default="free",
                                max_length=10,
                            ),
                        ),
                        (
                            "themes",
                            django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list),
                        ),
                        ("is_public", models.BooleanField(default=True)),
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
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("is_demo", models.BooleanField(default=False)),
                    ],
                    options={
                        "ordering": ["-created_at", "-pk"],
                        "indexes": [
                            models.Index(fields=["what", "state"], name="need_what"),
                            models.Index(fields=["place"], name="need_place"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("title", ""), _negated=True), models.Q(("text", ""), _negated=True)),
                                name="need_says_something",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("organisation", None), ("project__isnull", False), ("territory", None)),
                                    models.Q(("organisation__isnull", False), ("project", None), ("territory", None)),
                                    models.Q(("organisation", None), ("project", None), ("territory__isnull", False)),
                                    _connector="OR",
                                ),
                                name="need_has_one_asker",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("quantity", None),
                                    models.Q(("quantity__gt", 0), models.Q(("unit", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="need_quantity_has_a_unit",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("from_on", None), ("until_on", None), ("until_on__gte", models.F("from_on")), _connector="OR"
                                ),
                                name="need_period",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_at", None), ("state__in", ["open", "matched", "in_progress"])),
                                    models.Q(("closed_at__isnull", False), ("state__in", ["fulfilled", "abandoned", "expired"])),
                                    _connector="OR",
                                ),
                                name="need_closed_is_dated",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("from_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("until_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("expires_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                ),
                                name="need_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OfferPlace",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("offer", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="places", to="offers.offer")),
                        ("place", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="geo.place")),
                    ],
                    options={
                        "ordering": ["offer_id", "pk"],
                        "constraints": [models.UniqueConstraint(fields=("offer", "place"), name="offer_place_once")],
                    },
                ),
                migrations.CreateModel(
                    name="OfferReport",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "offer",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="reports", to="offers.offer"),
                        ),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("advertising", "Publicité déguisée"),
                                    ("wrong", "Inexacte ou périmée"),
                                    ("harmful", "Dangereuse ou illégale"),
                                    ("jobs", "Travail gratuit qui remplace un emploi"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("text", models.CharField(blank=True, max_length=1000)),
                        ("at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        (
                            "by",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                        ),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "settled_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("settlement", models.CharField(blank=True, max_length=500)),
                    ],
                    options={
                        "ordering": ["-at", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("settled_at", None)), fields=("offer", "by"), name="offer_report_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Match",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "offer",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="matches", to="offers.offer"),
                        ),
                        (
                            "request",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="matches", to="offers.request"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "Proposée"),
                                    ("accepted_by_both", "Acceptée des deux côtés"),
                                    ("active", "En cours"),
                                    ("completed", "Terminée"),
                                    ("rated", "Terminée, avec les deux avis"),
                                    ("declined", "Déclinée"),
                                    ("lapsed", "Sans réponse"),
                                    ("cancelled", "Interrompue"),
                                ],
                                default="proposed",
                                max_length=16,
                            ),
                        ),
                        ("state_reason", models.CharField(blank=True, max_length=500)),
                        ("proposed_by", models.CharField(choices=[("offer", "Qui offre"), ("request", "Qui demande")], max_length=7)),
                        ("text", models.TextField(blank=True)),
                        ("quantity", models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                        ("reasons", models.JSONField(blank=True, default=list)),
                        ("answer_due_on", models.DateField()),
                        ("proposed_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        (
                            "proposed_by_person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["-proposed_at", "-pk"],
                        "indexes": [models.Index(condition=models.Q(("state", "proposed")), fields=["answer_due_on"], name="match_due")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["proposed", "accepted_by_both", "active"])),
                                fields=("offer", "request"),
                                name="match_live_once",
                            ),
                            models.CheckConstraint(condition=models.Q(("quantity__gte", 0)), name="match_quantity"),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["proposed", "lapsed"]), ("answered_at__isnull", False), _connector="OR"),
                                name="match_answered_when",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("answer_due_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31)))),
                                name="match_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MatchFeedback",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "match",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="feedback", to="offers.match"),
                        ),
                        ("side", models.CharField(choices=[("offer", "Qui offre"), ("request", "Qui demande")], max_length=7)),
                        ("was_useful", models.BooleanField()),
                        ("text", models.CharField(blank=True, max_length=1000)),
                        ("given", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
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
                        "ordering": ["match_id", "side"],
                        "constraints": [models.UniqueConstraint(fields=("match", "side"), name="match_feedback_once")],
                    },
                ),
            ],
        ),
    ]
