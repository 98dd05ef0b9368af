"""What is captured at an event: cards as devices sent them, append-only, and what they say, which may be erased."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import frenchimpact.core.clock

_KEPT = """
CREATE TRIGGER events_capture_append_only BEFORE UPDATE OR DELETE ON events_capture
  FOR EACH ROW EXECUTE FUNCTION core_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0003_letters"),
        ("projects", "0005_invitations_by_address"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Capture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_id", models.UUIDField(unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("check_in", "Arrivée"),
                            ("walk_in", "Arrivée sans inscription"),
                            ("project", "Projet"),
                            ("need", "Besoin"),
                            ("offer", "Offre"),
                            ("barrier", "Frein"),
                            ("introduction", "Mise en relation"),
                        ],
                        max_length=12,
                    ),
                ),
                ("captured_at", models.DateTimeField()),
                ("received_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="captures", to="events.event")),
                (
                    "registration",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="captures",
                        to="events.registration",
                    ),
                ),
            ],
            options={
                "ordering": ["event_id", "captured_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Card",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(blank=True, max_length=160)),
                ("text", models.CharField(max_length=600)),
                ("where", models.CharField(blank=True, max_length=120)),
                ("name", models.CharField(blank=True, max_length=150)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("consent", models.CharField(blank=True, max_length=500)),
                ("is_public", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "À suivre"), ("done", "Suivi"), ("dismissed", "Écarté")], default="open", max_length=10
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=20)),
                ("link_sent_at", models.DateTimeField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("capture", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="card", to="events.capture")),
                (
                    "declaration",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="projects.declaration"
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["capture_id"],
            },
        ),
        migrations.AddConstraint(
            model_name="capture",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["check_in", "walk_in"]), ("registration__isnull", False)),
                    models.Q(models.Q(("kind__in", ["check_in", "walk_in"]), _negated=True), ("registration__isnull", True)),
                    _connector="OR",
                ),
                name="capture_arrival_is_of_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="card_says_something"),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("email", ""), ("name", ""), ("phone", "")), models.Q(("consent", ""), _negated=True), _connector="OR"
                ),
                name="card_of_somebody_has_consent",
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "open"), ("settled_at__isnull", False), _connector="OR"), name="card_settled_when"
            ),
        ),
        migrations.RunSQL(_KEPT, migrations.RunSQL.noop),
    ]
