"""The database itself refuses to rewrite the trail."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER journal_entry_append_only BEFORE UPDATE OR DELETE ON journal_entry FOR EACH ROW EXECUTE FUNCTION core_append_only();",
            "DROP TRIGGER journal_entry_append_only ON journal_entry;",
        )
    ]
