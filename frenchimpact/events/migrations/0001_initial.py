"""The tables of events."""

import datetime
import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
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
        ("organisations", "0007_invitations_by_address"),
    ]

    operations = [
        frenchimpact.core.schema.CreateModels(
            models=[
                migrations.CreateModel(
                    name="EventCounter",
                    fields=[
                        ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                        ("last", models.PositiveIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name="Tour",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("slug", models.SlugField(max_length=80, unique=True)),
                        ("name", models.CharField(max_length=160)),
                        ("year", models.PositiveSmallIntegerField()),
                        ("summary", models.TextField(blank=True)),
                        ("is_public", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
                    ],
                    options={
                        "ordering": ["-year", "name"],
                        "constraints": [models.CheckConstraint(condition=models.Q(("year__range", (1990, 2100))), name="tour_year")],
                    },
                ),
                migrations.CreateModel(
                    name="Event",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("reference", models.CharField(max_length=20, unique=True)),
                        ("slug", models.SlugField(max_length=100, unique=True)),
                        ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("sequence", models.PositiveIntegerField(default=0)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("tour_stop", "Étape du Tour"),
                                    ("workshop", "Atelier"),
                                    ("webinar", "Webinaire"),
                                    ("jury_audition", "Audition de jury"),
                                    ("label_ceremony", "Remise de label"),
                                    ("learning_expedition", "Visite d’apprentissage"),
                                    ("hackathon", "Hackathon"),
                                    ("office_hours", "Permanence"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Brouillon"),
                                    ("published", "Publié"),
                                    ("postponed", "Reporté"),
                                    ("cancelled", "Annulé"),
                                    ("archived", "Archivé"),
                                ],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("state_reason", models.CharField(blank=True, max_length=500)),
                        ("title", models.CharField(max_length=160)),
                        ("summary", models.CharField(max_length=300)),
                        ("description", models.TextField(blank=True)),
                        (
                            "tour",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="stops", to="events.tour"
                            ),
                        ),
                        (
                            "organiser",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="organisations.organisation",
                            ),
                        ),
                        (
                            "themes",
                            django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list),
                        ),
                        (
                            "publics",
                            django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list),
                        ),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        ("time_zone", models.CharField(default="Europe/Paris", max_length=40)),
                        (
                            "way",
                            models.CharField(
                                choices=[("onsite", "Sur place"), ("remote", "À distance"), ("hybrid", "Sur place et à distance")],
                                default="onsite",
                                max_length=6,
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="geo.place"
                            ),
                        ),
                        ("venue", models.CharField(blank=True, max_length=200)),
                        ("address", models.CharField(blank=True, max_length=300)),
                        ("access_note", models.CharField(blank=True, max_length=1000)),
                        ("remote_url", models.URLField(blank=True, max_length=500)),
                        ("has_registration", models.BooleanField(default=True)),
                        ("opens_at", models.DateTimeField(blank=True, null=True)),
                        ("closes_at", models.DateTimeField(blank=True, null=True)),
                        ("capacity", models.PositiveIntegerField(blank=True, null=True)),
                        ("reserved", models.PositiveIntegerField(default=0)),
                        ("taken", models.PositiveIntegerField(default=0)),
                        ("asks_needs", models.BooleanField(default=True)),
                        ("asks_photo", models.BooleanField(default=False)),
                        ("report", models.TextField(blank=True)),
                        ("reported_at", models.DateTimeField(blank=True, null=True)),
                        ("replay_url", models.URLField(blank=True, max_length=500)),
                        ("published_at", models.DateTimeField(blank=True, null=True)),
                        ("changed_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
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
                        "ordering": ["starts_at", "pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "draft"), _negated=True), fields=["starts_at"], name="event_public_starts"
                            ),
                            models.Index(fields=["place"], name="event_place"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("title", ""), _negated=True), models.Q(("summary", ""), _negated=True)),
                                name="event_says_something",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="event_ends_after_it_began"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("way", "remote"), ("place__isnull", False), _connector="OR"), name="event_is_somewhere"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("opens_at", None), ("closes_at", None), ("closes_at__gt", models.F("opens_at")), _connector="OR"
                                ),
                                name="event_opens_then_closes",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("capacity", None), ("reserved", 0)),
                                    models.Q(
                                        (
                                            "capacity__gte",
                                            django.db.models.expressions.CombinedExpression(models.F("reserved"), "+", models.F("taken")),
                                        ),
                                        ("capacity__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="event_seats",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["cancelled", "postponed"]), _negated=True),
                                    models.Q(("state_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="event_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state", "draft"), ("published_at__isnull", False), _connector="OR"),
                                name="event_published_is_dated",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("tour", None), ("kind", "tour_stop"), _connector="OR"), name="event_of_a_tour_is_a_stop"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "starts_at__range",
                                        (
                                            datetime.datetime(1990, 1, 1, 0, 0, tzinfo=datetime.UTC),
                                            datetime.datetime(2101, 12, 31, 0, 0, tzinfo=datetime.UTC),
                                        ),
                                    ),
                                    (
                                        "ends_at__range",
                                        (
                                            datetime.datetime(1990, 1, 1, 0, 0, tzinfo=datetime.UTC),
                                            datetime.datetime(2101, 12, 31, 0, 0, tzinfo=datetime.UTC),
                                        ),
                                    ),
                                    (
                                        "opens_at__range",
                                        (
                                            datetime.datetime(1990, 1, 1, 0, 0, tzinfo=datetime.UTC),
                                            datetime.datetime(2101, 12, 31, 0, 0, tzinfo=datetime.UTC),
                                        ),
                                    ),
                                    (
                                        "closes_at__range",
                                        (
                                            datetime.datetime(1990, 1, 1, 0, 0, tzinfo=datetime.UTC),
                                            datetime.datetime(2101, 12, 31, 0, 0, tzinfo=datetime.UTC),
                                        ),
                                    ),
                                ),
                                name="event_instants",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Quota",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("event", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="quotas", to="events.event")),
                        ("name", models.CharField(max_length=100)),
                        ("seats", models.PositiveIntegerField()),
                        ("taken", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "ordering": ["event_id", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("event", "name"), name="event_quota_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), _negated=True), ("seats__gt", 0), ("taken__lte", models.F("seats"))
                                ),
                                name="event_quota_seats",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Session",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "event",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="sessions", to="events.event"),
                        ),
                        ("title", models.CharField(max_length=160)),
                        ("text", models.TextField(blank=True)),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        ("room", models.CharField(blank=True, max_length=100)),
                    ],
                    options={
                        "ordering": ["event_id", "starts_at", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("title", ""), _negated=True), ("ends_at__gt", models.F("starts_at"))),
                                name="event_session_times",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "starts_at__range",
                                        (
                                            datetime.datetime(1990, 1, 1, 0, 0, tzinfo=datetime.UTC),
                                            datetime.datetime(2101, 12, 31, 0, 0, tzinfo=datetime.UTC),
                                        ),
                                    ),
                                    (
                                        "ends_at__range",
                                        (
                                            datetime.datetime(1990, 1, 1, 0, 0, tzinfo=datetime.UTC),
                                            datetime.datetime(2101, 12, 31, 0, 0, tzinfo=datetime.UTC),
                                        ),
                                    ),
                                ),
                                name="event_session_instants",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EventChange",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "event",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="events.event"),
                        ),
                        ("sequence", models.PositiveIntegerField()),
                        ("verb", models.CharField(max_length=20)),
                        ("before", models.JSONField(default=dict)),
                        ("reason", models.CharField(blank=True, max_length=500)),
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
                        "ordering": ["event_id", "-sequence"],
                        "constraints": [models.UniqueConstraint(fields=("event", "sequence"), name="event_change_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Registration",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "event",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="registrations", to="events.event"),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "quota",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="registrations",
                                to="events.quota",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="registrations",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("name", models.CharField(max_length=150)),
                        ("email", models.EmailField(max_length=254)),
                        ("language", models.CharField(default="fr", max_length=2)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waitlisted", "En liste d’attente"),
                                    ("confirmed", "Inscription confirmée"),
                                    ("attended", "Venue constatée"),
                                    ("absent", "Absence constatée"),
                                    ("cancelled", "Inscription annulée"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("needs", models.CharField(blank=True, max_length=1000)),
                        ("photo", models.CharField(blank=True, choices=[("yes", "Oui"), ("no", "Non")], max_length=3)),
                        ("registered_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        ("waiting_since", models.DateTimeField(blank=True, null=True)),
                        ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                        ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                        ("arrived_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "checked_in_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("link_serial", models.PositiveSmallIntegerField(default=1)),
                    ],
                    options={
                        "ordering": ["event_id", "registered_at", "pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "waitlisted")), fields=["event", "waiting_since"], name="registration_waiting"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("event"), django.db.models.functions.text.Lower("email"), name="registration_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("name", ""), _negated=True), models.Q(("email", ""), _negated=True)),
                                name="registration_is_named",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "waitlisted"), _negated=True), ("waiting_since__isnull", False), _connector="OR"
                                ),
                                name="registration_waits_since",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "attended"), _negated=True), ("arrived_at__isnull", False), _connector="OR"
                                ),
                                name="registration_arrived_when",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Speaker",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "event",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="speakers", to="events.event"),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="speakers",
                                to="events.session",
                            ),
                        ),
                        ("name", models.CharField(max_length=150)),
                        ("role", models.CharField(blank=True, max_length=200)),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "ordering": ["event_id", "position", "pk"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="event_speaker_is_named")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Feedback",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "registration",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="feedback", to="events.registration"
                            ),
                        ),
                        ("was_useful", models.BooleanField()),
                        ("text", models.CharField(blank=True, max_length=2000)),
                        ("at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                    ],
                ),
            ],
        ),
    ]
