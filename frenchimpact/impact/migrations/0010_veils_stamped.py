"""A stamp for what few people there are under each indicator and year: another one at each change, so that what a process keeps of it
is known to be of now by the statement that reads the sums."""

import django.db.models.deletion
from django.db import migrations, models

# Drawn, never counted: a transaction that is given up, or a copy of the database, does not come back with the stamp of another change.
_STAMPED = """
CREATE FUNCTION impact_veil_stamped() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO impact_veilstamp (indicator_id, year, stamp)
  SELECT indicator_id, year, hashtextextended(gen_random_uuid()::text, 0)
  FROM (SELECT DISTINCT indicator_id, year FROM changed WHERE is_delicate ORDER BY 1, 2) c
  ON CONFLICT (indicator_id, year) DO UPDATE SET stamp = excluded.stamp;
  RETURN NULL;
END $$;
CREATE TRIGGER impact_projectyear_added_stamped AFTER INSERT ON impact_projectyear REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION impact_veil_stamped();
CREATE TRIGGER impact_projectyear_removed_stamped AFTER DELETE ON impact_projectyear REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION impact_veil_stamped();
INSERT INTO impact_veilstamp (indicator_id, year, stamp)
SELECT DISTINCT ON (indicator_id, year) indicator_id, year, hashtextextended(gen_random_uuid()::text, 0) FROM impact_projectyear
WHERE is_delicate;
"""


class Migration(migrations.Migration):
    dependencies = [("impact", "0009_keys_of_machines"), ("methods", "0002_kept_by_the_database")]

    operations = [
        migrations.CreateModel(
            name="VeilStamp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("stamp", models.BigIntegerField()),
                (
                    "indicator",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="methods.indicator"
                    ),
                ),
            ],
            options={
                "ordering": ["indicator_id", "year"],
                "constraints": [models.UniqueConstraint(fields=("indicator", "year"), name="veil_stamp_once")],
            },
        ),
        migrations.RunSQL(_STAMPED, migrations.RunSQL.noop),
    ]
