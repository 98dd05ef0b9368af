"""A public sheet changes with a version that the programme has read: never alone, and the database says so too."""

from django.db import migrations, models

_SQL = """
UPDATE solutions_solution s SET edition = coalesce(
  (SELECT max(k.number) FROM solutions_kit k WHERE k.solution_id = s.id AND k.published_at IS NOT NULL), 0);
CREATE FUNCTION solutions_sheet_with_its_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.edition > OLD.edition AND EXISTS (
    SELECT 1 FROM solutions_kit WHERE solution_id = NEW.id AND number = NEW.edition AND published_at IS NOT NULL
  ) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a public sheet changes with a published version'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'solution_sheet_with_its_version';
END $$;
CREATE TRIGGER solutions_sheet_with_its_version BEFORE UPDATE ON solutions_solution
  FOR EACH ROW WHEN (
    OLD.published_at IS NOT NULL
    AND (OLD.title, OLD.summary, OLD.mode, OLD.licence, OLD.themes, OLD.publics, OLD.population_min, OLD.population_max, OLD.surroundings,
      OLD.actors, OLD.start_min, OLD.start_max, OLD.yearly_min, OLD.yearly_max, OLD.edition)
      IS DISTINCT FROM
      (NEW.title, NEW.summary, NEW.mode, NEW.licence, NEW.themes, NEW.publics, NEW.population_min, NEW.population_max, NEW.surroundings,
      NEW.actors, NEW.start_min, NEW.start_max, NEW.yearly_min, NEW.yearly_max, NEW.edition)
  ) EXECUTE FUNCTION solutions_sheet_with_its_version();
"""


class Migration(migrations.Migration):
    dependencies = [("solutions", "0003_kinds_of_actors")]

    operations = [
        migrations.AddField("solution", "edition", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("kit", "costs", models.JSONField(blank=True, default=list)),
        migrations.AddField("kit", "sheet", models.JSONField(blank=True, null=True)),
        migrations.AddField("kit", "submitted_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("kit", "state_reason", models.CharField(blank=True, max_length=1000)),
        migrations.RunSQL(_SQL, migrations.RunSQL.noop),
    ]
