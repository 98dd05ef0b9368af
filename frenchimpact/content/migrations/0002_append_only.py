"""The database itself refuses to rewrite a version."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("content", "0001_initial"), ("core", "0001_search"), ("journal", "0002_append_only")]
    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER content_version_append_only BEFORE UPDATE OR DELETE ON content_version"
            " FOR EACH ROW EXECUTE FUNCTION core_append_only();",
            "DROP TRIGGER content_version_append_only ON content_version;",
        )
    ]
