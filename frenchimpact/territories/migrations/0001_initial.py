"""The tables of territories."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import frenchimpact.core.clock
import frenchimpact.core.fields
import frenchimpact.core.schema


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("geo", "0002_names"),
        ("labels", "0004_unknown_days"),
        ("organisations", "0007_invitations_by_address"),
        ("projects", "0005_invitations_by_address"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        frenchimpact.core.schema.CreateModels(
            models=[
                migrations.CreateModel(
                    name="Territory",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("reference", models.CharField(max_length=20, unique=True)),
                        ("slug", models.SlugField(max_length=120, unique=True)),
                        ("name", models.CharField(max_length=160)),
                        (
                            "name_fold",
                            models.GeneratedField(
                                db_persist=True, expression=frenchimpact.core.fields.Fold("name"), output_field=models.TextField()
                            ),
                        ),
                        ("presentation", models.TextField(blank=True)),
                        ("governance", models.TextField(blank=True)),
                        ("perimeter_words", models.TextField(blank=True)),
                        ("vintage", models.PositiveSmallIntegerField(blank=True, null=True)),
                        (
                            "lead",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="territories_led",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "successor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "officer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("challenge_count", models.PositiveSmallIntegerField(default=3)),
                        ("contact_name", models.CharField(blank=True, max_length=160)),
                        ("contact_email", models.EmailField(blank=True, max_length=254)),
                        ("source", models.TextField(blank=True)),
                        ("is_demo", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
                        ("changed_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                    ],
                    options={
                        "ordering": ["name", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("name", ""), _negated=True), models.Q(("slug", ""), _negated=True)),
                                name="territory_has_name",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("challenge_count__range", (1, 9))), name="territory_challenge_count"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("successor", None),
                                    ("lead", None),
                                    models.Q(("successor", models.F("lead")), _negated=True),
                                    _connector="OR",
                                ),
                                name="territory_successor_is_other",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CommonIndicator",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("code", models.SlugField(max_length=60, unique=True)),
                        ("fr", models.CharField(max_length=200)),
                        ("en", models.CharField(max_length=200)),
                        ("unit_fr", models.CharField(max_length=40)),
                        ("unit_en", models.CharField(max_length=40)),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "ordering": ["position", "code"],
                    },
                ),
                migrations.CreateModel(
                    name="TerritoryLabel",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "territory",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="territory_labels", to="territories.territory"
                            ),
                        ),
                        (
                            "label",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="territory_link", to="labels.label"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="TerritoryPlace",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "territory",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="territory_places", to="territories.territory"
                            ),
                        ),
                        ("place", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="geo.place")),
                        ("vintage", models.PositiveSmallIntegerField()),
                        ("is_confirmed", models.BooleanField(default=True)),
                        ("note", models.CharField(blank=True, max_length=200)),
                        ("until", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["territory_id", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until", None)), fields=("territory", "place"), name="territory_place_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TerritoryCommune",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "territory",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="territories.territory"
                            ),
                        ),
                        ("commune", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="geo.place")),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("territory", "commune"), name="territory_commune_once")],
                    },
                ),
                migrations.CreateModel(
                    name="LeadPeriod",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "territory",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="lead_periods", to="territories.territory"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation"
                            ),
                        ),
                        ("since", models.DateField()),
                        ("until", models.DateField(blank=True, null=True)),
                        ("reason", models.TextField(blank=True)),
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
                        "ordering": ["territory_id", "-since", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("until", None)), fields=("territory",), name="lead_one_at_a_time"),
                            models.CheckConstraint(
                                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                                name="lead_period_in_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Member",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "territory",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="members", to="territories.territory"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="territory_memberships",
                                to="organisations.organisation",
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("authority", "Collectivité"),
                                    ("ess", "Entreprise ou association de l’ESS"),
                                    ("support", "Structure d’accompagnement ou financeur"),
                                    ("research", "École, université, laboratoire"),
                                    ("company", "Autre entreprise"),
                                    ("other", "Autre"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("lead", "Chef de file"),
                                    ("steering", "Pilotage"),
                                    ("partner", "Partenaire"),
                                    ("funder", "Financeur"),
                                    ("support", "Accompagnement"),
                                    ("observer", "Observateur"),
                                ],
                                default="partner",
                                max_length=10,
                            ),
                        ),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("since", models.DateField()),
                        ("until", models.DateField(blank=True, null=True)),
                        ("left_reason", models.TextField(blank=True)),
                        ("mandate_signed_on", models.DateField(blank=True, null=True)),
                        ("mandate_signed_by", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "ordering": ["territory_id", "name", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("territory"),
                                django.db.models.functions.text.Lower("name"),
                                condition=models.Q(("until", None)),
                                name="territory_member_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("role", "lead"), ("until", None)),
                                fields=("territory",),
                                name="territory_member_one_lead",
                            ),
                            models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="territory_member_has_name"),
                            models.CheckConstraint(
                                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                                name="territory_member_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("mandate_signed_by", ""), ("mandate_signed_on", None)),
                                    models.Q(("mandate_signed_on__isnull", False), models.Q(("mandate_signed_by", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="territory_mandate_is_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Challenge",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "territory",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="challenges", to="territories.territory"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("title", models.CharField(max_length=200)),
                        (
                            "kinds",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[("social", "Social"), ("environmental", "Environnemental"), ("citizen", "Citoyen")],
                                    max_length=14,
                                ),
                                default=list,
                            ),
                        ),
                        ("problem", models.TextField(blank=True)),
                        ("tried", models.TextField(blank=True)),
                        (
                            "publics",
                            django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list),
                        ),
                        ("publics_words", models.CharField(blank=True, max_length=300)),
                        (
                            "themes",
                            django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list),
                        ),
                        ("baseline", models.TextField(blank=True)),
                        ("target", models.TextField(blank=True)),
                        (
                            "sdgs",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(), blank=True, default=list
                            ),
                        ),
                        ("help_sought", models.TextField(blank=True)),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        ("is_open", models.BooleanField(default=True)),
                        ("outcome", models.TextField(blank=True)),
                        ("changed_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        (
                            "projects",
                            models.ManyToManyField(
                                related_name="challenges", through="territories.ChallengeProject", to="projects.project"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["territory_id", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("territory", "number"), name="challenge_number_once"),
                            models.CheckConstraint(condition=models.Q(("number__range", (1, 9))), name="challenge_number"),
                            models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="challenge_has_title"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Meeting",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "territory",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="meetings", to="territories.territory"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("steering", "Comité de pilotage"),
                                    ("working", "Groupe de travail"),
                                    ("assembly", "Assemblée du collectif"),
                                    ("expedition", "Visite d’apprentissage"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("title", models.CharField(max_length=200)),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        ("where", models.CharField(blank=True, max_length=300)),
                        ("agenda", models.TextField(blank=True)),
                        ("minutes", models.TextField(blank=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[("planned", "Prévue"), ("held", "Tenue"), ("cancelled", "Annulée")],
                                default="planned",
                                max_length=10,
                            ),
                        ),
                        (
                            "host",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="territories.territory",
                            ),
                        ),
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
                        ("changed_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                    ],
                    options={
                        "ordering": ["-starts_at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="meeting_ends_after_start"
                            ),
                            models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="meeting_has_title"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Party",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "territory",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="parties", to="territories.territory"
                            ),
                        ),
                        (
                            "side",
                            models.CharField(
                                choices=[
                                    ("territory", "Le territoire"),
                                    ("state", "L’État"),
                                    ("association", "L’opérateur du programme"),
                                    ("funder", "Un financeur"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
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
                    ],
                    options={
                        "ordering": ["territory_id", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("territory", "side", "name"), name="party_once"),
                            models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="party_has_name"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Agreement",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "territory",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="agreements", to="territories.territory"
                            ),
                        ),
                        ("title", models.CharField(max_length=200)),
                        ("text", models.TextField(blank=True)),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("amount", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("drafting", "En rédaction"),
                                    ("in_signature", "En signature"),
                                    ("in_force", "En vigueur"),
                                    ("ended", "Arrivée à son terme"),
                                    ("terminated", "Résiliée"),
                                ],
                                default="drafting",
                                max_length=12,
                            ),
                        ),
                        ("end_note", models.TextField(blank=True)),
                        ("changed_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        (
                            "parties",
                            models.ManyToManyField(related_name="agreements", through="territories.Signature", to="territories.party"),
                        ),
                    ],
                    options={
                        "ordering": ["territory_id", "-starts_on", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gt", models.F("starts_on"))), name="agreement_ends_after_start"
                            ),
                            models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="agreement_has_title"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "terminated"), _negated=True),
                                    models.Q(("end_note", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="agreement_terminated_for_a_reason",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "in_force")), fields=("territory",), name="agreement_one_in_force"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Review",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "territory",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="reviews", to="territories.territory"
                            ),
                        ),
                        ("kind", models.CharField(choices=[("quarterly", "Point trimestriel"), ("yearly", "Bilan annuel")], max_length=10)),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("due_on", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("scheduled", "À venir"),
                                    ("data_due", "Données à compléter"),
                                    ("locked", "Chiffres arrêtés"),
                                    ("concluded", "Conclu"),
                                ],
                                default="scheduled",
                                max_length=10,
                            ),
                        ),
                        ("facts", models.JSONField(blank=True, null=True)),
                        ("locked_at", models.DateTimeField(blank=True, null=True)),
                        ("narrative", models.TextField(blank=True)),
                        (
                            "conclusion",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("continue", "Poursuivre"),
                                    ("continue_with_plan", "Poursuivre avec un plan d’amélioration"),
                                    ("suspend", "Suspendre"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("reasons", models.TextField(blank=True)),
                        ("concluded_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "concluded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("published_at", models.DateTimeField(blank=True, null=True)),
                        ("changed_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                    ],
                    options={
                        "ordering": ["territory_id", "-ends_on", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("territory", "kind", "ends_on"), name="territory_review_once"),
                            models.CheckConstraint(condition=models.Q(("ends_on__gt", models.F("starts_on"))), name="review_period"),
                            models.CheckConstraint(
                                condition=models.Q(("locked_at", None), ("facts__isnull", False), _connector="OR"),
                                name="review_locked_with_facts",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "yearly"), ("state", "concluded"), _negated=True),
                                    models.Q(
                                        ("concluded_at__isnull", False),
                                        ("locked_at__isnull", False),
                                        models.Q(("conclusion", ""), _negated=True),
                                        models.Q(("reasons", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="review_concluded_for_reasons",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sponsorship",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "sponsor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="sponsored", to="territories.territory"
                            ),
                        ),
                        (
                            "sponsored",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="sponsors", to="territories.territory"
                            ),
                        ),
                        ("since", models.DateField()),
                        ("until", models.DateField(blank=True, null=True)),
                        ("subject", models.TextField()),
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
                        "ordering": ["-since", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("sponsor", models.F("sponsored")), _negated=True), name="sponsorship_of_another"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                                name="sponsorship_in_order",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("until", None)), fields=("sponsor", "sponsored"), name="sponsorship_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CommonSum",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "common",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sums",
                                to="territories.commonindicator",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField()),
                        ("value", models.DecimalField(decimal_places=4, default=0, max_digits=24)),
                        ("measurement_count", models.IntegerField(default=0)),
                    ],
                    options={
                        "ordering": ["common_id", "year"],
                        "constraints": [models.UniqueConstraint(fields=("common", "year"), name="common_sum_once")],
                    },
                ),
                migrations.CreateModel(
                    name="ChallengeProject",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "challenge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="challenge_projects", to="territories.challenge"
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="challenge_links", to="projects.project"
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=300)),
                        ("since", models.DateField(default=frenchimpact.core.clock.today)),
                    ],
                    options={
                        "ordering": ["challenge_id", "pk"],
                        "constraints": [models.UniqueConstraint(fields=("challenge", "project"), name="challenge_project_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Objective",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "challenge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="objectives", to="territories.challenge"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("title", models.CharField(max_length=300)),
                    ],
                    options={
                        "ordering": ["challenge_id", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("challenge", "number"), name="objective_number_once"),
                            models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="objective_has_title"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Proposal",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "challenge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="proposals", to="territories.challenge"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("solution", "Une solution"), ("offer", "Une offre : lieu, compétence, matériel, temps")],
                                max_length=10,
                            ),
                        ),
                        ("name", models.CharField(max_length=160)),
                        ("email", models.EmailField(max_length=254)),
                        ("organisation", models.CharField(blank=True, max_length=200)),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="projects.project"
                            ),
                        ),
                        ("text", models.TextField()),
                        (
                            "by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("received", "Reçue"),
                                    ("discussed", "En discussion"),
                                    ("kept", "Retenue"),
                                    ("declined", "Non retenue"),
                                ],
                                default="received",
                                max_length=10,
                            ),
                        ),
                        ("answer", models.TextField(blank=True)),
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
                    ],
                    options={
                        "ordering": ["-at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("text", ""), _negated=True), models.Q(("email", ""), _negated=True)),
                                name="proposal_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["kept", "declined"]), _negated=True),
                                    models.Q(("answered_at__isnull", False), models.Q(("answer", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="proposal_is_answered",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attendance",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="attendances", to="territories.meeting"
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="attendances", to="territories.member"
                            ),
                        ),
                        ("is_present", models.BooleanField()),
                        ("note", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "ordering": ["meeting_id", "pk"],
                        "constraints": [models.UniqueConstraint(fields=("meeting", "member"), name="attendance_once")],
                    },
                ),
                migrations.CreateModel(
                    name="PlanVersion",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "territory",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="plan_versions", to="territories.territory"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("content", models.JSONField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("note", models.TextField(blank=True)),
                        (
                            "meeting",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="plan_versions",
                                to="territories.meeting",
                            ),
                        ),
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
                        "ordering": ["territory_id", "-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("territory", "number"), name="plan_version_once"),
                            models.CheckConstraint(condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="plan_version_hash"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Signature",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="signatures", to="territories.agreement"
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="signatures", to="territories.party"
                            ),
                        ),
                        ("signatory", models.CharField(blank=True, max_length=200)),
                        ("signed_on", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["agreement_id", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("agreement", "party"), name="agreement_signature_once"),
                            models.CheckConstraint(
                                condition=models.Q(("signed_on", None), models.Q(("signatory", ""), _negated=True), _connector="OR"),
                                name="signature_by_someone",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Amendment",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="amendments", to="territories.agreement"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("text", models.TextField()),
                        ("signed_on", models.DateField()),
                        ("ends_on", models.DateField(blank=True, null=True)),
                        ("amount", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
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
                        "ordering": ["agreement_id", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("agreement", "number"), name="amendment_once"),
                            models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="amendment_says_something"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChallengeLight",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "review",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="lights", to="territories.review"),
                        ),
                        (
                            "challenge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="lights", to="territories.challenge"
                            ),
                        ),
                        (
                            "light",
                            models.CharField(
                                choices=[("green", "Conforme"), ("orange", "À surveiller"), ("red", "En difficulté")], max_length=6
                            ),
                        ),
                        ("text", models.TextField(blank=True)),
                    ],
                    options={
                        "ordering": ["review_id", "challenge_id"],
                        "constraints": [models.UniqueConstraint(fields=("review", "challenge"), name="challenge_light_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Action",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "territory",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="actions", to="territories.territory"
                            ),
                        ),
                        (
                            "objective",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="actions", to="territories.objective"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("title", models.CharField(max_length=200)),
                        ("description", models.TextField(blank=True)),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="territory_actions",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "pilot",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="territory_actions",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("starts_on", models.DateField(blank=True, null=True)),
                        ("ends_on", models.DateField(blank=True, null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("to_start", "À lancer"),
                                    ("in_progress", "En cours"),
                                    ("blocked", "Bloquée"),
                                    ("done", "Terminée"),
                                    ("dropped", "Abandonnée"),
                                ],
                                default="to_start",
                                max_length=12,
                            ),
                        ),
                        ("progress", models.PositiveSmallIntegerField(default=0)),
                        ("blocked_by", models.TextField(blank=True)),
                        ("unblocked_by", models.TextField(blank=True)),
                        ("blocked_on", models.DateField(blank=True, null=True)),
                        ("note", models.TextField(blank=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("created_at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
                        ("changed_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        (
                            "after",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="followers",
                                to="territories.action",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["territory_id", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("territory", "number"), name="action_number_once"),
                            models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="action_has_title"),
                            models.CheckConstraint(condition=models.Q(("progress__lte", 100)), name="action_progress"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("starts_on", None), ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                                ),
                                name="action_ends_after_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "blocked"), _negated=True),
                                    models.Q(models.Q(("blocked_by", ""), _negated=True), ("blocked_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="action_blocked_by_something",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("after", models.F("pk")), _negated=True), name="action_not_after_itself"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Resolution",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="resolutions", to="territories.meeting"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("text", models.TextField()),
                        (
                            "action",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="resolutions",
                                to="territories.action",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["meeting_id", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("meeting", "number"), name="resolution_number_once"),
                            models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="resolution_says_something"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ActionPartner",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "action",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="partners", to="territories.action"
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
                        ("name", models.CharField(max_length=200)),
                        ("part", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "ordering": ["action_id", "pk"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="action_partner_has_name")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Step",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "action",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="territories.action"),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                        ("title", models.CharField(max_length=300)),
                        ("due_on", models.DateField(blank=True, null=True)),
                        ("done_on", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["action_id", "position", "pk"],
                        "constraints": [models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="step_has_title")],
                    },
                ),
                migrations.CreateModel(
                    name="BudgetLine",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "action",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="budget_lines", to="territories.action"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField()),
                        ("funder", models.CharField(max_length=200)),
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
                        ("unit", models.CharField(choices=[("eur", "Euros"), ("days", "Jours de travail")], default="eur", max_length=4)),
                        ("planned", models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                        ("secured", models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                        ("spent", models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                    ],
                    options={
                        "ordering": ["action_id", "year", "funder", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("action", "year", "funder", "unit"), name="budget_line_once"),
                            models.CheckConstraint(
                                condition=models.Q(("planned__gte", 0), ("secured__gte", 0), ("spent__gte", 0)),
                                name="budget_line_is_positive",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("year__range", (2000, 2100)), models.Q(("funder", ""), _negated=True)),
                                name="budget_line_is_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ActionEvent",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "action",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="events", to="territories.action"),
                        ),
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
                        ("verb", models.CharField(max_length=20)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("to_start", "À lancer"),
                                    ("in_progress", "En cours"),
                                    ("blocked", "Bloquée"),
                                    ("done", "Terminée"),
                                    ("dropped", "Abandonnée"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("note", models.TextField(blank=True)),
                    ],
                    options={
                        "ordering": ["-at", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Commitment",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "territory",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="commitments", to="territories.territory"
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="commitments", to="territories.party"
                            ),
                        ),
                        (
                            "agreement",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commitments",
                                to="territories.agreement",
                            ),
                        ),
                        (
                            "action",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="commitments",
                                to="territories.action",
                            ),
                        ),
                        ("title", models.CharField(max_length=300)),
                        (
                            "unit",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Sans quantité"),
                                    ("eur", "euros"),
                                    ("eur_year", "euros par an"),
                                    ("days", "jours d’ingénierie"),
                                    ("times", "fois"),
                                ],
                                default="",
                                max_length=8,
                            ),
                        ),
                        ("quantity", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                        ("delivered", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                        ("owner", models.CharField(blank=True, max_length=200)),
                        ("due_on", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("promised", "Promis"),
                                    ("in_progress", "En cours"),
                                    ("kept", "Tenu"),
                                    ("contested", "Contesté"),
                                    ("broken", "Non tenu"),
                                    ("lifted", "Levé d’un commun accord"),
                                ],
                                default="promised",
                                max_length=12,
                            ),
                        ),
                        ("proof", models.TextField(blank=True)),
                        ("kept_on", models.DateField(blank=True, null=True)),
                        ("changed_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                    ],
                    options={
                        "ordering": ["territory_id", "due_on", "pk"],
                        "indexes": [models.Index(fields=["state", "due_on"], name="commitment_by_day")],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="commitment_has_title"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "kept"), _negated=True),
                                    models.Q(("kept_on__isnull", False), models.Q(("proof", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="commitment_kept_has_proof",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("quantity", None), ("quantity__gt", 0), _connector="OR"),
                                    models.Q(("delivered", None), ("delivered__gte", 0), _connector="OR"),
                                ),
                                name="commitment_quantity",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Indicator",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "territory",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="indicators", to="territories.territory"
                            ),
                        ),
                        (
                            "challenge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="indicators", to="territories.challenge"
                            ),
                        ),
                        (
                            "action",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="indicators",
                                to="territories.action",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("name", models.CharField(max_length=200)),
                        ("unit", models.CharField(max_length=40)),
                        (
                            "direction",
                            models.CharField(choices=[("up", "Doit augmenter"), ("down", "Doit baisser")], default="up", max_length=4),
                        ),
                        (
                            "frequency",
                            models.CharField(
                                choices=[("year", "Chaque année"), ("quarter", "Chaque trimestre"), ("month", "Chaque mois")],
                                default="year",
                                max_length=8,
                            ),
                        ),
                        ("source", models.CharField(blank=True, max_length=300)),
                        ("method", models.TextField(blank=True)),
                        (
                            "keeper",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="territory_indicators",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "keeper_organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "common",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="indicators",
                                to="territories.commonindicator",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="projects.project"
                            ),
                        ),
                        ("counts_nationally", models.BooleanField(default=False)),
                        ("last_on", models.DateField(blank=True, null=True)),
                        ("last_value", models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True)),
                        ("due_on", models.DateField(blank=True, null=True)),
                        ("ended_on", models.DateField(blank=True, null=True)),
                        ("created_at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
                    ],
                    options={
                        "ordering": ["territory_id", "number"],
                        "indexes": [models.Index(condition=models.Q(("ended_on", None)), fields=["due_on"], name="indicator_due")],
                        "constraints": [
                            models.UniqueConstraint(fields=("territory", "number"), name="indicator_number_once"),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("name", ""), _negated=True), models.Q(("unit", ""), _negated=True)),
                                name="indicator_is_named",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("counts_nationally", False), ("common__isnull", False), _connector="OR"),
                                name="indicator_counts_for_something",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("counts_nationally", True), ("project__isnull", False)),
                                fields=("common", "project"),
                                name="indicator_counted_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SupportRequest",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "territory",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="support_requests", to="territories.territory"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("engineering", "Ingénierie"),
                                    ("barrier", "Lever un frein"),
                                    ("sponsorship", "Parrainage d’un autre territoire"),
                                    ("expedition", "Visite d’apprentissage"),
                                    ("funding", "Financement"),
                                    ("other", "Autre besoin"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "action",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="support_requests",
                                to="territories.action",
                            ),
                        ),
                        ("title", models.CharField(max_length=200)),
                        ("text", models.TextField(blank=True)),
                        ("norm", models.TextField(blank=True)),
                        ("days", models.DecimalField(blank=True, decimal_places=1, max_digits=6, null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Brouillon"),
                                    ("sent", "Envoyée"),
                                    ("accepted", "Acceptée"),
                                    ("done", "Terminée"),
                                    ("declined", "Déclinée"),
                                    ("withdrawn", "Retirée"),
                                ],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("answer", models.TextField(blank=True)),
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
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
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
                    ],
                    options={
                        "ordering": ["-created_at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="support_request_has_title"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["draft", "withdrawn"]),
                                    models.Q(("sent_at__isnull", False), models.Q(("text", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="support_request_was_sent",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["accepted", "declined", "done"]), _negated=True),
                                    models.Q(("answered_at__isnull", False), models.Q(("answer", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="support_request_is_answered",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "barrier"), ("state__in", ["draft", "sent", "accepted"])),
                                fields=("action",),
                                name="barrier_request_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CommitmentEvent",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "commitment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="events", to="territories.commitment"
                            ),
                        ),
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
                        ("verb", models.CharField(max_length=12)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("promised", "Promis"),
                                    ("in_progress", "En cours"),
                                    ("kept", "Tenu"),
                                    ("contested", "Contesté"),
                                    ("broken", "Non tenu"),
                                    ("lifted", "Levé d’un commun accord"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("note", models.TextField(blank=True)),
                    ],
                    options={
                        "ordering": ["-at", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Aim",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "indicator",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="aims", to="territories.indicator"),
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
                        "ordering": ["indicator_id", "-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("indicator", "number"), name="aim_number_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("baseline", None), ("baseline_on", None)),
                                    models.Q(("baseline__isnull", False), ("baseline_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="aim_baseline_is_dated",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("target", None), ("target_on", None)),
                                    models.Q(("target__isnull", False), ("target_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="aim_target_is_dated",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("baseline_on", None), ("target_on", None), ("target_on__gt", models.F("baseline_on")), _connector="OR"
                                ),
                                name="aim_goes_forward",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("number", 1), models.Q(("reason", ""), _negated=True), _connector="OR"),
                                name="aim_rewritten_for_a_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Measurement",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "indicator",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="measurements",
                                to="territories.indicator",
                            ),
                        ),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("value", models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True)),
                        ("version", models.PositiveSmallIntegerField(default=1)),
                        ("note", models.CharField(blank=True, max_length=500)),
                        (
                            "via",
                            models.CharField(
                                choices=[("form", "saisie"), ("grid", "grille"), ("mail", "mail"), ("file", "fichier")],
                                default="form",
                                max_length=4,
                            ),
                        ),
                        ("batch", models.UUIDField(blank=True, null=True)),
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
                        "constraints": [
                            models.UniqueConstraint(fields=("indicator", "ends_on"), name="measurement_once"),
                            models.CheckConstraint(condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="measurement_period"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Recommendation",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "territory",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="recommendations", to="territories.territory"
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="recommendations",
                                to="territories.supportrequest",
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="recommendations",
                                to="territories.review",
                            ),
                        ),
                        ("text", models.TextField()),
                        ("due_on", models.DateField(blank=True, null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[("to_do", "À faire"), ("doing", "En cours"), ("done", "Fait"), ("set_aside", "Sans objet")],
                                default="to_do",
                                max_length=10,
                            ),
                        ),
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
                        ("changed_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                    ],
                    options={
                        "ordering": ["-at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="recommendation_says_something"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "set_aside"), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="recommendation_set_aside_for_a_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MeasurementVersion",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "measurement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="territories.measurement"
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField()),
                        ("value", models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True)),
                        ("note", models.CharField(blank=True, max_length=500)),
                        (
                            "via",
                            models.CharField(
                                choices=[("form", "saisie"), ("grid", "grille"), ("mail", "mail"), ("file", "fichier")], max_length=4
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
                        ("reason", models.TextField(blank=True)),
                    ],
                    options={
                        "ordering": ["measurement_id", "-version"],
                        "constraints": [models.UniqueConstraint(fields=("measurement", "version"), name="measurement_version_once")],
                    },
                ),
            ],
        ),
    ]
