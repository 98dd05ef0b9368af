"""What was handed in, the versions of answers, the history of files and the opening of sealed ones: never rewritten."""

from django.db import migrations

TABLES = ["snapshot", "answerversion", "step", "unsealing"]


def trigger(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER calls_{table}_append_only BEFORE UPDATE OR DELETE ON calls_{table}"
        " FOR EACH ROW EXECUTE FUNCTION core_append_only();",
        f"DROP TRIGGER calls_{table}_append_only ON calls_{table};",
    )


class Migration(migrations.Migration):
    dependencies = [("calls", "0001_initial"), ("core", "0001_search")]
    operations = [trigger(table) for table in TABLES]
