"""The tables of the single desk of barriers."""

import datetime

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import frenchimpact.core.clock
import frenchimpact.core.fields
import frenchimpact.core.schema


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("core", "0001_search"),
        ("geo", "0002_names"),
        ("organisations", "0007_invitations_by_address"),
        ("projects", "0005_invitations_by_address"),
        ("territories", "0001_initial"),
    ]

    operations = [
        frenchimpact.core.schema.CreateModels(
            models=[
                migrations.CreateModel(
                    name="Norm",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("text", models.CharField(max_length=300)),
                        ("article", models.CharField(blank=True, max_length=60)),
                        ("title", models.CharField(blank=True, max_length=300)),
                        ("url", models.URLField(blank=True, max_length=500)),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("municipal", "La commune ou l’intercommunalité"),
                                    ("department", "Le département"),
                                    ("region", "La région"),
                                    ("state_local", "L’État dans les territoires"),
                                    ("state", "L’État"),
                                    ("parliament", "Le Parlement"),
                                    ("europe", "L’Union européenne"),
                                    ("private", "Un organisme privé"),
                                    ("unknown", "Pas encore qualifié"),
                                ],
                                default="unknown",
                                max_length=12,
                            ),
                        ),
                        ("read_on", models.DateField(blank=True, null=True)),
                        ("repealed_on", models.DateField(blank=True, null=True)),
                        (
                            "text_fold",
                            models.GeneratedField(
                                db_persist=True, expression=frenchimpact.core.fields.Fold("text"), output_field=models.TextField()
                            ),
                        ),
                        (
                            "article_fold",
                            models.GeneratedField(
                                db_persist=True, expression=frenchimpact.core.fields.Fold("article"), output_field=models.TextField()
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
                    ],
                    options={
                        "ordering": ["text", "article", "pk"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="norm_has_text"),
                            models.UniqueConstraint(fields=("text_fold", "article_fold"), name="norm_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("read_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("repealed_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                ),
                                name="norm_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Authority",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name", models.CharField(max_length=200)),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("municipal", "La commune ou l’intercommunalité"),
                                    ("department", "Le département"),
                                    ("region", "La région"),
                                    ("state_local", "L’État dans les territoires"),
                                    ("state", "L’État"),
                                    ("parliament", "Le Parlement"),
                                    ("europe", "L’Union européenne"),
                                    ("private", "Un organisme privé"),
                                    ("unknown", "Pas encore qualifié"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="geo.place"
                            ),
                        ),
                        (
                            "natures",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("loi", "Une loi"),
                                        ("decret_arrete", "Un décret ou un arrêté"),
                                        ("circulaire_doctrine", "Une circulaire ou une doctrine"),
                                        ("pratique_administrative", "Une pratique administrative"),
                                        ("delai", "Un délai"),
                                        ("norme_technique_privee", "Une norme technique privée"),
                                        ("droit_ue", "Le droit de l’Union européenne"),
                                        ("acte_local", "Une décision locale"),
                                        ("articulation_administrations", "Plusieurs administrations à accorder"),
                                        ("commande_publique", "La commande publique"),
                                        ("fiscalite", "La fiscalité"),
                                        ("statut_agrement", "Un statut ou un agrément"),
                                        ("droit_travail", "Le droit du travail"),
                                        ("assurance", "L’assurance"),
                                        ("urbanisme_foncier", "L’urbanisme ou le foncier"),
                                        ("donnees_si", "Des données ou un système d’information"),
                                        ("financement", "Un manque de financement"),
                                        ("inconnu", "Pas encore qualifié"),
                                    ],
                                    max_length=30,
                                ),
                                blank=True,
                                default=list,
                            ),
                        ),
                        (
                            "themes",
                            django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list),
                        ),
                        ("email", models.EmailField(max_length=254)),
                        ("phone", models.CharField(blank=True, max_length=30)),
                        ("sponsor_email", models.EmailField(blank=True, max_length=254)),
                        ("secretary_email", models.EmailField(blank=True, max_length=254)),
                        ("is_active", models.BooleanField(default=True)),
                    ],
                    options={
                        "verbose_name_plural": "authorities",
                        "ordering": ["name", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("name", ""), _negated=True), models.Q(("email", ""), _negated=True)),
                                name="authority_can_be_written_to",
                            ),
                            models.UniqueConstraint(fields=("name", "email"), name="authority_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseCounter",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("series", models.CharField(max_length=4)),
                        ("year", models.PositiveSmallIntegerField()),
                        ("last", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("series", "year"), name="barriers_counter_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Hacker",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "user",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="hacker_card", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        ("office", models.CharField(blank=True, max_length=200)),
                        (
                            "natures",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("loi", "Une loi"),
                                        ("decret_arrete", "Un décret ou un arrêté"),
                                        ("circulaire_doctrine", "Une circulaire ou une doctrine"),
                                        ("pratique_administrative", "Une pratique administrative"),
                                        ("delai", "Un délai"),
                                        ("norme_technique_privee", "Une norme technique privée"),
                                        ("droit_ue", "Le droit de l’Union européenne"),
                                        ("acte_local", "Une décision locale"),
                                        ("articulation_administrations", "Plusieurs administrations à accorder"),
                                        ("commande_publique", "La commande publique"),
                                        ("fiscalite", "La fiscalité"),
                                        ("statut_agrement", "Un statut ou un agrément"),
                                        ("droit_travail", "Le droit du travail"),
                                        ("assurance", "L’assurance"),
                                        ("urbanisme_foncier", "L’urbanisme ou le foncier"),
                                        ("donnees_si", "Des données ou un système d’information"),
                                        ("financement", "Un manque de financement"),
                                        ("inconnu", "Pas encore qualifié"),
                                    ],
                                    max_length=30,
                                ),
                                blank=True,
                                default=list,
                            ),
                        ),
                        (
                            "themes",
                            django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list),
                        ),
                        ("most_cases", models.PositiveSmallIntegerField(default=5)),
                        ("away_until", models.DateField(blank=True, null=True)),
                        ("wants_digest", models.BooleanField(default=True)),
                    ],
                    options={
                        "ordering": ["user_id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("away_until__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31)))),
                                name="hacker_days",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Pairing",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "project",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="pairings", to="projects.project"),
                        ),
                        (
                            "official",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="pairings",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("name", models.CharField(max_length=150)),
                        ("office", models.CharField(blank=True, max_length=200)),
                        ("email", models.EmailField(max_length=254)),
                        ("subject", models.TextField(max_length=2000)),
                        (
                            "state",
                            models.CharField(
                                choices=[("proposed", "Proposé"), ("running", "En cours"), ("declined", "Décliné"), ("ended", "Terminé")],
                                default="proposed",
                                max_length=8,
                            ),
                        ),
                        ("official_agreed_at", models.DateTimeField(blank=True, null=True)),
                        ("project_agreed_at", models.DateTimeField(blank=True, null=True)),
                        ("since", models.DateField(blank=True, null=True)),
                        ("until", models.DateField(blank=True, null=True)),
                        ("review", models.TextField(blank=True, max_length=4000)),
                        ("created_at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
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
                        "ordering": ["-created_at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "running"), _negated=True),
                                    models.Q(
                                        ("official_agreed_at__isnull", False),
                                        ("project_agreed_at__isnull", False),
                                        ("since__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="pairing_agreed_by_both",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("until", None), ("since", None), ("until__gte", models.F("since")), _connector="OR"),
                                name="pairing_in_order",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("proposed", "running"))), fields=("project", "email"), name="pairing_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("since__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("until__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                ),
                                name="pairing_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Synonym",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("words", models.CharField(help_text="separated by commas; each may be several words", max_length=500)),
                        ("changed_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
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
                        "ordering": ["words", "pk"],
                        "constraints": [models.CheckConstraint(condition=models.Q(("words__contains", ",")), name="synonym_of_another")],
                    },
                ),
                migrations.CreateModel(
                    name="Barrier",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("reference", models.CharField(max_length=20, unique=True)),
                        ("title", models.CharField(max_length=200)),
                        ("summary", models.TextField(blank=True, max_length=4000)),
                        (
                            "nature",
                            models.CharField(
                                choices=[
                                    ("loi", "Une loi"),
                                    ("decret_arrete", "Un décret ou un arrêté"),
                                    ("circulaire_doctrine", "Une circulaire ou une doctrine"),
                                    ("pratique_administrative", "Une pratique administrative"),
                                    ("delai", "Un délai"),
                                    ("norme_technique_privee", "Une norme technique privée"),
                                    ("droit_ue", "Le droit de l’Union européenne"),
                                    ("acte_local", "Une décision locale"),
                                    ("articulation_administrations", "Plusieurs administrations à accorder"),
                                    ("commande_publique", "La commande publique"),
                                    ("fiscalite", "La fiscalité"),
                                    ("statut_agrement", "Un statut ou un agrément"),
                                    ("droit_travail", "Le droit du travail"),
                                    ("assurance", "L’assurance"),
                                    ("urbanisme_foncier", "L’urbanisme ou le foncier"),
                                    ("donnees_si", "Des données ou un système d’information"),
                                    ("financement", "Un manque de financement"),
                                    ("inconnu", "Pas encore qualifié"),
                                ],
                                default="inconnu",
                                max_length=30,
                            ),
                        ),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("municipal", "La commune ou l’intercommunalité"),
                                    ("department", "Le département"),
                                    ("region", "La région"),
                                    ("state_local", "L’État dans les territoires"),
                                    ("state", "L’État"),
                                    ("parliament", "Le Parlement"),
                                    ("europe", "L’Union européenne"),
                                    ("private", "Un organisme privé"),
                                    ("unknown", "Pas encore qualifié"),
                                ],
                                default="unknown",
                                max_length=12,
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("as_the_law_stands", "Possible à droit constant"),
                                    ("legal_securing", "Sécurisation juridique (rescrit, position écrite)"),
                                    ("practice_change", "Changement de pratique"),
                                    ("prefect_derogation", "Dérogation du préfet"),
                                    ("state_experiment_regulatory", "Expérimentation de l’État, par décret ou arrêté"),
                                    ("state_experiment_legislative", "Expérimentation de l’État, par la loi"),
                                    ("local_experiment", "Expérimentation d’une collectivité"),
                                    ("norm_amendment", "Changement du texte"),
                                    ("refused", "Aucune voie : réponse négative motivée"),
                                ],
                                max_length=30,
                            ),
                        ),
                        (
                            "authority",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="barriers",
                                to="barriers.authority",
                            ),
                        ),
                        (
                            "themes",
                            django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "À lever"),
                                    ("lifted", "Levé"),
                                    ("partly", "Levé en partie"),
                                    ("stands", "Maintenu, avec sa raison"),
                                ],
                                default="open",
                                max_length=8,
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
                        ("changed_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        ("norms", models.ManyToManyField(related_name="barriers", through="barriers.BarrierNorm", to="barriers.norm")),
                    ],
                    options={
                        "ordering": ["-changed_at", "-pk"],
                        "constraints": [models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="barrier_has_title")],
                    },
                ),
                migrations.CreateModel(
                    name="PolicyNote",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("reference", models.CharField(max_length=20, unique=True)),
                        ("slug", models.SlugField(max_length=80, unique=True)),
                        ("title", models.CharField(max_length=200)),
                        ("request", models.TextField(blank=True, max_length=1000)),
                        (
                            "authority",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="notes",
                                to="barriers.authority",
                            ),
                        ),
                        ("authority_name", models.CharField(blank=True, max_length=200)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Brouillon"),
                                    ("sent", "Envoyée, réponse attendue"),
                                    ("answered", "Réponse publiée"),
                                    ("done", "Texte publié"),
                                    ("closed", "Close"),
                                ],
                                default="draft",
                                max_length=8,
                            ),
                        ),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                        ("answer_by", models.DateField(blank=True, null=True)),
                        (
                            "norm",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="notes",
                                to="barriers.norm",
                            ),
                        ),
                        ("text_reference", models.CharField(blank=True, max_length=300)),
                        ("text_url", models.URLField(blank=True, max_length=500)),
                        ("text_on", models.DateField(blank=True, null=True)),
                        ("link_serial", models.PositiveIntegerField(default=1)),
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
                        ("version", models.PositiveIntegerField(default=1)),
                        ("is_demo", models.BooleanField(default=False)),
                        ("barriers", models.ManyToManyField(related_name="notes", through="barriers.NoteBarrier", to="barriers.barrier")),
                    ],
                    options={
                        "ordering": ["-created_at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="note_has_title"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "draft"),
                                    models.Q(
                                        ("sent_at__isnull", False),
                                        models.Q(("authority_name", ""), _negated=True),
                                        models.Q(("request", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="note_sent_to_someone",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "done"), _negated=True),
                                    models.Q(("text_on__isnull", False), models.Q(("text_reference", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="note_done_by_a_text",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("answer_by__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("text_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                ),
                                name="note_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PairingMeeting",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "pairing",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="meetings", to="barriers.pairing"),
                        ),
                        ("on", models.DateField()),
                        ("notes", models.TextField(blank=True, max_length=6000)),
                        ("next_step", models.CharField(blank=True, max_length=300)),
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
                        "ordering": ["pairing_id", "-on", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31)))),
                                name="pairing_meeting_days",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BarrierNorm",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "barrier",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="norm_links", to="barriers.barrier"
                            ),
                        ),
                        (
                            "norm",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="barrier_links", to="barriers.norm"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["barrier_id", "pk"],
                        "constraints": [models.UniqueConstraint(fields=("barrier", "norm"), name="barrier_norm_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Case",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("reference", models.CharField(max_length=20, unique=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("received", "Reçu"),
                                    ("triage", "En cours de tri"),
                                    ("needs_information", "Précision demandée"),
                                    ("qualified", "Qualifié"),
                                    ("assigned", "Confié à un hacker public"),
                                    ("in_consultation", "Administrations consultées"),
                                    ("synthesis", "Synthèse en cours"),
                                    ("decision_pending", "Décision attendue"),
                                    ("outcome", "Réponse rendue"),
                                    ("follow_up", "Suivi de la réponse"),
                                    ("closed", "Clos"),
                                    ("duplicate", "Rattaché à un autre cas"),
                                    ("out_of_scope_redirected", "Orienté vers un autre service"),
                                    ("withdrawn", "Retiré par la personne"),
                                ],
                                default="received",
                                max_length=24,
                            ),
                        ),
                        (
                            "way",
                            models.CharField(
                                choices=[
                                    ("form", "Formulaire"),
                                    ("mail", "Mail"),
                                    ("territory", "Territoire"),
                                    ("desk", "Saisi par le guichet"),
                                ],
                                default="form",
                                max_length=10,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="barrier_cases",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=150)),
                        ("email", models.EmailField(max_length=254)),
                        ("phone", models.CharField(blank=True, max_length=30)),
                        ("language", models.CharField(default="fr", max_length=2)),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="barrier_cases",
                                to="projects.project",
                            ),
                        ),
                        (
                            "territory",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="barrier_cases",
                                to="territories.territory",
                            ),
                        ),
                        (
                            "request",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="barrier_case",
                                to="territories.supportrequest",
                            ),
                        ),
                        ("title", models.CharField(max_length=200)),
                        ("wish", models.TextField(max_length=6000)),
                        ("obstacle", models.TextField(blank=True, max_length=6000)),
                        ("norm_words", models.TextField(blank=True, max_length=2000)),
                        ("tried", models.TextField(blank=True, max_length=4000)),
                        ("since_words", models.CharField(blank=True, max_length=200)),
                        (
                            "place",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="geo.place"
                            ),
                        ),
                        ("place_words", models.CharField(blank=True, max_length=150)),
                        (
                            "themes",
                            django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list),
                        ),
                        ("lost_days", models.PositiveIntegerField(blank=True, null=True)),
                        ("lost_euros", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                        ("people_concerned", models.PositiveIntegerField(blank=True, null=True)),
                        ("urgent_on", models.DateField(blank=True, null=True)),
                        ("may_publish", models.BooleanField(default=False)),
                        (
                            "effect",
                            models.CharField(
                                choices=[
                                    ("blocked", "Le projet est arrêté"),
                                    ("slowed", "Le projet est ralenti"),
                                    ("cost", "Le projet coûte plus cher"),
                                    ("risk", "Le projet court un risque juridique"),
                                    ("unknown", "Pas encore dit"),
                                ],
                                default="unknown",
                                max_length=8,
                            ),
                        ),
                        (
                            "nature",
                            models.CharField(
                                choices=[
                                    ("loi", "Une loi"),
                                    ("decret_arrete", "Un décret ou un arrêté"),
                                    ("circulaire_doctrine", "Une circulaire ou une doctrine"),
                                    ("pratique_administrative", "Une pratique administrative"),
                                    ("delai", "Un délai"),
                                    ("norme_technique_privee", "Une norme technique privée"),
                                    ("droit_ue", "Le droit de l’Union européenne"),
                                    ("acte_local", "Une décision locale"),
                                    ("articulation_administrations", "Plusieurs administrations à accorder"),
                                    ("commande_publique", "La commande publique"),
                                    ("fiscalite", "La fiscalité"),
                                    ("statut_agrement", "Un statut ou un agrément"),
                                    ("droit_travail", "Le droit du travail"),
                                    ("assurance", "L’assurance"),
                                    ("urbanisme_foncier", "L’urbanisme ou le foncier"),
                                    ("donnees_si", "Des données ou un système d’information"),
                                    ("financement", "Un manque de financement"),
                                    ("inconnu", "Pas encore qualifié"),
                                ],
                                default="inconnu",
                                max_length=30,
                            ),
                        ),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("municipal", "La commune ou l’intercommunalité"),
                                    ("department", "Le département"),
                                    ("region", "La région"),
                                    ("state_local", "L’État dans les territoires"),
                                    ("state", "L’État"),
                                    ("parliament", "Le Parlement"),
                                    ("europe", "L’Union européenne"),
                                    ("private", "Un organisme privé"),
                                    ("unknown", "Pas encore qualifié"),
                                ],
                                default="unknown",
                                max_length=12,
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("as_the_law_stands", "Possible à droit constant"),
                                    ("legal_securing", "Sécurisation juridique (rescrit, position écrite)"),
                                    ("practice_change", "Changement de pratique"),
                                    ("prefect_derogation", "Dérogation du préfet"),
                                    ("state_experiment_regulatory", "Expérimentation de l’État, par décret ou arrêté"),
                                    ("state_experiment_legislative", "Expérimentation de l’État, par la loi"),
                                    ("local_experiment", "Expérimentation d’une collectivité"),
                                    ("norm_amendment", "Changement du texte"),
                                    ("refused", "Aucune voie : réponse négative motivée"),
                                ],
                                max_length=30,
                            ),
                        ),
                        (
                            "barrier",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="cases",
                                to="barriers.barrier",
                            ),
                        ),
                        (
                            "duplicate_of",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="duplicates",
                                to="barriers.case",
                            ),
                        ),
                        (
                            "redirection",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("individual_appeal", "Recours contre une décision"),
                                    ("procurement_dispute", "Litige de commande publique"),
                                    ("pure_money", "Demande de financement seule"),
                                    ("other_service", "Compétence d’un autre service"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("redirected_to", models.CharField(blank=True, max_length=300)),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("next_on", models.DateField(blank=True, null=True)),
                        ("next_what", models.CharField(blank=True, max_length=200)),
                        ("received_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("changed_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("link_serial", models.PositiveIntegerField(default=1)),
                        ("forgotten_at", models.DateTimeField(blank=True, null=True)),
                        ("is_demo", models.BooleanField(default=False)),
                        (
                            "words",
                            models.GeneratedField(
                                db_persist=True,
                                expression=django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.SearchVector(models.F("title"), config="public.fr", weight="A"),
                                    "||",
                                    django.contrib.postgres.search.SearchVector("wish", "obstacle", config="public.fr", weight="B"),
                                    django.contrib.postgres.search.SearchConfig("public.fr"),
                                ),
                                output_field=django.contrib.postgres.search.SearchVectorField(),
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-received_at", "-pk"],
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(fields=["words"], name="case_words"),
                            models.Index(condition=models.Q(("closed_at", None)), fields=["next_on", "id"], name="case_next"),
                            models.Index(fields=["state", "received_at", "id"], name="case_state"),
                            models.Index(fields=["owner", "next_on"], name="case_owner"),
                            models.Index(fields=["email"], name="case_email"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("title", ""), _negated=True), models.Q(("wish", ""), _negated=True)),
                                name="case_says_something",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("email", ""), _negated=True), ("forgotten_at__isnull", False), _connector="OR"
                                ),
                                name="case_can_be_answered",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        (
                                            "state__in",
                                            (
                                                "received",
                                                "triage",
                                                "needs_information",
                                                "qualified",
                                                "assigned",
                                                "in_consultation",
                                                "synthesis",
                                                "decision_pending",
                                                "outcome",
                                                "follow_up",
                                            ),
                                        ),
                                        _negated=True,
                                    ),
                                    models.Q(("next_on__isnull", False), models.Q(("next_what", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="case_never_sleeps",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state", "duplicate"), ("duplicate_of", None), _connector="OR"),
                                name="case_duplicate_of_one",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "duplicate"), _negated=True), ("duplicate_of__isnull", False), _connector="OR"
                                ),
                                name="case_duplicate_says_of_what",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("duplicate_of", models.F("pk")), _negated=True), name="case_duplicate_of_another"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "out_of_scope_redirected"), _negated=True),
                                    models.Q(("redirection", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="case_redirected_for_a_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("lost_euros", None), ("lost_euros__gte", 0), _connector="OR"),
                                name="case_loses_not_less",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("urgent_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("next_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                ),
                                name="case_days",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "received_at__range",
                                        (
                                            datetime.datetime(1990, 1, 1, 0, 0, tzinfo=datetime.UTC),
                                            datetime.datetime(2101, 12, 31, 0, 0, tzinfo=datetime.UTC),
                                        ),
                                    )
                                ),
                                name="case_instants",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NoteBarrier",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "note",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="barrier_links", to="barriers.policynote"
                            ),
                        ),
                        (
                            "barrier",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="note_links", to="barriers.barrier"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["note_id", "pk"],
                        "constraints": [models.UniqueConstraint(fields=("note", "barrier"), name="note_barrier_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Sentence",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "note",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="sentences", to="barriers.policynote"
                            ),
                        ),
                        ("rank", models.PositiveSmallIntegerField()),
                        ("text", models.TextField(max_length=2000)),
                    ],
                    options={
                        "ordering": ["note_id", "rank", "pk"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="sentence_says_something")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PolicyReply",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "note",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="replies", to="barriers.policynote"
                            ),
                        ),
                        (
                            "verdict",
                            models.CharField(
                                choices=[("adopted", "Suivie"), ("partly", "Suivie en partie"), ("refused", "Refusée")], max_length=8
                            ),
                        ),
                        ("reason", models.TextField(max_length=6000)),
                        ("text_reference", models.CharField(blank=True, max_length=300)),
                        ("expected_on", models.DateField(blank=True, null=True)),
                        ("signed_by", models.CharField(max_length=200)),
                        ("came_by_link", models.BooleanField(default=False)),
                        ("at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
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
                        "verbose_name_plural": "policy replies",
                        "ordering": ["note_id", "-at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("reason", ""), _negated=True), models.Q(("signed_by", ""), _negated=True)),
                                name="policy_reply_is_signed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("expected_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31)))),
                                name="policy_reply_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseNorm",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "case",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="norm_links", to="barriers.case"),
                        ),
                        (
                            "norm",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="case_links", to="barriers.norm"),
                        ),
                        ("note", models.TextField(blank=True, max_length=1000)),
                    ],
                    options={
                        "ordering": ["case_id", "pk"],
                        "constraints": [models.UniqueConstraint(fields=("case", "norm"), name="case_norm_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Analysis",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "case",
                            models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="analysis", to="barriers.case"),
                        ),
                        ("question", models.TextField(blank=True, max_length=3000)),
                        ("law", models.TextField(blank=True, max_length=6000)),
                        ("europe", models.TextField(blank=True, max_length=3000)),
                        ("who_decides", models.CharField(blank=True, max_length=300)),
                        ("options", models.TextField(blank=True, max_length=6000)),
                        ("risk", models.TextField(blank=True, max_length=3000)),
                        ("evidence", models.TextField(blank=True, max_length=3000)),
                        ("synthesis", models.TextField(blank=True, max_length=8000)),
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
                        ("version", models.PositiveIntegerField(default=1)),
                    ],
                    options={
                        "verbose_name_plural": "analyses",
                    },
                ),
                migrations.CreateModel(
                    name="CaseEvent",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="events", to="barriers.case")),
                        ("verb", models.CharField(max_length=30)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("received", "Reçu"),
                                    ("triage", "En cours de tri"),
                                    ("needs_information", "Précision demandée"),
                                    ("qualified", "Qualifié"),
                                    ("assigned", "Confié à un hacker public"),
                                    ("in_consultation", "Administrations consultées"),
                                    ("synthesis", "Synthèse en cours"),
                                    ("decision_pending", "Décision attendue"),
                                    ("outcome", "Réponse rendue"),
                                    ("follow_up", "Suivi de la réponse"),
                                    ("closed", "Clos"),
                                    ("duplicate", "Rattaché à un autre cas"),
                                    ("out_of_scope_redirected", "Orienté vers un autre service"),
                                    ("withdrawn", "Retiré par la personne"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("text", models.TextField(blank=True, max_length=3000)),
                        ("is_for_person", models.BooleanField(default=True)),
                        ("at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
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
                        "ordering": ["case_id", "at", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Pause",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="pauses", to="barriers.case")),
                        ("reason", models.CharField(max_length=500)),
                        ("since", models.DateField(default=frenchimpact.core.clock.today)),
                        ("until", models.DateField(blank=True, null=True)),
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
                        "ordering": ["case_id", "since", "pk"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="case_pause_for_a_reason"),
                            models.CheckConstraint(
                                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                                name="case_pause_in_order",
                            ),
                            models.UniqueConstraint(condition=models.Q(("until", None)), fields=("case",), name="case_pause_one_open"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("since__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("until__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                ),
                                name="case_pause_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Consultation",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="consultations", to="barriers.case"
                            ),
                        ),
                        ("question", models.TextField(max_length=2000)),
                        ("context", models.TextField(blank=True, max_length=4000)),
                        ("due_on", models.DateField()),
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
                    ],
                    options={
                        "ordering": ["case_id", "asked_at", "pk"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("question", ""), _negated=True), name="consultation_asks_something"),
                            models.CheckConstraint(
                                condition=models.Q(("due_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31)))),
                                name="consultation_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Assigned",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "case",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="assigned", to="barriers.case"),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="assigned_cases", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[("first", "Hacker du cas"), ("second", "Second hacker")], default="first", max_length=6
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "Proposé"),
                                    ("accepted", "Accepté"),
                                    ("declined", "Décliné"),
                                    ("lapsed", "Sans réponse"),
                                    ("ended", "Terminé"),
                                ],
                                default="proposed",
                                max_length=8,
                            ),
                        ),
                        ("reasons", models.JSONField(blank=True, default=list)),
                        ("ties", models.CharField(blank=True, max_length=500)),
                        ("proposed_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        ("answer_by", models.DateField()),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("reason", models.CharField(blank=True, max_length=500)),
                        ("handover", models.TextField(blank=True, max_length=6000)),
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
                        "ordering": ["case_id", "-proposed_at", "-pk"],
                        "indexes": [models.Index(condition=models.Q(("state", "proposed")), fields=["answer_by"], name="assigned_waiting")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("proposed", "accepted"))),
                                fields=("case", "role"),
                                name="assigned_one_of_each",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("proposed", "accepted"))),
                                fields=("case", "user"),
                                name="assigned_person_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "declined"), _negated=True), models.Q(("reason", ""), _negated=True), _connector="OR"
                                ),
                                name="assigned_declined_for_a_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "accepted"), _negated=True), ("answered_at__isnull", False), _connector="OR"
                                ),
                                name="assigned_accepted_at",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Outcome",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "case",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="outcomes", to="barriers.case"),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("clarification", "Possible à droit constant"),
                                    ("legal_securing", "Position écrite de l’administration"),
                                    ("practice_change", "Pratique changée"),
                                    ("prefect_derogation", "Dérogation du préfet"),
                                    ("state_experiment_regulatory", "Expérimentation de l’État (décret ou arrêté)"),
                                    ("state_experiment_legislative", "Expérimentation de l’État (loi)"),
                                    ("local_experiment", "Expérimentation d’une collectivité"),
                                    ("local_rule_changed", "Règle locale changée"),
                                    ("norm_amendment", "Texte changé"),
                                    ("redirected", "Orienté vers un autre service"),
                                    ("refused", "Impossible, avec la raison"),
                                    ("no_reply", "L’administration n’a pas répondu"),
                                    ("withdrawn", "Retiré par la personne"),
                                ],
                                max_length=30,
                            ),
                        ),
                        ("answer", models.TextField(max_length=8000)),
                        ("legal_basis", models.TextField(blank=True, max_length=3000)),
                        ("decided_by", models.CharField(blank=True, max_length=200)),
                        ("decided_on", models.DateField(blank=True, null=True)),
                        ("beneficiary", models.CharField(blank=True, max_length=300)),
                        ("starts_on", models.DateField(blank=True, null=True)),
                        ("ends_on", models.DateField(blank=True, null=True)),
                        ("conditions", models.TextField(blank=True, max_length=4000)),
                        ("evaluation", models.TextField(blank=True, max_length=4000)),
                        ("at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
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
                        "ordering": ["case_id", "-at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("answer", ""), _negated=True), name="outcome_answers"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_on", None), ("starts_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                                ),
                                name="outcome_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        (
                                            "kind__in",
                                            (
                                                "prefect_derogation",
                                                "state_experiment_regulatory",
                                                "state_experiment_legislative",
                                                "local_experiment",
                                            ),
                                        ),
                                        _negated=True,
                                    ),
                                    models.Q(
                                        ("ends_on__isnull", False),
                                        ("starts_on__isnull", False),
                                        models.Q(("legal_basis", ""), _negated=True),
                                        models.Q(("decided_by", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="outcome_experiment_is_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("starts_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("ends_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                ),
                                name="outcome_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Precedent",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("reference", models.CharField(max_length=20, unique=True)),
                        ("slug", models.SlugField(max_length=80, unique=True)),
                        (
                            "case",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="precedents",
                                to="barriers.case",
                            ),
                        ),
                        (
                            "barrier",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="precedents",
                                to="barriers.barrier",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Brouillon"),
                                    ("review", "En validation juridique"),
                                    ("valid", "En vigueur"),
                                    ("superseded", "Remplacée"),
                                    ("expired", "Périmée"),
                                    ("withdrawn", "Retirée"),
                                ],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("title", models.CharField(max_length=200)),
                        ("situation", models.TextField(blank=True, max_length=6000)),
                        ("question", models.TextField(blank=True, max_length=3000)),
                        ("answer", models.TextField(blank=True, max_length=8000)),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("clarification", "Possible à droit constant"),
                                    ("legal_securing", "Position écrite de l’administration"),
                                    ("practice_change", "Pratique changée"),
                                    ("prefect_derogation", "Dérogation du préfet"),
                                    ("state_experiment_regulatory", "Expérimentation de l’État (décret ou arrêté)"),
                                    ("state_experiment_legislative", "Expérimentation de l’État (loi)"),
                                    ("local_experiment", "Expérimentation d’une collectivité"),
                                    ("local_rule_changed", "Règle locale changée"),
                                    ("norm_amendment", "Texte changé"),
                                    ("redirected", "Orienté vers un autre service"),
                                    ("refused", "Impossible, avec la raison"),
                                    ("no_reply", "L’administration n’a pas répondu"),
                                    ("withdrawn", "Retiré par la personne"),
                                ],
                                max_length=30,
                            ),
                        ),
                        (
                            "nature",
                            models.CharField(
                                choices=[
                                    ("loi", "Une loi"),
                                    ("decret_arrete", "Un décret ou un arrêté"),
                                    ("circulaire_doctrine", "Une circulaire ou une doctrine"),
                                    ("pratique_administrative", "Une pratique administrative"),
                                    ("delai", "Un délai"),
                                    ("norme_technique_privee", "Une norme technique privée"),
                                    ("droit_ue", "Le droit de l’Union européenne"),
                                    ("acte_local", "Une décision locale"),
                                    ("articulation_administrations", "Plusieurs administrations à accorder"),
                                    ("commande_publique", "La commande publique"),
                                    ("fiscalite", "La fiscalité"),
                                    ("statut_agrement", "Un statut ou un agrément"),
                                    ("droit_travail", "Le droit du travail"),
                                    ("assurance", "L’assurance"),
                                    ("urbanisme_foncier", "L’urbanisme ou le foncier"),
                                    ("donnees_si", "Des données ou un système d’information"),
                                    ("financement", "Un manque de financement"),
                                    ("inconnu", "Pas encore qualifié"),
                                ],
                                default="inconnu",
                                max_length=30,
                            ),
                        ),
                        ("before", models.CharField(blank=True, max_length=300)),
                        ("after", models.CharField(blank=True, max_length=300)),
                        ("conditions", models.TextField(blank=True, max_length=4000)),
                        ("limits", models.TextField(blank=True, max_length=4000)),
                        ("legal_basis", models.TextField(blank=True, max_length=3000)),
                        ("decided_by", models.CharField(blank=True, max_length=200)),
                        ("decided_on", models.DateField(blank=True, null=True)),
                        (
                            "themes",
                            django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list),
                        ),
                        ("checked_on", models.DateField(blank=True, null=True)),
                        ("valid_until", models.DateField(blank=True, null=True)),
                        (
                            "superseded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="supersedes",
                                to="barriers.precedent",
                            ),
                        ),
                        ("state_reason", models.CharField(blank=True, max_length=500)),
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
                        (
                            "validated_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("validated_at", models.DateTimeField(blank=True, null=True)),
                        ("published_at", models.DateTimeField(blank=True, null=True)),
                        ("changed_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("is_demo", models.BooleanField(default=False)),
                        (
                            "words",
                            models.GeneratedField(
                                db_persist=True,
                                expression=django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.CombinedSearchVector(
                                        django.contrib.postgres.search.SearchVector(models.F("title"), config="public.fr", weight="A"),
                                        "||",
                                        django.contrib.postgres.search.SearchVector(
                                            "question", "situation", config="public.fr", weight="B"
                                        ),
                                        django.contrib.postgres.search.SearchConfig("public.fr"),
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector("answer", config="public.fr", weight="C"),
                                    django.contrib.postgres.search.SearchConfig("public.fr"),
                                ),
                                output_field=django.contrib.postgres.search.SearchVectorField(),
                            ),
                        ),
                        ("norms", models.ManyToManyField(related_name="precedents", through="barriers.PrecedentNorm", to="barriers.norm")),
                    ],
                    options={
                        "ordering": ["-published_at", "-pk"],
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(fields=["words"], name="precedent_words"),
                            models.Index(condition=models.Q(("state", "valid")), fields=["valid_until"], name="precedent_valid"),
                        ],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="precedent_has_title"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ("draft", "review")),
                                    models.Q(
                                        ("checked_on__isnull", False),
                                        ("published_at__isnull", False),
                                        ("valid_until__isnull", False),
                                        ("validated_by__isnull", False),
                                        models.Q(("question", ""), _negated=True),
                                        models.Q(("answer", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="precedent_published_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("validated_by", None),
                                    ("created_by", None),
                                    models.Q(("validated_by", models.F("created_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="precedent_two_people",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "superseded"), _negated=True), ("superseded_by__isnull", False), _connector="OR"
                                ),
                                name="precedent_superseded_by_one",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("superseded_by", models.F("pk")), _negated=True), name="precedent_superseded_by_another"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "withdrawn"), _negated=True),
                                    models.Q(("state_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="precedent_withdrawn_for_a_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("checked_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("valid_until__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                ),
                                name="precedent_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Evidence",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "sentence",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="evidence", to="barriers.sentence"),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("barrier", "Frein"),
                                    ("case", "Cas, sans nom"),
                                    ("precedent", "Réponse publiée"),
                                    ("experiment", "Expérimentation"),
                                    ("figure", "Chiffre d’un territoire ou d’un projet"),
                                    ("elsewhere", "Autre source"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("thing_id", models.BigIntegerField(blank=True, null=True)),
                        ("said", models.CharField(max_length=500)),
                        ("url", models.CharField(blank=True, max_length=500)),
                    ],
                    options={
                        "verbose_name_plural": "evidence",
                        "ordering": ["sentence_id", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("thing_id__isnull", False), models.Q(("url", ""), _negated=True), _connector="OR"),
                                name="evidence_can_be_followed",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("thing_id__isnull", False)),
                                fields=("sentence", "kind", "thing_id"),
                                name="evidence_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Asked",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "consultation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="asked", to="barriers.consultation"
                            ),
                        ),
                        (
                            "authority",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="asked",
                                to="barriers.authority",
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("email", models.EmailField(max_length=254)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "En attente"),
                                    ("answered", "Avis rendu"),
                                    ("forwarded", "Transmise à un autre service"),
                                    ("silent", "Sans réponse"),
                                    ("cancelled", "Question retirée"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        (
                            "opinion",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("favourable", "C’est possible"),
                                    ("reserved", "C’est possible à certaines conditions"),
                                    ("unfavourable", "Ce n’est pas possible"),
                                    ("no_competence", "Ce n’est pas de mon ressort"),
                                ],
                                max_length=14,
                            ),
                        ),
                        ("text", models.TextField(blank=True, max_length=20000)),
                        ("is_publishable", models.BooleanField(default=False)),
                        (
                            "way",
                            models.CharField(
                                blank=True,
                                choices=[("mail", "Mail"), ("link", "Page du lien"), ("desk", "Saisi par le guichet")],
                                max_length=4,
                            ),
                        ),
                        ("answered_by_name", models.CharField(blank=True, max_length=150)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "forwarded_from",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="forwarded_to",
                                to="barriers.asked",
                            ),
                        ),
                        ("due_on", models.DateField()),
                        ("reminded_at", models.DateTimeField(blank=True, null=True)),
                        ("sponsor_told_at", models.DateTimeField(blank=True, null=True)),
                        ("secretary_told_at", models.DateTimeField(blank=True, null=True)),
                        ("silent_at", models.DateTimeField(blank=True, null=True)),
                        ("bounced_at", models.DateTimeField(blank=True, null=True)),
                        ("link_serial", models.PositiveIntegerField(default=1)),
                    ],
                    options={
                        "verbose_name_plural": "asked",
                        "ordering": ["consultation_id", "pk"],
                        "indexes": [models.Index(condition=models.Q(("state", "waiting")), fields=["due_on"], name="asked_waiting")],
                        "constraints": [
                            models.UniqueConstraint(fields=("consultation", "email"), name="asked_once"),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("name", ""), _negated=True), models.Q(("email", ""), _negated=True)),
                                name="asked_can_be_written_to",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("answered_at__isnull", False), ("state", "answered"), models.Q(("opinion", ""), _negated=True)
                                    ),
                                    models.Q(models.Q(("state", "answered"), _negated=True), ("opinion", "")),
                                    _connector="OR",
                                ),
                                name="asked_answered_with_opinion",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "silent"), _negated=True), ("silent_at__isnull", False), _connector="OR"
                                ),
                                name="asked_silent_since",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("due_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31)))),
                                name="asked_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OutcomePlace",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "outcome",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="places", to="barriers.outcome"),
                        ),
                        ("place", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="geo.place")),
                    ],
                    options={
                        "ordering": ["outcome_id", "pk"],
                        "constraints": [models.UniqueConstraint(fields=("outcome", "place"), name="outcome_place_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Experiment",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("reference", models.CharField(max_length=20, unique=True)),
                        ("slug", models.SlugField(max_length=80, unique=True)),
                        ("title", models.CharField(max_length=200)),
                        ("object", models.TextField(max_length=4000)),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("as_the_law_stands", "Possible à droit constant"),
                                    ("legal_securing", "Sécurisation juridique (rescrit, position écrite)"),
                                    ("practice_change", "Changement de pratique"),
                                    ("prefect_derogation", "Dérogation du préfet"),
                                    ("state_experiment_regulatory", "Expérimentation de l’État, par décret ou arrêté"),
                                    ("state_experiment_legislative", "Expérimentation de l’État, par la loi"),
                                    ("local_experiment", "Expérimentation d’une collectivité"),
                                    ("norm_amendment", "Changement du texte"),
                                    ("refused", "Aucune voie : réponse négative motivée"),
                                ],
                                max_length=30,
                            ),
                        ),
                        ("legal_basis", models.TextField(max_length=3000)),
                        (
                            "outcome",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="experiment",
                                to="barriers.outcome",
                            ),
                        ),
                        (
                            "barrier",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="experiments",
                                to="barriers.barrier",
                            ),
                        ),
                        (
                            "authority",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="experiments",
                                to="barriers.authority",
                            ),
                        ),
                        ("authority_name", models.CharField(max_length=200)),
                        ("beneficiary", models.CharField(blank=True, max_length=300)),
                        ("conditions", models.TextField(blank=True, max_length=4000)),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("check_on", models.DateField()),
                        ("checked_on", models.DateField(blank=True, null=True)),
                        ("check_notes", models.TextField(blank=True, max_length=4000)),
                        ("evaluation_plan", models.TextField(blank=True, max_length=4000)),
                        ("evaluation", models.TextField(blank=True, max_length=8000)),
                        (
                            "ending",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("generalised", "Généralisée"),
                                    ("extended", "Prolongée"),
                                    ("maintained_partially", "Maintenue dans certains lieux"),
                                    ("stopped", "Arrêtée"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("ended_on", models.DateField(blank=True, null=True)),
                        ("ending_reason", models.TextField(blank=True, max_length=4000)),
                        (
                            "follower",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
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
                        ("version", models.PositiveIntegerField(default=1)),
                        ("is_demo", models.BooleanField(default=False)),
                        (
                            "norms",
                            models.ManyToManyField(related_name="experiments", through="barriers.ExperimentNorm", to="barriers.norm"),
                        ),
                    ],
                    options={
                        "ordering": ["ends_on", "pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("ending__in", ("", "extended"))), fields=["ends_on"], name="experiment_running"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("title", ""), _negated=True),
                                    models.Q(("object", ""), _negated=True),
                                    models.Q(("legal_basis", ""), _negated=True),
                                ),
                                name="experiment_is_described",
                            ),
                            models.CheckConstraint(condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="experiment_in_order"),
                            models.CheckConstraint(
                                condition=models.Q(("check_on__gte", models.F("starts_on")), ("check_on__lte", models.F("ends_on"))),
                                name="experiment_check_within",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_on", None), ("ending", "")),
                                    models.Q(
                                        ("ended_on__isnull", False),
                                        models.Q(("ending", ""), _negated=True),
                                        models.Q(("ending_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="experiment_decided_with_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("starts_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("ends_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("check_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("checked_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("ended_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                ),
                                name="experiment_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PrecedentNorm",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "precedent",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="norm_links", to="barriers.precedent"
                            ),
                        ),
                        (
                            "norm",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="precedent_links", to="barriers.norm"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["precedent_id", "pk"],
                        "constraints": [models.UniqueConstraint(fields=("precedent", "norm"), name="precedent_norm_once")],
                    },
                ),
                migrations.CreateModel(
                    name="PrecedentPlace",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "precedent",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="places", to="barriers.precedent"),
                        ),
                        ("place", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="geo.place")),
                    ],
                    options={
                        "ordering": ["precedent_id", "pk"],
                        "constraints": [models.UniqueConstraint(fields=("precedent", "place"), name="precedent_place_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Mask",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "precedent",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="masks", to="barriers.precedent"),
                        ),
                        ("found", models.CharField(max_length=200)),
                        ("replacement", models.CharField(max_length=200)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("person", "Nom de personne"),
                                    ("organisation", "Organisation"),
                                    ("place", "Lieu"),
                                    ("contact", "Adresse, téléphone ou numéro"),
                                    ("other", "Autre"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("is_hidden", models.BooleanField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["precedent_id", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("precedent", "found"), name="mask_once"),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("found", ""), _negated=True), models.Q(("replacement", ""), _negated=True)),
                                name="mask_hides_something",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PrecedentCheck",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "precedent",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="checks", to="barriers.precedent"),
                        ),
                        ("is_right", models.BooleanField()),
                        ("note", models.TextField(blank=True, max_length=2000)),
                        ("valid_until", models.DateField(blank=True, null=True)),
                        ("on", models.DateField(default=frenchimpact.core.clock.today)),
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
                        "ordering": ["precedent_id", "-on", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Feedback",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "precedent",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="feedback", to="barriers.precedent"
                            ),
                        ),
                        ("is_useful", models.BooleanField()),
                        ("comment", models.TextField(blank=True, max_length=1000)),
                        ("source", models.CharField(max_length=64)),
                        ("at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
                    ],
                    options={
                        "verbose_name_plural": "feedback",
                        "ordering": ["precedent_id", "-at", "-pk"],
                        "constraints": [models.UniqueConstraint(fields=("precedent", "source"), name="feedback_once")],
                    },
                ),
                migrations.CreateModel(
                    name="SameSituation",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "barrier",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="same_situations",
                                to="barriers.barrier",
                            ),
                        ),
                        (
                            "precedent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="same_situations",
                                to="barriers.precedent",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        (
                            "place",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="geo.place"
                            ),
                        ),
                        ("lost_days", models.PositiveIntegerField(blank=True, null=True)),
                        ("lost_euros", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                        ("text", models.CharField(blank=True, max_length=500)),
                        ("at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
                        ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                        ("is_told", models.BooleanField(default=False)),
                        ("language", models.CharField(default="fr", max_length=2)),
                    ],
                    options={
                        "ordering": ["-at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("barrier__isnull", False), ("precedent__isnull", False), _connector="OR"),
                                name="same_situation_as_something",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("lost_euros", None), ("lost_euros__gte", 0), _connector="OR"),
                                name="same_situation_loses_not_less",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("email", ""), _negated=True),
                                fields=("barrier", "precedent", "email"),
                                name="same_situation_once",
                                nulls_distinct=False,
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Message",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "case",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="barriers.case"),
                        ),
                        (
                            "circle",
                            models.CharField(
                                choices=[("person", "Usager"), ("administrations", "Administrations"), ("internal", "Interne")],
                                max_length=16,
                            ),
                        ),
                        (
                            "author",
                            models.CharField(
                                choices=[
                                    ("person", "La personne"),
                                    ("desk", "Le guichet"),
                                    ("administration", "Une administration"),
                                    ("system", "La plateforme"),
                                ],
                                max_length=16,
                            ),
                        ),
                        (
                            "asked",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="messages",
                                to="barriers.asked",
                            ),
                        ),
                        ("text", models.TextField(max_length=20000)),
                        ("came_by_mail", models.BooleanField(default=False)),
                        ("is_unsure", models.BooleanField(default=False)),
                        ("at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
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
                        "ordering": ["case_id", "at", "pk"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="case_message_says_something")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExperimentNorm",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "experiment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="norm_links", to="barriers.experiment"
                            ),
                        ),
                        (
                            "norm",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="experiment_links", to="barriers.norm"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["experiment_id", "pk"],
                        "constraints": [models.UniqueConstraint(fields=("experiment", "norm"), name="experiment_norm_once")],
                    },
                ),
                migrations.CreateModel(
                    name="ExperimentPlace",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "experiment",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="places", to="barriers.experiment"),
                        ),
                        ("place", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="geo.place")),
                        ("kept", models.BooleanField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["experiment_id", "pk"],
                        "constraints": [models.UniqueConstraint(fields=("experiment", "place"), name="experiment_place_once")],
                    },
                ),
                migrations.CreateModel(
                    name="ExperimentTerm",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "experiment",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="terms", to="barriers.experiment"),
                        ),
                        ("ends_on", models.DateField()),
                        ("ground", models.TextField(blank=True, max_length=3000)),
                        ("at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
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
                        "ordering": ["experiment_id", "at", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31)))),
                                name="experiment_term_days",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExperimentIndicator",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "experiment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="indicators", to="barriers.experiment"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("unit", models.CharField(blank=True, max_length=40)),
                        ("baseline", models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True)),
                        ("target", models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True)),
                    ],
                    options={
                        "ordering": ["experiment_id", "pk"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="experiment_indicator_has_name"),
                            models.UniqueConstraint(fields=("experiment", "name"), name="experiment_indicator_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExperimentWarning",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "experiment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="warnings", to="barriers.experiment"
                            ),
                        ),
                        ("ends_on", models.DateField()),
                        ("months", models.SmallIntegerField()),
                        ("sent_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                    ],
                    options={
                        "ordering": ["experiment_id", "ends_on", "-months"],
                        "constraints": [
                            models.UniqueConstraint(fields=("experiment", "ends_on", "months"), name="experiment_warned_once"),
                            models.CheckConstraint(
                                condition=models.Q(("months__in", (12, 6, 3, 1, 0, -1))), name="experiment_warning_months"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExperimentValue",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "indicator",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="values", to="barriers.experimentindicator"
                            ),
                        ),
                        ("on", models.DateField()),
                        ("value", models.DecimalField(decimal_places=4, max_digits=16)),
                        ("note", models.CharField(blank=True, max_length=500)),
                        ("at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
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
                        "ordering": ["indicator_id", "on", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31)))),
                                name="experiment_value_days",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
