"""The stages of a project are history: the database itself refuses to rewrite them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("projects", "0003_typed_field_by_field")]
    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER projects_stagechange_append_only BEFORE UPDATE OR DELETE ON projects_stagechange"
            " FOR EACH ROW EXECUTE FUNCTION core_append_only();",
            "DROP TRIGGER projects_stagechange_append_only ON projects_stagechange;",
        )
    ]
