"""Promotions: the projects that a call gathers, and what the database itself holds of them.

A place is that of the file's project in the file's wave; histories and figures are never rewritten.
"""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import frenchimpact.core.clock
import frenchimpact.core.schema

_SQL = """
CREATE FUNCTION support_participant_by_its_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (OLD.promotion_id, OLD.project_id, OLD.application_id) = (NEW.promotion_id, NEW.project_id, NEW.application_id) THEN
    RETURN NEW;
  END IF;
  IF NOT EXISTS (
    SELECT 1 FROM calls_application a JOIN support_promotion p ON p.id = NEW.promotion_id
    WHERE a.id = NEW.application_id AND a.project_id = NEW.project_id AND a.cohort_id = p.cohort_id
  ) THEN
    RAISE EXCEPTION 'a project takes part by its own file in that wave'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'participant_by_its_file';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER support_participant_by_its_file BEFORE INSERT OR UPDATE ON support_participant
  FOR EACH ROW EXECUTE FUNCTION support_participant_by_its_file();
CREATE FUNCTION support_participant_of_its_project() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.support_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM support_support WHERE id = NEW.support_id AND project_id = NEW.project_id) THEN
    RAISE EXCEPTION 'a support is that of the project' USING ERRCODE = 'check_violation', CONSTRAINT = 'participant_support_of_project';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER support_participant_of_its_project BEFORE INSERT OR UPDATE ON support_participant
  FOR EACH ROW EXECUTE FUNCTION support_participant_of_its_project();
CREATE TRIGGER support_participantmove_append_only BEFORE UPDATE OR DELETE ON support_participantmove
  FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER support_participantfigure_append_only BEFORE UPDATE OR DELETE ON support_participantfigure
  FOR EACH ROW EXECUTE FUNCTION core_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0006_criterion_next_step"),
        ("impact", "0012_boxes_as_published"),
        ("methods", "0002_kept_by_the_database"),
        ("organisations", "0008_confirmed_numbers"),
        ("projects", "0005_invitations_by_address"),
        ("support", "0003_pass_offered"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        frenchimpact.core.schema.CreateModels(
            models=[
                migrations.CreateModel(
                    name="Promotion",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "cohort",
                            models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="promotion", to="calls.cohort"),
                        ),
                        (
                            "structure",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="promotions", to="organisations.organisation"
                            ),
                        ),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("opened_at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
                        (
                            "opened_by",
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
                        "ordering": ["-starts_on", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gt", models.F("starts_on"))), name="promotion_ends_after_it_began"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("starts_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("ends_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                ),
                                name="promotion_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Participant",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "promotion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="participants", to="support.promotion"
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="promotions", to="projects.project"
                            ),
                        ),
                        (
                            "application",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="promotions", to="calls.application"
                            ),
                        ),
                        (
                            "support",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="participant",
                                to="support.support",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("candidate", "Candidat"),
                                    ("selected", "Sélectionné"),
                                    ("in_support", "En accompagnement"),
                                    ("graduated", "Diplômé"),
                                    ("left", "Parti"),
                                ],
                                default="candidate",
                                max_length=10,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=1000)),
                        ("outcome", models.TextField(blank=True)),
                        ("entered_on", models.DateField(blank=True, null=True)),
                        ("ended_on", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["promotion_id", "pk"],
                        "indexes": [models.Index(fields=["promotion", "state"], name="participant_by_state")],
                        "constraints": [
                            models.UniqueConstraint(fields=("promotion", "project"), name="participant_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["in_support", "graduated"]), _negated=True),
                                    models.Q(("entered_on__isnull", False), ("support__isnull", False)),
                                    _connector="OR",
                                ),
                                name="participant_is_supported",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_on__isnull", False), ("state__in", ["graduated", "left"])),
                                    models.Q(models.Q(("state__in", ["graduated", "left"]), _negated=True), ("ended_on", None)),
                                    _connector="OR",
                                ),
                                name="participant_ended_when",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "left"), _negated=True), models.Q(("reason", ""), _negated=True), _connector="OR"
                                ),
                                name="participant_left_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "graduated"), _negated=True),
                                    models.Q(("outcome", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="participant_graduated_with_words",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("entered_on", None), ("ended_on", None), ("ended_on__gte", models.F("entered_on")), _connector="OR"
                                ),
                                name="participant_dates",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("entered_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("ended_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                ),
                                name="participant_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ParticipantMove",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "participant",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="support.participant"),
                        ),
                        ("verb", models.CharField(max_length=12)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("candidate", "Candidat"),
                                    ("selected", "Sélectionné"),
                                    ("in_support", "En accompagnement"),
                                    ("graduated", "Diplômé"),
                                    ("left", "Parti"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=1000)),
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
                        "ordering": ["participant_id", "at", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="ParticipantFigure",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "participant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="figures", to="support.participant"
                            ),
                        ),
                        ("moment", models.CharField(choices=[("entry", "À l’entrée"), ("exit", "À la sortie")], max_length=5)),
                        (
                            "indicator",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="methods.indicator"),
                        ),
                        ("value", models.DecimalField(decimal_places=4, max_digits=20)),
                        ("on", models.DateField()),
                        (
                            "measure",
                            models.ForeignKey(
                                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="impact.measure"
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                    ],
                    options={
                        "ordering": ["participant_id", "indicator_id", "moment"],
                        "constraints": [
                            models.UniqueConstraint(fields=("participant", "moment", "indicator"), name="participant_figure_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("measure", None), ("version", None)),
                                    models.Q(("measure__isnull", False), ("version__isnull", False)),
                                    _connector="OR",
                                ),
                                name="participant_figure_from",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31)))),
                                name="participant_figure_day",
                            ),
                        ],
                    },
                ),
            ],
        ),
        migrations.RunSQL(_SQL, migrations.RunSQL.noop),
    ]
