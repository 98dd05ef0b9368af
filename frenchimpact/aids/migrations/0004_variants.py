"""Generic aids and their local variants: a variant is of a generic aid, which stays one as long as it has variants."""

from django.db import migrations, models
from django.db.models import Q

_KEEP = """
CREATE FUNCTION aids_variant_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.generic_id IS NOT NULL THEN
    -- Held until the end: it cannot stop being generic in between.
    PERFORM 1 FROM aids_aid WHERE id = NEW.generic_id AND is_generic FOR SHARE;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'aid % is not generic: it has no variant', NEW.generic_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'aid_variant_of_generic';
    END IF;
  END IF;
  IF NOT NEW.is_generic AND EXISTS (SELECT 1 FROM aids_aid WHERE generic_id = NEW.id) THEN
    RAISE EXCEPTION 'aid % has variants: it stays generic', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'aid_stays_generic';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER aids_variant_inserted BEFORE INSERT ON aids_aid FOR EACH ROW
  WHEN (NEW.generic_id IS NOT NULL) EXECUTE FUNCTION aids_variant_kept();
CREATE TRIGGER aids_variant_changed BEFORE UPDATE ON aids_aid FOR EACH ROW
  WHEN (NEW.generic_id IS DISTINCT FROM OLD.generic_id OR NEW.is_generic IS DISTINCT FROM OLD.is_generic)
  EXECUTE FUNCTION aids_variant_kept();
"""
_BACK = """
DROP TRIGGER aids_variant_inserted ON aids_aid; DROP TRIGGER aids_variant_changed ON aids_aid; DROP FUNCTION aids_variant_kept;
"""


class Migration(migrations.Migration):
    dependencies = [("aids", "0003_harvested")]
    operations = [
        migrations.AddField("terms", "family", models.BigIntegerField(null=True)),
        migrations.AddIndex("terms", models.Index(condition=Q(("family__isnull", False)), fields=["family"], name="aid_terms_family")),
        migrations.AddConstraint(
            "aid",
            models.CheckConstraint(
                condition=Q(("is_generic", False), ("generic", None), _connector="OR"), name="aid_generic_is_no_variant"
            ),
        ),
        migrations.RunSQL(_KEEP, _BACK),
    ]
