"""What goes together is of one territory, and an indicator follows its action to another challenge: held by the database."""

from django.db import migrations, models

# Each row of a table: how to read the territories that it joins. `NEW` is the row.
_JOINS = {
    "action": [
        "SELECT NEW.territory_id UNION ALL SELECT c.territory_id FROM territories_objective o"
        " JOIN territories_challenge c ON c.id = o.challenge_id WHERE o.id = NEW.objective_id"
        " UNION ALL SELECT a.territory_id FROM territories_action a WHERE a.id = NEW.after_id",
        "territory_id, objective_id, after_id",
    ],
    "indicator": [
        "SELECT NEW.territory_id UNION ALL SELECT territory_id FROM territories_challenge WHERE id = NEW.challenge_id"
        " UNION ALL SELECT territory_id FROM territories_action WHERE id = NEW.action_id",
        "territory_id, challenge_id, action_id",
    ],
    "commitment": [
        "SELECT NEW.territory_id UNION ALL SELECT territory_id FROM territories_party WHERE id = NEW.party_id"
        " UNION ALL SELECT territory_id FROM territories_action WHERE id = NEW.action_id"
        " UNION ALL SELECT territory_id FROM territories_agreement WHERE id = NEW.agreement_id",
        "territory_id, party_id, action_id, agreement_id",
    ],
    "signature": [
        "SELECT territory_id FROM territories_agreement WHERE id = NEW.agreement_id"
        " UNION ALL SELECT territory_id FROM territories_party WHERE id = NEW.party_id",
        "agreement_id, party_id",
    ],
    "amendmentsignature": [
        "SELECT a.territory_id FROM territories_amendment m JOIN territories_agreement a ON a.id = m.agreement_id"
        " WHERE m.id = NEW.amendment_id UNION ALL SELECT territory_id FROM territories_party WHERE id = NEW.party_id",
        "amendment_id, party_id",
    ],
    "attendance": [
        "SELECT territory_id FROM territories_meeting WHERE id = NEW.meeting_id"
        " UNION ALL SELECT territory_id FROM territories_member WHERE id = NEW.member_id",
        "meeting_id, member_id",
    ],
}


def _guard(table: str, territories: str, columns: str) -> migrations.RunSQL:
    name = f"territories_{table}_of_one_territory"
    return migrations.RunSQL(
        f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF (SELECT count(DISTINCT joined.territory_id) FROM ({territories}) joined(territory_id)) > 1 THEN
    RAISE EXCEPTION 'a row of territories_{table} joins two territories' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER {name} BEFORE INSERT OR UPDATE OF {columns} ON territories_{table} FOR EACH ROW EXECUTE FUNCTION {name}();
""",  # noqa: S608 - constants of ours
        f"DROP FUNCTION {name} CASCADE;",
    )


# The challenge of an indicator of an action is that of the action.
_FOLLOW = """
UPDATE territories_indicator i SET challenge_id = o.challenge_id FROM territories_action a
  JOIN territories_objective o ON o.id = a.objective_id WHERE i.action_id = a.id AND i.challenge_id <> o.challenge_id;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
CREATE FUNCTION territories_indicator_under_its_action() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.challenge_id <> (SELECT o.challenge_id FROM territories_action a JOIN territories_objective o ON o.id = a.objective_id
      WHERE a.id = NEW.action_id) THEN
    RAISE EXCEPTION 'an indicator is under the challenge of its action' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER territories_indicator_under_its_action BEFORE INSERT OR UPDATE OF challenge_id, action_id ON territories_indicator
  FOR EACH ROW WHEN (NEW.action_id IS NOT NULL) EXECUTE FUNCTION territories_indicator_under_its_action();
CREATE FUNCTION territories_indicators_follow_their_action() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  UPDATE territories_indicator SET challenge_id = (SELECT challenge_id FROM territories_objective WHERE id = NEW.objective_id)
  WHERE action_id = NEW.id AND challenge_id <> (SELECT challenge_id FROM territories_objective WHERE id = NEW.objective_id);
  RETURN NULL;
END $$;
CREATE TRIGGER territories_indicators_follow_their_action AFTER UPDATE OF objective_id ON territories_action
  FOR EACH ROW WHEN (OLD.objective_id <> NEW.objective_id) EXECUTE FUNCTION territories_indicators_follow_their_action();
"""


class Migration(migrations.Migration):
    dependencies = [("territories", "0007_amendments_signed")]
    operations = [
        migrations.AddConstraint(
            model_name="member",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)), fields=("territory", "organisation"), name="territory_member_sheet_once"
            ),
        ),
        migrations.RunSQL(
            _FOLLOW,
            "DROP FUNCTION territories_indicator_under_its_action, territories_indicators_follow_their_action CASCADE;",
        ),
        *(_guard(table, *how) for table, how in _JOINS.items()),
    ]
