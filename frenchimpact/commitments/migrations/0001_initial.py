"""The tables of money committed."""

from decimal import Decimal

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import frenchimpact.core.clock
import frenchimpact.core.schema


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("aids", "0002_kept_by_the_database"),
        ("geo", "0002_names"),
        ("organisations", "0007_invitations_by_address"),
        ("projects", "0005_invitations_by_address"),
        ("territories", "0005_methods"),
    ]

    operations = [
        frenchimpact.core.schema.CreateModels(
            models=[
                migrations.CreateModel(
                    name="CommitmentCounter",
                    fields=[
                        ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                        ("last", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "ordering": ["year"],
                    },
                ),
                migrations.CreateModel(
                    name="Envelope",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name", models.CharField(max_length=200)),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                        ("used", models.DecimalField(decimal_places=2, default=Decimal("0"), editable=False, max_digits=14)),
                        ("created_at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
                        ("is_demo", models.BooleanField(default=False)),
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
                        (
                            "funder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="envelopes", to="organisations.organisation"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-starts_on", "name", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("funder", "name", "starts_on"), name="envelope_once"),
                            models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="envelope_has_name"),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="envelope_ends_after_start"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0), ("amount__lte", Decimal("10000000000"))), name="envelope_amount"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("used__gte", 0), ("used__lte", models.F("amount"))), name="envelope_never_overspent"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GrantsImport",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
                        ("source_name", models.CharField(max_length=120)),
                        ("file_name", models.CharField(max_length=200)),
                        ("format", models.CharField(choices=[("scdl", "SCDL Subventions"), ("360giving", "360Giving")], max_length=10)),
                        ("mapping", models.JSONField(default=dict)),
                        ("read_count", models.PositiveIntegerField()),
                        ("created_count", models.PositiveIntegerField()),
                        ("updated_count", models.PositiveIntegerField()),
                        ("unchanged_count", models.PositiveIntegerField()),
                        ("recognised_count", models.PositiveIntegerField(default=0)),
                        ("refused_count", models.PositiveIntegerField()),
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
                        "ordering": ["-at", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Sum",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("month", models.DateField()),
                        (
                            "axis",
                            models.CharField(
                                choices=[
                                    ("all", "Tout"),
                                    ("year", "Année"),
                                    ("region", "Région"),
                                    ("theme", "Thème"),
                                    ("instrument", "Forme de l’aide"),
                                    ("origin", "Origine de l’argent"),
                                    ("vehicle", "Fonds ou programme"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("key", models.CharField(blank=True, max_length=60)),
                        ("is_preexisting", models.BooleanField()),
                        ("is_public", models.BooleanField()),
                        ("is_from_vehicle", models.BooleanField()),
                        ("is_into_vehicle", models.BooleanField()),
                        ("announced", models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=18)),
                        ("gross", models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=18)),
                        ("cancelled", models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=18)),
                        ("paid", models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=18)),
                        ("justified", models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=18)),
                        ("recovered", models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=18)),
                    ],
                    options={
                        "ordering": ["axis", "month", "key", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("axis", "month", "key", "is_preexisting", "is_public", "is_from_vehicle", "is_into_vehicle"),
                                name="sum_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Target",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("code", models.SlugField(max_length=40, unique=True)),
                        ("fr", models.CharField(max_length=200)),
                        ("en", models.CharField(max_length=200)),
                        ("text_fr", models.TextField(blank=True)),
                        ("text_en", models.TextField(blank=True)),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                        ("origin", models.TextField()),
                        ("years", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("starts_on", models.DateField(blank=True, null=True)),
                        ("ends_on", models.DateField(blank=True, null=True)),
                        (
                            "axis",
                            models.CharField(
                                choices=[
                                    ("all", "Tout"),
                                    ("year", "Année"),
                                    ("region", "Région"),
                                    ("theme", "Thème"),
                                    ("instrument", "Forme de l’aide"),
                                    ("origin", "Origine de l’argent"),
                                    ("vehicle", "Fonds ou programme"),
                                ],
                                default="all",
                                max_length=10,
                            ),
                        ),
                        ("keys", models.JSONField(blank=True, default=list)),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "ordering": ["position", "code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0), ("amount__lte", Decimal("10000000000"))), name="target_amount"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("origin", ""), _negated=True),
                                    models.Q(("fr", ""), _negated=True),
                                    models.Q(("en", ""), _negated=True),
                                ),
                                name="target_says_where_from",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ends_on", None), ("starts_on", None)),
                                    models.Q(("axis", "all"), ("ends_on__gte", models.F("starts_on"))),
                                    _connector="OR",
                                ),
                                name="target_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Vehicle",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name", models.CharField(max_length=200)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("fund", "Fonds d’investissement"),
                                    ("seed_fund", "Fonds d’amorçage"),
                                    ("outcome_fund", "Fonds de paiement au résultat"),
                                    ("programme", "Programme"),
                                ],
                                default="fund",
                                max_length=12,
                            ),
                        ),
                        ("public_share", models.DecimalField(blank=True, decimal_places=4, max_digits=5, null=True)),
                        ("text", models.TextField(blank=True)),
                        ("created_at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
                        ("is_demo", models.BooleanField(default=False)),
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
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="vehicles", to="organisations.organisation"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["name", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("organisation", "name"), name="vehicle_name_once"),
                            models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="vehicle_has_name"),
                            models.CheckConstraint(
                                condition=models.Q(("public_share", None), ("public_share__range", (0, 1)), _connector="OR"),
                                name="vehicle_public_share",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Commitment",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("reference", models.CharField(max_length=20, unique=True)),
                        ("funder_name", models.CharField(max_length=300)),
                        ("funder_number", models.CharField(blank=True, max_length=20)),
                        ("beneficiary_name", models.CharField(max_length=300)),
                        ("beneficiary_number", models.CharField(blank=True, max_length=20)),
                        ("title", models.CharField(blank=True, max_length=500)),
                        (
                            "instrument",
                            models.CharField(
                                choices=[
                                    ("subvention", "Subvention"),
                                    ("prix", "Prix ou dotation"),
                                    ("avance_recuperable", "Avance récupérable"),
                                    ("pret", "Prêt"),
                                    ("pret_participatif", "Prêt participatif"),
                                    ("garantie", "Garantie"),
                                    ("pret_honneur", "Prêt d’honneur"),
                                    ("fonds_propres", "Fonds propres"),
                                    ("quasi_fonds_propres", "Quasi-fonds propres"),
                                    ("contrat_impact", "Contrat à impact"),
                                    ("mecenat_financier", "Mécénat financier"),
                                    ("mecenat_nature", "Mécénat en nature"),
                                    ("mecenat_competences", "Mécénat de compétences"),
                                    ("participatif_don", "Financement participatif : don"),
                                    ("participatif_pret", "Financement participatif : prêt"),
                                    ("participatif_capital", "Financement participatif : capital"),
                                    ("marche_public", "Marché public"),
                                    ("commande_responsable", "Commande responsable"),
                                    ("benevolat_valorise", "Bénévolat valorisé"),
                                    ("ingenierie", "Ingénierie et conseil"),
                                    ("information", "Information"),
                                ],
                                max_length=24,
                            ),
                        ),
                        (
                            "origin",
                            models.CharField(
                                choices=[
                                    ("public_etat", "État"),
                                    ("public_collectivite", "Collectivité"),
                                    ("public_ue", "Union européenne"),
                                    ("public_operateur", "Opérateur public"),
                                    ("prive_banque", "Banque"),
                                    ("prive_fonds", "Fonds privé"),
                                    ("prive_entreprise", "Entreprise"),
                                    ("prive_fondation", "Fondation"),
                                    ("prive_citoyens", "Particuliers"),
                                    ("mixte", "Public et privé"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("public_share", models.DecimalField(decimal_places=4, max_digits=5)),
                        ("is_preexisting", models.BooleanField(default=False)),
                        (
                            "regime",
                            models.CharField(
                                choices=[
                                    ("none", "Hors aides d’État (activité non économique)"),
                                    ("de_minimis_general", "De minimis général"),
                                    ("de_minimis_sieg", "De minimis SIEG"),
                                    ("rgec", "Régime exempté (RGEC)"),
                                    ("notified", "Régime notifié"),
                                    ("unknown", "Non précisé"),
                                ],
                                default="unknown",
                                max_length=24,
                            ),
                        ),
                        ("theme", models.CharField(blank=True, max_length=60)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("announced", "Annoncé"),
                                    ("signed", "Signé"),
                                    ("amended", "Signé, modifié par avenant"),
                                    ("partly_paid", "Versé en partie"),
                                    ("paid", "Versé"),
                                    ("justified", "Justifié"),
                                    ("cancelled", "Annulé"),
                                    ("recovered", "Récupéré"),
                                ],
                                default="announced",
                                max_length=12,
                            ),
                        ),
                        ("committed_on", models.DateField()),
                        ("signed_on", models.DateField(blank=True, null=True)),
                        ("source_name", models.CharField(blank=True, max_length=120)),
                        ("source_key", models.CharField(blank=True, max_length=120)),
                        ("created_at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
                        ("changed_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        ("is_demo", models.BooleanField(default=False)),
                        ("gross", models.DecimalField(decimal_places=2, default=Decimal("0"), editable=False, max_digits=14)),
                        ("cancelled", models.DecimalField(decimal_places=2, default=Decimal("0"), editable=False, max_digits=14)),
                        ("paid", models.DecimalField(decimal_places=2, default=Decimal("0"), editable=False, max_digits=14)),
                        ("justified", models.DecimalField(decimal_places=2, default=Decimal("0"), editable=False, max_digits=14)),
                        ("recovered", models.DecimalField(decimal_places=2, default=Decimal("0"), editable=False, max_digits=14)),
                        (
                            "aid",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commitments",
                                to="aids.aid",
                            ),
                        ),
                        (
                            "beneficiary",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="received_commitments",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "challenge",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="commitments",
                                to="territories.challenge",
                            ),
                        ),
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
                        (
                            "funder",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commitments",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commitments",
                                to="projects.project",
                            ),
                        ),
                        (
                            "region",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="geo.place",
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="commitments",
                                to="aids.fundingrequest",
                            ),
                        ),
                        (
                            "envelope",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commitments",
                                to="commitments.envelope",
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="commitments",
                                to="commitments.grantsimport",
                            ),
                        ),
                        (
                            "beneficiary_vehicle",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="received",
                                to="commitments.vehicle",
                            ),
                        ),
                        (
                            "funder_vehicle",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="placed",
                                to="commitments.vehicle",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-committed_on", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("funder_name", ""), _negated=True), models.Q(("beneficiary_name", ""), _negated=True)
                                ),
                                name="commitment_names",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("funder", None), ("funder_vehicle", None), _connector="OR"),
                                name="commitment_one_funder",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("beneficiary_vehicle", None), models.Q(("beneficiary", None), ("project", None)), _connector="OR"
                                ),
                                name="commitment_one_beneficiary",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("funder_vehicle", None),
                                    ("beneficiary_vehicle", None),
                                    models.Q(("funder_vehicle", models.F("beneficiary_vehicle")), _negated=True),
                                    _connector="OR",
                                ),
                                name="commitment_not_to_itself",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("origin__startswith", "public_"), ("public_share", 1)),
                                    models.Q(("origin__startswith", "prive_"), ("public_share", 0)),
                                    models.Q(("origin", "mixte"), ("public_share__range", (0, 1))),
                                    _connector="OR",
                                ),
                                name="commitment_public_share",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("cancelled__gte", 0),
                                    ("cancelled__lte", models.F("gross")),
                                    ("gross__gte", 0),
                                    ("gross__lte", Decimal("10000000000")),
                                ),
                                name="commitment_amounts",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("paid__gte", 0),
                                    (
                                        "paid__lte",
                                        django.db.models.expressions.CombinedExpression(models.F("gross"), "-", models.F("cancelled")),
                                    ),
                                ),
                                name="commitment_never_overpaid",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("justified__gte", 0),
                                    ("justified__lte", models.F("paid")),
                                    ("recovered__gte", 0),
                                    ("recovered__lte", models.F("paid")),
                                ),
                                name="commitment_after_payment",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("source_key", ""), _negated=True),
                                fields=("source_name", "source_key"),
                                name="commitment_source_once",
                            ),
                        ],
                        "indexes": [
                            models.Index(fields=["-committed_on", "-id"], name="commitment_latest"),
                            models.Index(fields=["region", "-committed_on"], name="commitment_by_region"),
                            models.Index(
                                condition=models.Q(("funder__isnull", False)),
                                fields=["funder", "-committed_on"],
                                name="commitment_by_funder",
                            ),
                            models.Index(
                                condition=models.Q(("funder_vehicle__isnull", False)),
                                fields=["funder_vehicle"],
                                name="commitment_funder_vehicle",
                            ),
                            models.Index(
                                condition=models.Q(("beneficiary__isnull", False)), fields=["beneficiary"], name="commitment_beneficiary"
                            ),
                            models.Index(condition=models.Q(("project__isnull", False)), fields=["project"], name="commitment_project"),
                            models.Index(
                                condition=models.Q(("beneficiary_vehicle__isnull", False)),
                                fields=["beneficiary_vehicle"],
                                name="commitment_beneficiary_vehicle",
                            ),
                            models.Index(
                                condition=models.Q(("challenge__isnull", False)), fields=["challenge"], name="commitment_challenge"
                            ),
                            models.Index(condition=models.Q(("envelope__isnull", False)), fields=["envelope"], name="commitment_envelope"),
                            models.Index(condition=models.Q(("run__isnull", False)), fields=["run"], name="commitment_run"),
                            models.Index(condition=models.Q(("aid__isnull", False)), fields=["aid"], name="commitment_aid"),
                            models.Index(condition=models.Q(("request__isnull", False)), fields=["request"], name="commitment_request"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Terms",
                    fields=[
                        (
                            "commitment",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="terms",
                                serialize=False,
                                to="commitments.commitment",
                            ),
                        ),
                        ("decision", models.CharField(blank=True, max_length=120)),
                        (
                            "nature",
                            models.CharField(
                                choices=[
                                    ("cash", "Aide en numéraire"),
                                    ("kind", "Aide en nature"),
                                    ("both", "Aide en numéraire et en nature"),
                                ],
                                default="cash",
                                max_length=4,
                            ),
                        ),
                        (
                            "conditions",
                            models.CharField(
                                blank=True,
                                choices=[("once", "Versement unique"), ("spread", "Versement échelonné"), ("other", "Autres conditions")],
                                max_length=8,
                            ),
                        ),
                        ("pays_from", models.DateField(blank=True, null=True)),
                        ("pays_until", models.DateField(blank=True, null=True)),
                        ("rate", models.DecimalField(blank=True, decimal_places=4, max_digits=5, null=True)),
                        ("register_number", models.CharField(blank=True, max_length=60)),
                        ("is_notified", models.BooleanField(default=False)),
                        ("scheme", models.CharField(blank=True, max_length=300)),
                        ("source_url", models.URLField(blank=True, max_length=500)),
                    ],
                    options={
                        "ordering": ["commitment_id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("rate", None), models.Q(("rate__gt", 0), ("rate__lte", 1)), _connector="OR"),
                                name="terms_rate",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("pays_until", None), ("pays_until__gte", models.F("pays_from")), _connector="OR"),
                                name="terms_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("announced", "Annonce"),
                                    ("signed", "Signature"),
                                    ("amended", "Avenant"),
                                    ("cancelled", "Annulation"),
                                    ("paid", "Versement"),
                                    ("justified", "Justification"),
                                    ("recovered", "Récupération"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                        ("net", models.DecimalField(decimal_places=2, max_digits=14)),
                        ("value_on", models.DateField()),
                        ("recorded_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        ("note", models.TextField(blank=True)),
                        ("theme", models.CharField(blank=True, max_length=60)),
                        (
                            "instrument",
                            models.CharField(
                                choices=[
                                    ("subvention", "Subvention"),
                                    ("prix", "Prix ou dotation"),
                                    ("avance_recuperable", "Avance récupérable"),
                                    ("pret", "Prêt"),
                                    ("pret_participatif", "Prêt participatif"),
                                    ("garantie", "Garantie"),
                                    ("pret_honneur", "Prêt d’honneur"),
                                    ("fonds_propres", "Fonds propres"),
                                    ("quasi_fonds_propres", "Quasi-fonds propres"),
                                    ("contrat_impact", "Contrat à impact"),
                                    ("mecenat_financier", "Mécénat financier"),
                                    ("mecenat_nature", "Mécénat en nature"),
                                    ("mecenat_competences", "Mécénat de compétences"),
                                    ("participatif_don", "Financement participatif : don"),
                                    ("participatif_pret", "Financement participatif : prêt"),
                                    ("participatif_capital", "Financement participatif : capital"),
                                    ("marche_public", "Marché public"),
                                    ("commande_responsable", "Commande responsable"),
                                    ("benevolat_valorise", "Bénévolat valorisé"),
                                    ("ingenierie", "Ingénierie et conseil"),
                                    ("information", "Information"),
                                ],
                                max_length=24,
                            ),
                        ),
                        (
                            "origin",
                            models.CharField(
                                choices=[
                                    ("public_etat", "État"),
                                    ("public_collectivite", "Collectivité"),
                                    ("public_ue", "Union européenne"),
                                    ("public_operateur", "Opérateur public"),
                                    ("prive_banque", "Banque"),
                                    ("prive_fonds", "Fonds privé"),
                                    ("prive_entreprise", "Entreprise"),
                                    ("prive_fondation", "Fondation"),
                                    ("prive_citoyens", "Particuliers"),
                                    ("mixte", "Public et privé"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("public_share", models.DecimalField(decimal_places=4, max_digits=5)),
                        ("is_preexisting", models.BooleanField(default=False)),
                        ("is_from_vehicle", models.BooleanField(default=False)),
                        (
                            "vehicle_kind",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("fund", "Fonds d’investissement"),
                                    ("seed_fund", "Fonds d’amorçage"),
                                    ("outcome_fund", "Fonds de paiement au résultat"),
                                    ("programme", "Programme"),
                                ],
                                max_length=12,
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
                        (
                            "commitment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="commitments.commitment"
                            ),
                        ),
                        (
                            "counters",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="countered_by",
                                to="commitments.entry",
                            ),
                        ),
                        (
                            "region",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="geo.place",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["commitment_id", "recorded_at", "pk"],
                        "indexes": [models.Index(fields=["recorded_at"], name="entry_recorded")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount__range", (Decimal("-10000000000"), Decimal("10000000000"))),
                                    models.Q(("amount", 0), _negated=True),
                                ),
                                name="entry_amount",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind", "amended"),
                                    models.Q(
                                        ("amount__gt", 0), ("counters", None), ("kind__in", ["announced", "signed", "paid", "justified"])
                                    ),
                                    models.Q(
                                        ("amount__lt", 0),
                                        ("counters__isnull", False),
                                        ("kind__in", ["announced", "signed", "paid", "justified"]),
                                    ),
                                    models.Q(("amount__lt", 0), ("counters", None), ("kind__in", ["cancelled", "recovered"])),
                                    models.Q(("amount__gt", 0), ("counters__isnull", False), ("kind__in", ["cancelled", "recovered"])),
                                    _connector="OR",
                                ),
                                name="entry_sign",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind", "signed"),
                                    models.Q(("kind__in", ["announced", "amended", "cancelled", "recovered"]), ("net", models.F("amount"))),
                                    models.Q(("kind__in", ["paid", "justified"]), ("net", 0)),
                                    _connector="OR",
                                ),
                                name="entry_net",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
