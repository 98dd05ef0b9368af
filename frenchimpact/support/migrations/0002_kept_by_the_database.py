"""What the database itself holds: diagnoses and what was said are never rewritten."""

from django.db import migrations

APPEND_ONLY = ("support_diagnosis", "support_contact")


class Migration(migrations.Migration):
    dependencies = [("support", "0001_initial")]
    operations = [
        migrations.RunSQL(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION core_append_only();",
            migrations.RunSQL.noop,
        )
        for table in APPEND_ONLY
    ]
