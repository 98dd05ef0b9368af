"""What the database itself holds: histories never rewritten, and an answer given once."""

from django.db import migrations

APPEND_ONLY = (
    "barriers_caseevent",
    "barriers_outcome",
    "barriers_experimentterm",
    "barriers_experimentvalue",
    "barriers_precedentcheck",
    "barriers_policyreply",
)

# What an administration answered is not written over: neither its opinion nor its words.
_ANSWERED_ONCE = """
CREATE FUNCTION barriers_answered_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'an opinion is given once' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER barriers_answered_once BEFORE UPDATE ON barriers_asked FOR EACH ROW
  WHEN (OLD.state = 'answered' AND (NEW.state, NEW.opinion, NEW.text, NEW.answered_at) IS DISTINCT FROM (OLD.state, OLD.opinion, OLD.text, OLD.answered_at))
  EXECUTE FUNCTION barriers_answered_once();
"""

# What was said in a circle stays in it; words may only be taken out, when their author asks to be forgotten.
_CIRCLE = """
CREATE FUNCTION barriers_circle_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a message stays in its circle and its case' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER barriers_circle_kept BEFORE UPDATE ON barriers_message FOR EACH ROW
  WHEN ((NEW.circle, NEW.case_id, NEW.author, NEW.at) IS DISTINCT FROM (OLD.circle, OLD.case_id, OLD.author, OLD.at))
  EXECUTE FUNCTION barriers_circle_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("barriers", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "".join(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION core_append_only();\n"
                for table in APPEND_ONLY
            )
            + _ANSWERED_ONCE
            + _CIRCLE,
            migrations.RunSQL.noop,
        )
    ]
