"""The history of a label and what was signed for it are never rewritten: the database itself refuses to."""

from django.db import migrations

TABLES = ("labels_labelevent", "labels_certificate")


class Migration(migrations.Migration):
    dependencies = [("labels", "0001_initial"), ("core", "0001_search")]
    operations = [
        migrations.RunSQL(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION core_append_only();",
            f"DROP TRIGGER {table}_append_only ON {table};",
        )
        for table in TABLES
    ]
