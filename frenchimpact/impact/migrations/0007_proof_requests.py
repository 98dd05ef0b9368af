"""Asking somebody else to look, without an account if need be; the database still refuses that it be the holder."""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import frenchimpact.core.clock
import frenchimpact.core.schema

_NOT_THE_HOLDER = """
CREATE OR REPLACE FUNCTION impact_not_the_holder() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE held bigint; holder bigint; what bigint;
BEGIN
  what := CASE TG_TABLE_NAME WHEN 'impact_verification'
    THEN (SELECT followed_id FROM impact_measure WHERE id = (to_jsonb(NEW)->>'measure_id')::bigint)
    ELSE (to_jsonb(NEW)->>'followed_id')::bigint END;
  SELECT p.id, p.organisation_id INTO held, holder FROM impact_followed f JOIN projects_project p ON p.id = f.project_id WHERE f.id = what;
  IF NEW.organisation_id = holder OR EXISTS (
    SELECT 1 FROM projects_teammember t JOIN accounts_user u ON u.id = t.user_id
    WHERE t.project_id = held AND t.until IS NULL
      AND (u.id = (to_jsonb(NEW)->>'by_id')::bigint OR lower(u.email) = lower(to_jsonb(NEW)->>'email'))
  ) THEN
    RAISE EXCEPTION 'a proof is given by somebody else than the holder' USING ERRCODE = 'check_violation', CONSTRAINT = 'not_the_holder';
  END IF;
  IF EXISTS (SELECT 1 FROM impact_proofrequest r WHERE r.id = (to_jsonb(NEW)->>'request_id')::bigint AND r.followed_id <> what) THEN
    RAISE EXCEPTION 'this was asked about something else' USING ERRCODE = 'check_violation', CONSTRAINT = 'asked_about_it';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER impact_proofrequest_not_the_holder BEFORE INSERT ON impact_proofrequest
  FOR EACH ROW EXECUTE FUNCTION impact_not_the_holder();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("impact", "0006_of_a_territory"),
        ("organisations", "0007_invitations_by_address"),
    ]

    operations = [
        frenchimpact.core.schema.CreateModels(
            models=[
                migrations.CreateModel(
                    name="ProofRequest",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "followed",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="proof_requests", to="impact.followed"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("peer", "Un pair"),
                                    ("operator", "L’équipe du programme"),
                                    ("independent", "Un organisme indépendant"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proof_requests",
                                to="organisations.organisation",
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("message", models.TextField(blank=True, max_length=2000)),
                        ("due_on", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "En attente"),
                                    ("answered", "Réponse donnée"),
                                    ("declined", "Refusée"),
                                    ("cancelled", "Retirée"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("answer_name", models.CharField(blank=True, max_length=150)),
                        ("decline_reason", models.CharField(blank=True, max_length=500)),
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
                        ("link_serial", models.PositiveIntegerField(default=1)),
                    ],
                    options={
                        "ordering": ["-asked_at", "-pk"],
                        "indexes": [
                            models.Index(condition=models.Q(("state", "waiting")), fields=["organisation"], name="proof_request_waiting")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["peer", "independent"])), name="proof_request_of_others"
                            ),
                            models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="proof_request_names_somebody"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("organisation__isnull", False), models.Q(("email", ""), _negated=True), _connector="OR"
                                ),
                                name="proof_request_reaches_somebody",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answered_at", None), ("state__in", ["waiting", "cancelled"])),
                                    models.Q(("answered_at__isnull", False), ("state__in", ["answered", "declined"])),
                                    _connector="OR",
                                ),
                                name="proof_request_answered_is_dated",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "waiting"), models.Q(("email", ""), _negated=True)),
                                fields=("followed", "email"),
                                name="proof_request_once_by_mail",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("organisation__isnull", False), ("state", "waiting")),
                                fields=("followed", "organisation"),
                                name="proof_request_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("due_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31)))),
                                name="proof_request_days",
                            ),
                        ],
                    },
                )
            ],
        ),
        migrations.RemoveConstraint(
            model_name="assessment",
            name="assessment_independent_named",
        ),
        migrations.RemoveConstraint(
            model_name="verification",
            name="verification_dispute_says_why",
        ),
        migrations.RemoveConstraint(
            model_name="verification",
            name="verification_independent_is_named",
        ),
        migrations.AlterField(
            model_name="assessment",
            name="by",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AlterField(
            model_name="verification",
            name="by",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="assessment",
            name="request",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="assessments", to="impact.proofrequest"
            ),
        ),
        migrations.AddField(
            model_name="verification",
            name="request",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="verifications", to="impact.proofrequest"
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "independent"), _negated=True),
                    ("organisation__isnull", False),
                    ("request__isnull", False),
                    _connector="OR",
                ),
                name="assessment_independent_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("by__isnull", False), ("request__isnull", False), _connector="OR"), name="assessment_is_somebodys"
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__lte", 3), ("kind", "independent"), _connector="OR"), name="assessment_high_is_independent"
            ),
        ),
        migrations.AddConstraint(
            model_name="verification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verdict", "confirmed"), models.Q(("mismatched", None), ("mismatched", 0), _connector="OR")),
                    models.Q(("note", ""), _negated=True),
                    _connector="OR",
                ),
                name="verification_dispute_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="verification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "independent"), _negated=True),
                    ("organisation__isnull", False),
                    ("request__isnull", False),
                    _connector="OR",
                ),
                name="verification_independent_is_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="verification",
            constraint=models.CheckConstraint(
                condition=models.Q(("by__isnull", False), ("request__isnull", False), _connector="OR"), name="verification_is_somebodys"
            ),
        ),
        migrations.RunSQL(_NOT_THE_HOLDER, migrations.RunSQL.noop),
    ]
