"""Who looks is known, or is a witness: what a witness says is told, and worth nothing in sums or money."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

_SEEN_BY_SOMEBODY_ELSE = """
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
      AND (u.id = (to_jsonb(NEW)->>'by_id')::bigint
        OR regexp_replace(lower(u.email), '[+][^@]*@', '@') = regexp_replace(lower(to_jsonb(NEW)->>'email'), '[+][^@]*@', '@'))
  ) THEN
    RAISE EXCEPTION 'a proof is given by somebody else than the holder' USING ERRCODE = 'check_violation', CONSTRAINT = 'not_the_holder';
  END IF;
  IF EXISTS (SELECT 1 FROM impact_proofrequest r WHERE r.id = (to_jsonb(NEW)->>'request_id')::bigint AND r.followed_id <> what) THEN
    RAISE EXCEPTION 'this was asked about something else' USING ERRCODE = 'check_violation', CONSTRAINT = 'asked_about_it';
  END IF;
  IF TG_TABLE_NAME = 'impact_assessment' AND (to_jsonb(NEW)->>'level')::int > 1 AND EXISTS (
    SELECT 1 FROM impact_proofrequest r WHERE r.id = (to_jsonb(NEW)->>'request_id')::bigint AND r.identified_at IS NULL
  ) THEN
    RAISE EXCEPTION 'a witness gives level 1 at most' USING ERRCODE = 'check_violation', CONSTRAINT = 'witness_level';
  END IF;
  RETURN NEW;
END $$;
"""
# Organisations of the directory answered from their space: they were known.
_KNOWN = "UPDATE impact_proofrequest SET identified_at = asked_at WHERE organisation_id IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("impact", "0012_boxes_as_published"),
    ]

    operations = [
        migrations.AddField("proofrequest", "identified_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "proofrequest",
            "identified_by",
            models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField("proofrequest", "identified_how", models.CharField(blank=True, max_length=500)),
        migrations.AddField("proofrequest", "is_funder", models.BooleanField(default=False)),
        migrations.RunSQL(_KNOWN, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED", migrations.RunSQL.noop),
        migrations.AddConstraint(
            "proofrequest",
            models.CheckConstraint(
                condition=Q(identified_by=None) | Q(identified_at__isnull=False) & ~Q(identified_how=""),
                name="proof_request_identified_how",
            ),
        ),
        migrations.AddConstraint(
            "proofrequest",
            models.CheckConstraint(condition=Q(is_funder=False) | Q(kind="peer"), name="proof_request_funder_is_no_independent"),
        ),
        migrations.RunSQL(_SEEN_BY_SOMEBODY_ELSE, migrations.RunSQL.noop),
    ]
