"""A commitment answers a request of the same project, or of the project of the same organisation, made to the same funder."""

from django.db import migrations

_REQUEST = """
CREATE FUNCTION commitments_request_checked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM aids_fundingrequest r JOIN aids_aid a ON a.id = r.aid_id JOIN projects_project p ON p.id = r.project_id
    LEFT JOIN commitments_vehicle v ON v.id = NEW.funder_vehicle_id
  WHERE r.id = NEW.request_id AND a.funder_id IS NOT DISTINCT FROM coalesce(NEW.funder_id, v.organisation_id)
    AND (NEW.project_id = r.project_id OR (NEW.project_id IS NULL AND NEW.beneficiary_id = p.organisation_id));
  IF NOT FOUND THEN
    RAISE EXCEPTION 'request % is of another project, or made to another funder', NEW.request_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'commitment_request';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER commitments_request_checked AFTER INSERT OR UPDATE OF request_id ON commitments_commitment
  FOR EACH ROW WHEN (NEW.request_id IS NOT NULL) EXECUTE FUNCTION commitments_request_checked();
"""


class Migration(migrations.Migration):
    dependencies = [("commitments", "0005_files_kept"), ("aids", "0001_initial"), ("projects", "0001_initial")]
    operations = [migrations.RunSQL(_REQUEST, "DROP FUNCTION commitments_request_checked CASCADE;")]
