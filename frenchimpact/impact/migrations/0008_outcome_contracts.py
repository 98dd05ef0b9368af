"""Outcome contracts: terms that no longer move once signed, sums and payments that are never rewritten."""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import frenchimpact.core.clock
import frenchimpact.core.schema

APPEND_ONLY = ("impact_repayment", "impact_outcomepayment")
_TERMS = """
CREATE FUNCTION impact_terms_are_signed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE owner bigint;
BEGIN
  IF TG_TABLE_NAME = 'impact_outcomecontract' THEN
    IF OLD.state IN ('signed', 'ended') AND (OLD.followed_id, OLD.starts_on, OLD.ends_on, OLD.baseline, OLD.price, OLD.floor, OLD.cap,
        OLD.bonus_from, OLD.bonus, OLD.note, OLD.project_agreed_at, OLD.payer_agreed_at)
      IS DISTINCT FROM (NEW.followed_id, NEW.starts_on, NEW.ends_on, NEW.baseline, NEW.price, NEW.floor, NEW.cap,
        NEW.bonus_from, NEW.bonus, NEW.note, NEW.project_agreed_at, NEW.payer_agreed_at) THEN
      RAISE EXCEPTION 'the terms of a signed contract do not move' USING ERRCODE = 'check_violation', CONSTRAINT = 'contract_signed';
    END IF;
    RETURN NEW;
  END IF;
  owner := coalesce((to_jsonb(NEW)->>'contract_id')::bigint, (to_jsonb(OLD)->>'contract_id')::bigint);
  IF EXISTS (SELECT 1 FROM impact_outcomecontract WHERE id = owner AND state IN ('signed', 'ended')) THEN
    RAISE EXCEPTION 'the terms of a signed contract do not move' USING ERRCODE = 'check_violation', CONSTRAINT = 'contract_signed';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER impact_outcomecontract_signed BEFORE UPDATE ON impact_outcomecontract
  FOR EACH ROW EXECUTE FUNCTION impact_terms_are_signed();
CREATE TRIGGER impact_outcomestep_signed BEFORE INSERT OR UPDATE OR DELETE ON impact_outcomestep
  FOR EACH ROW EXECUTE FUNCTION impact_terms_are_signed();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("impact", "0007_proof_requests"),
        ("organisations", "0007_invitations_by_address"),
    ]

    operations = [
        frenchimpact.core.schema.CreateModels(
            models=[
                migrations.CreateModel(
                    name="OutcomeContract",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "followed",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="contracts", to="impact.followed"),
                        ),
                        (
                            "payer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="outcome_contracts",
                                to="organisations.organisation",
                            ),
                        ),
                        ("commitment", models.CharField(blank=True, max_length=40)),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("baseline", models.DecimalField(decimal_places=4, default=0, max_digits=20)),
                        ("price", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                        ("floor", models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                        ("cap", models.DecimalField(decimal_places=2, max_digits=14)),
                        ("bonus_from", models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True)),
                        ("bonus", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                        ("note", models.TextField(blank=True, max_length=4000)),
                        (
                            "state",
                            models.CharField(
                                choices=[("draft", "À signer"), ("signed", "Signé"), ("ended", "Terminé"), ("dropped", "Abandonné")],
                                default="draft",
                                max_length=8,
                            ),
                        ),
                        ("project_agreed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "project_agreed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("payer_agreed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "payer_agreed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
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
                    ],
                    options={
                        "ordering": ["-created_at", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="contract_ends_after_it_began"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("cap__gt", 0),
                                    ("cap__gte", models.F("floor")),
                                    ("floor__gte", 0),
                                    models.Q(("price", None), ("price__gt", 0), _connector="OR"),
                                ),
                                name="contract_bounds",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("bonus", None), ("bonus_from", None)),
                                    models.Q(("bonus__gt", 0), ("bonus_from__isnull", False)),
                                    _connector="OR",
                                ),
                                name="contract_bonus_beyond_what",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["signed", "ended"]), _negated=True),
                                    models.Q(("payer_agreed_at__isnull", False), ("project_agreed_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="contract_signed_by_both",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("starts_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                    ("ends_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                                ),
                                name="contract_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OutcomeStep",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "contract",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="impact.outcomecontract"
                            ),
                        ),
                        ("threshold", models.DecimalField(decimal_places=4, max_digits=20)),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                    ],
                    options={
                        "ordering": ["contract_id", "threshold"],
                        "constraints": [
                            models.UniqueConstraint(fields=("contract", "threshold"), name="outcome_step_once"),
                            models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="outcome_step_pays"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Repayment",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "contract",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="repayments", to="impact.outcomecontract"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("value", models.DecimalField(decimal_places=4, max_digits=20)),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                        ("values", models.JSONField()),
                        ("lines", models.JSONField()),
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
                        "ordering": ["contract_id", "-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("contract", "number"), name="repayment_once"),
                            models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="repayment_is_owed"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OutcomePayment",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "repayment",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="payments", to="impact.repayment"),
                        ),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                        ("on", models.DateField()),
                        ("reference", models.CharField(blank=True, max_length=80)),
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
                        "ordering": ["on", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount", 0), _negated=True), name="outcome_payment_moves_something"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31)))),
                                name="outcome_payment_days",
                            ),
                        ],
                    },
                ),
            ],
        ),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION core_append_only();",
                migrations.RunSQL.noop,
            )
            for table in APPEND_ONLY
        ),
        migrations.RunSQL(_TERMS, migrations.RunSQL.noop),
    ]
