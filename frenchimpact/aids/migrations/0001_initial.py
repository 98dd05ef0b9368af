"""The tables of aids."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import frenchimpact.core.clock
import frenchimpact.core.fields
import frenchimpact.core.schema


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_search"),
        ("files", "0002_description_and_audience"),
        ("geo", "0002_names"),
        ("organisations", "0007_invitations_by_address"),
        ("projects", "0005_invitations_by_address"),
        ("vocabularies", "0002_known_codes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        frenchimpact.core.schema.CreateModels(
            models=[
                migrations.CreateModel(
                    name="Source",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("code", models.SlugField(max_length=60, unique=True)),
                        ("name", models.CharField(max_length=160)),
                        (
                            "shape",
                            models.CharField(
                                choices=[
                                    ("dispositif_aide_csv", "« dispositif-aide », CSV"),
                                    ("dispositif_aide_json", "« dispositif-aide », JSON"),
                                    ("aides_territoires", "JSON d’un catalogue d’aides aux territoires"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("url", models.URLField(blank=True, max_length=500)),
                        ("licence", models.CharField(blank=True, max_length=120)),
                        ("is_active", models.BooleanField(default=True)),
                        ("every_hours", models.PositiveSmallIntegerField(default=24)),
                        ("etag", models.CharField(blank=True, max_length=200)),
                        ("last_modified", models.CharField(blank=True, max_length=80)),
                        ("read_at", models.DateTimeField(blank=True, null=True)),
                        ("next_read_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        ("failures_count", models.PositiveSmallIntegerField(default=0)),
                        ("created_at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
                    ],
                    options={
                        "ordering": ["name", "pk"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("every_hours__range", (1, 720))), name="aid_source_rhythm")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Alert",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("email", models.EmailField(max_length=254)),
                        ("query", models.CharField(blank=True, max_length=600)),
                        (
                            "rhythm",
                            models.CharField(
                                choices=[("daily", "Chaque jour où il y a du nouveau"), ("weekly", "Chaque semaine où il y a du nouveau")],
                                default="daily",
                                max_length=6,
                            ),
                        ),
                        ("language", models.CharField(default="fr", max_length=2)),
                        ("key_digest", models.CharField(max_length=64, unique=True)),
                        ("created_at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
                        ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                        ("paused_until", models.DateField(blank=True, null=True)),
                        ("stopped_at", models.DateTimeField(blank=True, null=True)),
                        ("told_until", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["-created_at", "-pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("confirmed_at__isnull", False), ("stopped_at", None)),
                                fields=["told_until"],
                                name="aid_alert_running",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("stopped_at", None)), fields=("email", "query"), name="aid_alert_once"
                            ),
                            models.CheckConstraint(condition=models.Q(("email", ""), _negated=True), name="aid_alert_has_address"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Bit",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "scheme",
                            models.CharField(
                                choices=[("theme", "Thème"), ("public", "Public")],
                                max_length=10,
                            ),
                        ),
                        ("code", models.CharField(max_length=60)),
                        ("number", models.SmallIntegerField()),
                    ],
                    options={
                        "ordering": ["scheme", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("scheme", "code"), name="aid_bit_code"),
                            models.UniqueConstraint(fields=("scheme", "number"), name="aid_bit_number"),
                            models.CheckConstraint(condition=models.Q(("number__range", (0, 62))), name="aid_bit_fits"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Face",
                    fields=[
                        (
                            "project",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="face",
                                serialize=False,
                                to="projects.project",
                            ),
                        ),
                        ("forms", models.BigIntegerField(default=0)),
                        ("stage", models.BigIntegerField(default=0)),
                        ("themes", models.BigIntegerField(default=0)),
                        ("publics", models.BigIntegerField(default=0)),
                        ("places", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list)),
                        ("places_up", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list)),
                        ("budget", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                        ("founded_on", models.DateField(null=True)),
                        ("employees", models.DecimalField(decimal_places=2, max_digits=10, null=True)),
                        ("evidence", models.SmallIntegerField(null=True)),
                        ("is_qualified", models.BooleanField(default=False)),
                        ("is_public", models.BooleanField(default=False)),
                    ],
                    options={
                        "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["places_up"], name="aid_face_places")],
                    },
                ),
                migrations.CreateModel(
                    name="Aid",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("reference", models.CharField(max_length=20, unique=True)),
                        ("slug", models.SlugField(max_length=90, unique=True)),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("draft", "Brouillon"),
                                    ("submitted", "En attente de relecture"),
                                    ("published", "Publiée"),
                                    ("withdrawn", "Retirée"),
                                    ("merged", "Réunie à une autre"),
                                ],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("title", models.CharField(max_length=200)),
                        (
                            "title_fold",
                            models.GeneratedField(
                                db_persist=True, expression=frenchimpact.core.fields.Fold("title"), output_field=models.TextField()
                            ),
                        ),
                        ("promise", models.CharField(blank=True, max_length=180)),
                        ("description", models.TextField(blank=True, max_length=5000)),
                        ("eligibility", models.TextField(blank=True, max_length=5000)),
                        ("steps", models.TextField(blank=True, max_length=5000)),
                        (
                            "instruments",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
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
                                    max_length=30,
                                ),
                                blank=True,
                                default=list,
                            ),
                        ),
                        (
                            "origin",
                            models.CharField(
                                blank=True,
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
                                max_length=20,
                            ),
                        ),
                        (
                            "funder",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="aids",
                                to="organisations.organisation",
                            ),
                        ),
                        ("funder_name", models.CharField(blank=True, max_length=300)),
                        ("partners", models.JSONField(blank=True, default=list)),
                        (
                            "programmes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=200), blank=True, default=list
                            ),
                        ),
                        (
                            "generic",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="variants", to="aids.aid"
                            ),
                        ),
                        ("is_generic", models.BooleanField(default=False)),
                        ("ticket_min", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                        ("ticket_max", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                        ("rate_max", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
                        ("own_funds_times", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
                        ("amounts_note", models.CharField(blank=True, max_length=300)),
                        (
                            "rhythm",
                            models.CharField(
                                choices=[
                                    ("once", "Une seule fois"),
                                    ("permanent", "Toute l’année"),
                                    ("recurring", "Revient régulièrement"),
                                ],
                                default="permanent",
                                max_length=10,
                            ),
                        ),
                        ("opens_on", models.DateField(blank=True, null=True)),
                        ("closes_on", models.DateField(blank=True, null=True)),
                        ("next_opens_on", models.DateField(blank=True, null=True)),
                        ("next_closes_on", models.DateField(blank=True, null=True)),
                        (
                            "documents",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=200), blank=True, default=list
                            ),
                        ),
                        (
                            "way",
                            models.CharField(
                                choices=[("application", "Un dossier à déposer"), ("introduction", "Une mise en relation")],
                                default="application",
                                max_length=12,
                            ),
                        ),
                        ("apply_url", models.URLField(blank=True, max_length=500)),
                        ("source_url", models.URLField(blank=True, max_length=500)),
                        ("contact", models.CharField(blank=True, max_length=300)),
                        ("contact_email", models.EmailField(blank=True, max_length=254)),
                        (
                            "source",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="aids", to="aids.source"
                            ),
                        ),
                        ("source_key", models.CharField(blank=True, max_length=200)),
                        ("origins", models.JSONField(blank=True, default=dict)),
                        ("extra", models.JSONField(blank=True, default=dict)),
                        ("checked_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="absorbed", to="aids.aid"
                            ),
                        ),
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
                        ("updated_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("marks", models.JSONField(blank=True, default=dict)),
                        ("is_demo", models.BooleanField(default=False)),
                        ("places", models.ManyToManyField(related_name="+", through="aids.AidPlace", to="geo.place")),
                    ],
                    options={
                        "ordering": ["-published_at", "-pk"],
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                django.contrib.postgres.indexes.OpClass(models.F("title_fold"), name="gin_trgm_ops"),
                                name="aid_title_trigram",
                            ),
                            models.Index(condition=models.Q(("status", "published")), fields=["closes_on"], name="aid_closing"),
                        ],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="aid_has_title"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ticket_min", None), ("ticket_max", None), ("ticket_min__lte", models.F("ticket_max")), _connector="OR"
                                ),
                                name="aid_ticket_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ticket_min", None), ("ticket_min__gte", 0), _connector="OR"),
                                    models.Q(("ticket_max", None), ("ticket_max__gt", 0), _connector="OR"),
                                ),
                                name="aid_ticket_positive",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("rate_max", None), models.Q(("rate_max__gt", 0), ("rate_max__lte", 100)), _connector="OR"
                                ),
                                name="aid_rate_is_percent",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("own_funds_times", None), ("own_funds_times__gt", 0), _connector="OR"),
                                name="aid_own_funds_positive",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("opens_on", None), ("closes_on", None), ("opens_on__lte", models.F("closes_on")), _connector="OR"
                                ),
                                name="aid_dates_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("next_opens_on", None),
                                    ("next_closes_on", None),
                                    ("next_opens_on__lte", models.F("next_closes_on")),
                                    _connector="OR",
                                ),
                                name="aid_next_dates_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("rhythm", "permanent"), _negated=True), ("closes_on", None), _connector="OR"),
                                name="aid_permanent_has_no_end",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("funder__isnull", False), models.Q(("funder_name", ""), _negated=True), _connector="OR"
                                ),
                                name="aid_has_funder",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "published"), _negated=True), ("published_at__isnull", False), _connector="OR"
                                ),
                                name="aid_published_dated",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("merged_into__isnull", False), ("status", "merged")),
                                    models.Q(models.Q(("status", "merged"), _negated=True), ("merged_into", None)),
                                    _connector="OR",
                                ),
                                name="aid_merged_pair",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("merged_into", None), models.Q(("merged_into", models.F("id")), _negated=True), _connector="OR"
                                ),
                                name="aid_not_into_itself",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("generic", None), models.Q(("generic", models.F("id")), _negated=True), _connector="OR"
                                ),
                                name="aid_not_its_own_variant",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("source_key", ""), _negated=True),
                                fields=("source", "source_key"),
                                name="aid_source_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Run",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("source", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="runs", to="aids.source")),
                        ("started_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("is_dry", models.BooleanField(default=False)),
                        ("read_count", models.PositiveIntegerField(default=0)),
                        ("created_count", models.PositiveIntegerField(default=0)),
                        ("updated_count", models.PositiveIntegerField(default=0)),
                        ("unchanged_count", models.PositiveIntegerField(default=0)),
                        ("refused_count", models.PositiveIntegerField(default=0)),
                        ("gone_count", models.PositiveIntegerField(default=0)),
                        ("digest", models.CharField(blank=True, max_length=64)),
                        ("error", models.TextField(blank=True)),
                    ],
                    options={
                        "ordering": ["-started_at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "read_count",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    models.F("created_count"), "+", models.F("updated_count")
                                                ),
                                                "+",
                                                models.F("unchanged_count"),
                                            ),
                                            "+",
                                            models.F("refused_count"),
                                        ),
                                    ),
                                    ("ended_at", None),
                                    _connector="OR",
                                ),
                                name="aid_run_counts_add_up",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AidPlace",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("aid", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="aid_places", to="aids.aid")),
                        ("place", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="geo.place")),
                        ("is_excluded", models.BooleanField(default=False)),
                    ],
                    options={
                        "ordering": ["aid_id", "is_excluded", "pk"],
                        "constraints": [models.UniqueConstraint(fields=("aid", "place"), name="aid_place_once")],
                    },
                ),
                migrations.CreateModel(
                    name="AidChange",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("aid", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="aids.aid")),
                        ("field", models.CharField(max_length=40)),
                        ("before", models.TextField(blank=True)),
                        ("after", models.TextField(blank=True)),
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
                        "ordering": ["aid_id", "-at", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="LinkCheck",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("aid", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="link_checks", to="aids.aid")),
                        ("url", models.URLField(max_length=500)),
                        ("at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
                        ("code", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("is_ok", models.BooleanField()),
                        ("words", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "ordering": ["aid_id", "url", "-at", "-pk"],
                        "indexes": [models.Index(fields=["aid", "url", "-at"], name="aid_link_latest")],
                    },
                ),
                migrations.CreateModel(
                    name="AidReport",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("aid", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="reports", to="aids.aid")),
                        ("text", models.TextField(max_length=2000)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
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
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "closed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("answer", models.TextField(blank=True, max_length=2000)),
                    ],
                    options={
                        "ordering": ["-at", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="AidDocument",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("aid", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="files", to="aids.aid")),
                        ("file", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile")),
                        ("title", models.CharField(max_length=160)),
                    ],
                    options={
                        "ordering": ["aid_id", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="AidDay",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("aid", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="days", to="aids.aid")),
                        ("on", models.DateField()),
                        ("views_count", models.PositiveIntegerField(default=0)),
                        ("clicks_count", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "ordering": ["aid_id", "on"],
                        "constraints": [models.UniqueConstraint(fields=("aid", "on"), name="aid_day_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Find",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "project",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="aid_finds", to="projects.project"),
                        ),
                        ("aid", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="finds", to="aids.aid")),
                        ("at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        ("told_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["project_id", "-at", "-pk"],
                        "indexes": [models.Index(condition=models.Q(("told_at", None)), fields=["project"], name="aid_find_waiting")],
                        "constraints": [models.UniqueConstraint(fields=("project", "aid"), name="aid_find_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Reminder",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="aid_reminders", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("aid", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="reminders", to="aids.aid")),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="aid_reminders",
                                to="projects.project",
                            ),
                        ),
                        ("on", models.DateField()),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        ("created_at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
                        ("told_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["on", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("told_at", None)),
                                fields=("user", "aid", "project"),
                                name="aid_reminder_once",
                                nulls_distinct=False,
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Twin",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("first", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="aids.aid")),
                        ("second", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="aids.aid")),
                        ("likeness", models.PositiveSmallIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "À regarder"), ("same", "La même aide"), ("different", "Deux aides différentes")],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("found_at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "closed_by",
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
                        "ordering": ["-likeness", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("first", "second"), name="aid_twin_once"),
                            models.CheckConstraint(condition=models.Q(("first__lt", models.F("second"))), name="aid_twin_in_order"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Rule",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("aid", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="rules", to="aids.aid")),
                        (
                            "subject",
                            models.CharField(
                                choices=[
                                    ("form", "Forme de la structure"),
                                    ("stage", "Étape du projet"),
                                    ("theme", "Thèmes"),
                                    ("public", "Publics"),
                                    ("budget", "Budget annuel, en euros"),
                                    ("amount", "Montant recherché, en euros"),
                                    ("age", "Ancienneté de la structure, en mois"),
                                    ("employees", "Emplois, en équivalent temps plein"),
                                    ("evidence", "Niveau de preuve"),
                                    ("qualified", "Projet qualifié par le programme"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "values",
                            django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list),
                        ),
                        ("minimum", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                        ("maximum", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                        ("is_wish", models.BooleanField(default=False)),
                        ("note", models.CharField(blank=True, max_length=300)),
                    ],
                    options={
                        "ordering": ["aid_id", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("aid", "subject", "is_wish"), name="aid_rule_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("subject__in", ("form", "stage", "theme", "public")),
                                        ("maximum", None),
                                        ("minimum", None),
                                        ("values__len__gte", 1),
                                    ),
                                    models.Q(
                                        ("subject__in", ("budget", "amount", "age", "employees", "evidence")),
                                        ("values", []),
                                        models.Q(("minimum__isnull", False), ("maximum__isnull", False), _connector="OR"),
                                    ),
                                    models.Q(("maximum", None), ("minimum", None), ("subject", "qualified"), ("values", [])),
                                    _connector="OR",
                                ),
                                name="aid_rule_says_something",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("minimum", None), ("maximum", None), ("minimum__lte", models.F("maximum")), _connector="OR"
                                ),
                                name="aid_rule_bounds_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("minimum", None), ("minimum__gte", 0), _connector="OR"), name="aid_rule_not_negative"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("is_wish", False), ("subject__in", ("theme", "public")), _connector="OR"),
                                name="aid_rule_wish_of_theme",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Terms",
                    fields=[
                        (
                            "aid",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="terms",
                                serialize=False,
                                to="aids.aid",
                            ),
                        ),
                        ("forms", models.BigIntegerField(default=-1)),
                        ("stages", models.BigIntegerField(default=-1)),
                        ("themes", models.BigIntegerField(default=-1)),
                        ("publics", models.BigIntegerField(default=-1)),
                        ("liked_themes", models.BigIntegerField(default=0)),
                        ("liked_publics", models.BigIntegerField(default=0)),
                        ("places", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField())),
                        ("places_up", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField())),
                        ("excluded", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list)),
                        ("nearness", models.SmallIntegerField()),
                        ("budget_min", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                        ("budget_max", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                        ("amount_min", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                        ("amount_max", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                        ("age_min", models.SmallIntegerField(null=True)),
                        ("age_max", models.SmallIntegerField(null=True)),
                        ("employees_min", models.DecimalField(decimal_places=2, max_digits=10, null=True)),
                        ("employees_max", models.DecimalField(decimal_places=2, max_digits=10, null=True)),
                        ("evidence_min", models.SmallIntegerField(null=True)),
                        ("evidence_max", models.SmallIntegerField(null=True)),
                        ("needs_qualified", models.BooleanField(default=False)),
                        ("conditions_count", models.SmallIntegerField()),
                        ("instruments", models.BigIntegerField(default=0)),
                        ("opens_on", models.DateField(null=True)),
                        ("closes_on", models.DateField(null=True)),
                    ],
                    options={
                        "verbose_name_plural": "terms",
                    },
                ),
                migrations.CreateModel(
                    name="Choice",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="aid_choices", to="projects.project"
                            ),
                        ),
                        ("aid", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="choices", to="aids.aid")),
                        ("side", models.CharField(choices=[("project", "Le projet"), ("funder", "Le financeur")], max_length=8)),
                        ("answer", models.CharField(choices=[("kept", "À étudier"), ("not_for_us", "Pas pour nous")], max_length=12)),
                        (
                            "subject",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("form", "Forme de la structure"),
                                    ("stage", "Étape du projet"),
                                    ("theme", "Thèmes"),
                                    ("public", "Publics"),
                                    ("budget", "Budget annuel, en euros"),
                                    ("amount", "Montant recherché, en euros"),
                                    ("age", "Ancienneté de la structure, en mois"),
                                    ("employees", "Emplois, en équivalent temps plein"),
                                    ("evidence", "Niveau de preuve"),
                                    ("qualified", "Projet qualifié par le programme"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=500)),
                        ("at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        (
                            "by",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                        ),
                    ],
                    options={
                        "ordering": ["-at", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("project", "aid", "side"), name="aid_choice_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answer", "not_for_us"), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    models.Q(("subject", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="aid_choice_no_has_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FundingRequest",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("reference", models.CharField(max_length=20, unique=True)),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="funding_requests", to="projects.project"
                            ),
                        ),
                        ("aid", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="requests", to="aids.aid")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "En préparation"),
                                    ("introduced", "Mise en relation faite"),
                                    ("applied", "Demande envoyée"),
                                    ("acknowledged", "Reçue par le financeur"),
                                    ("in_review", "En cours d’examen"),
                                    ("more_information", "Complément demandé"),
                                    ("committee", "En comité"),
                                    ("accepted_in_principle", "Accord de principe"),
                                    ("contracted", "Signée"),
                                    ("declined", "Refusée"),
                                    ("withdrawn", "Abandonnée par le projet"),
                                ],
                                default="draft",
                                max_length=24,
                            ),
                        ),
                        ("amount_asked", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                        ("amount_obtained", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                        ("purpose", models.TextField(blank=True, max_length=3000)),
                        (
                            "decline_subject",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("form", "Forme de la structure"),
                                    ("stage", "Étape du projet"),
                                    ("theme", "Thèmes"),
                                    ("public", "Publics"),
                                    ("budget", "Budget annuel, en euros"),
                                    ("amount", "Montant recherché, en euros"),
                                    ("age", "Ancienneté de la structure, en mois"),
                                    ("employees", "Emplois, en équivalent temps plein"),
                                    ("evidence", "Niveau de preuve"),
                                    ("qualified", "Projet qualifié par le programme"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("decline_reason", models.TextField(blank=True, max_length=2000)),
                        ("created_at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
                        (
                            "created_by",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                        ),
                        ("changed_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        ("outcome_asked_at", models.DateTimeField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                    ],
                    options={
                        "ordering": ["-changed_at", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("contracted", "declined", "withdrawn")), _negated=True),
                                fields=("project", "aid"),
                                name="aid_request_one_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount_asked", None), ("amount_asked__gt", 0), _connector="OR"),
                                name="aid_request_asks_something",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount_obtained", None), ("amount_obtained__gte", 0), _connector="OR"),
                                name="aid_request_obtains_not_less",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "declined"), _negated=True),
                                    models.Q(("decline_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="aid_request_declined_with_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Contest",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("aid", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="contests", to="aids.aid")),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="aid_contests",
                                to="projects.project",
                            ),
                        ),
                        ("trace", models.JSONField(default=list)),
                        ("text", models.TextField(max_length=2000)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
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
                        ("answer", models.TextField(blank=True, max_length=2000)),
                    ],
                    options={
                        "ordering": ["-at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("answered_at", None), models.Q(("answer", ""), _negated=True), _connector="OR"),
                                name="aid_contest_answered_in_words",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Refusal",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("run", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="refusals", to="aids.run")),
                        ("line", models.PositiveIntegerField()),
                        ("key", models.CharField(blank=True, max_length=200)),
                        ("reason", models.TextField()),
                        ("raw", models.TextField(blank=True)),
                    ],
                    options={
                        "ordering": ["run_id", "line", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="RequestEvent",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "request",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="events", to="aids.fundingrequest"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "En préparation"),
                                    ("introduced", "Mise en relation faite"),
                                    ("applied", "Demande envoyée"),
                                    ("acknowledged", "Reçue par le financeur"),
                                    ("in_review", "En cours d’examen"),
                                    ("more_information", "Complément demandé"),
                                    ("committee", "En comité"),
                                    ("accepted_in_principle", "Accord de principe"),
                                    ("contracted", "Signée"),
                                    ("declined", "Refusée"),
                                    ("withdrawn", "Abandonnée par le projet"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("text", models.TextField(blank=True, max_length=3000)),
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
                        "ordering": ["request_id", "at", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Introduction",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="introductions", to="projects.project"
                            ),
                        ),
                        (
                            "funder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="introductions", to="organisations.organisation"
                            ),
                        ),
                        (
                            "aid",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="introductions",
                                to="aids.aid",
                            ),
                        ),
                        (
                            "request",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="introduction",
                                to="aids.fundingrequest",
                            ),
                        ),
                        (
                            "proposed_by_side",
                            models.CharField(choices=[("project", "Le projet"), ("funder", "Le financeur")], max_length=8),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "Proposée"),
                                    ("accepted", "Acceptée"),
                                    ("declined", "Déclinée"),
                                    ("expired", "Sans réponse"),
                                    ("closed", "Terminée"),
                                ],
                                default="proposed",
                                max_length=8,
                            ),
                        ),
                        ("teaser", models.TextField(max_length=1500)),
                        ("needs_secrecy", models.BooleanField(default=False)),
                        ("proposed_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        (
                            "proposed_by",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                        ),
                        ("expires_on", models.DateField()),
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
                        ("decline_reason", models.CharField(blank=True, max_length=500)),
                    ],
                    options={
                        "ordering": ["-proposed_at", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("proposed", "accepted"))),
                                fields=("project", "funder", "aid"),
                                name="aid_introduction_one_open",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answered_at", None), ("state__in", ("proposed", "expired"))),
                                    models.Q(
                                        models.Q(("state__in", ("proposed", "expired")), _negated=True), ("answered_at__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="aid_introduction_answered",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Message",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "introduction",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="aids.introduction"),
                        ),
                        ("side", models.CharField(choices=[("project", "Le projet"), ("funder", "Le financeur")], max_length=8)),
                        ("text", models.TextField(max_length=10000)),
                        ("at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
                        (
                            "by",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                        ),
                        ("came_by_mail", models.BooleanField(default=False)),
                    ],
                    options={
                        "ordering": ["introduction_id", "at", "pk"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="aid_message_says_something")
                        ],
                    },
                ),
            ],
        ),
    ]
