"""What was known is taken away where its difference with what was known later would tell few people; it never changes otherwise."""

from django.db import migrations, models

_SQL = """
CREATE OR REPLACE FUNCTION observatory_reading_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.known_until IS NULL AND NEW.known_until IS NOT NULL
    AND to_jsonb(NEW) - 'known_until' = to_jsonb(OLD) - 'known_until' THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'UPDATE' AND OLD.known_until IS NOT NULL AND NOT OLD.is_withheld AND NEW.is_withheld
    AND NEW.value IS NULL AND NEW.verified_value IS NULL
    AND to_jsonb(NEW) - '{value,verified_value,is_withheld}'::text[] = to_jsonb(OLD) - '{value,verified_value,is_withheld}'::text[] THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a reading is closed once, and never changes otherwise' USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("observatory", "0003_known_quickly")]

    operations = [
        migrations.AddField("reading", "is_withheld", models.BooleanField(db_default=False, default=False)),
        migrations.RunSQL(_SQL, migrations.RunSQL.noop),
    ]
