"""What other rooms' tables call to make sure that the codes they hold are words of the programme."""

from django.db import migrations

SQL = """
-- Refuses codes that the scheme does not hold, naming them. A retired word stays legal: old things carry it.
CREATE FUNCTION vocabularies_check(scheme_name text, codes text[]) RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE unknown text;
BEGIN
  SELECT string_agg(DISTINCT given.code, ', ') INTO unknown
  FROM unnest(codes) AS given (code)
  WHERE NOT EXISTS (SELECT FROM vocabularies_term term WHERE term.scheme = scheme_name AND term.code = given.code);
  IF unknown IS NOT NULL THEN
    RAISE EXCEPTION 'unknown % codes: %', scheme_name, unknown
      USING ERRCODE = 'check_violation', CONSTRAINT = 'vocabulary_' || scheme_name;
  END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("vocabularies", "0001_initial")]
    operations = [migrations.RunSQL(SQL, "DROP FUNCTION vocabularies_check(text, text[]);")]
