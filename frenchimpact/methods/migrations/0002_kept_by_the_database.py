"""What was published is never rewritten: neither the files of a version, nor the definition of an indicator."""

from django.db import migrations

_VERSIONS = """
CREATE FUNCTION methods_version_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a published method is never rewritten' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER methods_version_kept BEFORE UPDATE ON methods_methodversion FOR EACH ROW
  WHEN (OLD.published_at IS NOT NULL AND (NEW.method_id, NEW.number, NEW.files, NEW.content, NEW.swhid, NEW.published_at)
    IS DISTINCT FROM (OLD.method_id, OLD.number, OLD.files, OLD.content, OLD.swhid, OLD.published_at))
  EXECUTE FUNCTION methods_version_kept();
CREATE TRIGGER methods_version_stays BEFORE DELETE ON methods_methodversion FOR EACH ROW
  WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION methods_version_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("methods", "0001_initial")]

    operations = [
        migrations.RunSQL(
            _VERSIONS
            + "".join(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION core_append_only();\n"
                for table in ("methods_indicator", "methods_use")
            ),
            migrations.RunSQL.noop,
        )
    ]
