"""What no code may undo: compositions frozen, recused voices refused, nothing scored after closing, history kept."""

from django.db import migrations

# What says something once and for all.
APPEND_ONLY = ["declaration", "juryopinion", "decision", "minutes", "signature", "appeal"]

RECUSED = """
CREATE FUNCTION reviews_is_recused(juror bigint, application bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM reviews_recusal r WHERE r.juror_id = juror AND r.lifted_at IS NULL
                 AND (r.application_id IS NULL OR r.application_id = application));
$$;
"""

# Reads the jury under a lock, so that it cannot open or close while the row is being written.
JUROR = """
CREATE FUNCTION reviews_juror_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  jury bigint := coalesce(NEW.jury_id, OLD.jury_id);
  now_in text;
BEGIN
  SELECT state INTO now_in FROM reviews_jury WHERE id = jury FOR SHARE;
  IF now_in IS DISTINCT FROM 'composed' AND (TG_OP <> 'UPDATE' OR (NEW.jury_id, NEW.user_id, NEW.is_chair, NEW.mandate_from, NEW.mandate_until)
      IS DISTINCT FROM (OLD.jury_id, OLD.user_id, OLD.is_chair, OLD.mandate_from, OLD.mandate_until)) THEN
    RAISE EXCEPTION 'the composition of jury % is frozen', jury USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER reviews_juror_frozen BEFORE INSERT OR UPDATE OR DELETE ON reviews_juror
  FOR EACH ROW EXECUTE FUNCTION reviews_juror_guard();
"""

JURY = """
CREATE FUNCTION reviews_jury_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF array_position(ARRAY['composed', 'open', 'session', 'closed'], NEW.state::text)
      < array_position(ARRAY['composed', 'open', 'session', 'closed'], OLD.state::text) OR NEW.cohort_id <> OLD.cohort_id THEN
    RAISE EXCEPTION 'jury % does not go back', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER reviews_jury_forward BEFORE UPDATE ON reviews_jury FOR EACH ROW EXECUTE FUNCTION reviews_jury_guard();
"""

# Examen: the file. Concours: the whole session.
RECUSAL = """
CREATE FUNCTION reviews_recusal_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  regime text;
  now_in text;
BEGIN
  SELECT c.regime, j.state INTO regime, now_in
    FROM reviews_juror m JOIN reviews_jury j ON j.id = m.jury_id JOIN calls_cohort c ON c.id = j.cohort_id
    WHERE m.id = NEW.juror_id FOR SHARE OF j;
  IF now_in = 'closed' THEN
    RAISE EXCEPTION 'the jury of juror % is closed', NEW.juror_id USING ERRCODE = 'restrict_violation';
  END IF;
  IF (regime = 'concours') <> (NEW.application_id IS NULL) THEN
    RAISE EXCEPTION 'a recusal follows the regime of its cohort (%)', regime USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER reviews_recusal_regime BEFORE INSERT OR UPDATE ON reviews_recusal
  FOR EACH ROW EXECUTE FUNCTION reviews_recusal_guard();
"""

ASSIGNMENT = """
CREATE FUNCTION reviews_assignment_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.ended_at IS NULL THEN
    IF reviews_is_recused(NEW.juror_id, NEW.application_id) THEN
      RAISE EXCEPTION 'juror % is recused from %', NEW.juror_id, NEW.application_id USING ERRCODE = 'restrict_violation';
    END IF;
    IF NOT EXISTS (SELECT FROM reviews_juror m JOIN reviews_jury j ON j.id = m.jury_id
                   JOIN calls_application a ON a.cohort_id = j.cohort_id WHERE m.id = NEW.juror_id AND a.id = NEW.application_id) THEN
      RAISE EXCEPTION 'file % is not before the jury of juror %', NEW.application_id, NEW.juror_id USING ERRCODE = 'restrict_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER reviews_assignment_possible BEFORE INSERT OR UPDATE ON reviews_assignment
  FOR EACH ROW EXECUTE FUNCTION reviews_assignment_guard();
"""

REVIEW = """
CREATE FUNCTION reviews_review_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  now_in text;
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'reviews are kept' USING ERRCODE = 'restrict_violation';
  END IF;
  SELECT state INTO now_in FROM reviews_jury WHERE id = NEW.jury_id FOR SHARE;
  IF now_in IS DISTINCT FROM 'open' THEN
    RAISE EXCEPTION 'jury % is not reading', NEW.jury_id USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP = 'UPDATE' AND OLD.sent_at IS NOT NULL THEN
    RAISE EXCEPTION 'review % is sent', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF reviews_is_recused(NEW.juror_id, NEW.application_id) THEN
    RAISE EXCEPTION 'juror % is recused from %', NEW.juror_id, NEW.application_id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER reviews_review_in_time BEFORE INSERT OR UPDATE OR DELETE ON reviews_review
  FOR EACH ROW EXECUTE FUNCTION reviews_review_guard();
"""

SCORE = """
CREATE FUNCTION reviews_score_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  now_in text;
  sent timestamptz;
  juror bigint;
  application bigint;
  top integer;
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'scores are kept' USING ERRCODE = 'restrict_violation';
  END IF;
  SELECT j.state, r.sent_at, r.juror_id, r.application_id, c.scale INTO now_in, sent, juror, application, top
    FROM reviews_review r JOIN reviews_jury j ON j.id = r.jury_id
    LEFT JOIN calls_criterion c ON c.id = NEW.criterion_id
      AND c.call_id = (SELECT a.call_id FROM calls_application a WHERE a.id = r.application_id)
    WHERE r.id = NEW.review_id FOR SHARE OF j, r;
  IF top IS NULL THEN
    RAISE EXCEPTION 'criterion % is not of that call', NEW.criterion_id USING ERRCODE = 'restrict_violation';
  END IF;
  IF coalesce(NEW.value, 0) > top OR coalesce(NEW.revised, 0) > top THEN
    RAISE EXCEPTION 'a score goes from 0 to %', top USING ERRCODE = 'check_violation';
  END IF;
  IF reviews_is_recused(juror, application) THEN
    RAISE EXCEPTION 'juror % is recused from %', juror, application USING ERRCODE = 'restrict_violation';
  END IF;
  IF now_in = 'open' AND sent IS NULL AND NEW.revised IS NULL THEN
    RETURN NEW;
  END IF;
  -- Sent and in session: only the score after discussion may change.
  IF now_in = 'session' AND sent IS NOT NULL AND TG_OP = 'UPDATE' AND (NEW.review_id, NEW.criterion_id, NEW.value, NEW.is_abstention, NEW.note)
      IS NOT DISTINCT FROM (OLD.review_id, OLD.criterion_id, OLD.value, OLD.is_abstention, OLD.note) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'nothing is scored any more on review %', NEW.review_id USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER reviews_score_in_time BEFORE INSERT OR UPDATE OR DELETE ON reviews_score
  FOR EACH ROW EXECUTE FUNCTION reviews_score_guard();
"""

BALLOT = """
CREATE FUNCTION reviews_ballot_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  now_in text;
  file bigint;
  sitting bigint;
BEGIN
  SELECT j.state, p.application_id, s.id INTO now_in, file, sitting
    FROM reviews_passage p JOIN reviews_session s ON s.id = p.session_id JOIN reviews_jury j ON j.id = s.jury_id
    WHERE p.id = coalesce(NEW.passage_id, OLD.passage_id) FOR SHARE OF j;
  IF now_in IS DISTINCT FROM 'session' THEN
    RAISE EXCEPTION 'session % is closed', sitting USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP <> 'DELETE' AND (reviews_is_recused(NEW.juror_id, file)
      OR NOT EXISTS (SELECT FROM reviews_session_present WHERE session_id = sitting AND juror_id = NEW.juror_id)) THEN
    RAISE EXCEPTION 'juror % has no voice on %', NEW.juror_id, file USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER reviews_ballot_in_session BEFORE INSERT OR UPDATE OR DELETE ON reviews_ballot
  FOR EACH ROW EXECUTE FUNCTION reviews_ballot_guard();
CREATE FUNCTION reviews_passage_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM reviews_session s JOIN reviews_jury j ON j.id = s.jury_id
             WHERE s.id = coalesce(NEW.session_id, OLD.session_id) AND j.state = 'closed') THEN
    RAISE EXCEPTION 'the session is closed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER reviews_passage_in_session BEFORE INSERT OR UPDATE OR DELETE ON reviews_passage
  FOR EACH ROW EXECUTE FUNCTION reviews_passage_guard();
"""

DECISION = """
CREATE FUNCTION reviews_decision_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.answers_id IS NOT NULL AND EXISTS (SELECT FROM reviews_appeal a JOIN reviews_decision d ON d.id = a.decision_id
      WHERE a.id = NEW.answers_id AND (d.decided_by_id = NEW.decided_by_id OR d.application_id <> NEW.application_id)) THEN
    RAISE EXCEPTION 'an appeal is judged by someone else' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.follows_id IS NOT NULL AND NOT EXISTS (SELECT FROM reviews_decision d
      WHERE d.id = NEW.follows_id AND d.application_id = NEW.application_id AND d.number = NEW.number - 1) THEN
    RAISE EXCEPTION 'a decision follows the one before it' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER reviews_decision_in_order BEFORE INSERT ON reviews_decision
  FOR EACH ROW EXECUTE FUNCTION reviews_decision_guard();
"""

LETTER = """
CREATE FUNCTION reviews_letter_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'letters are kept' USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.sent_at IS NOT NULL AND (NEW.subject, NEW.body, NEW.sent_at, NEW.appeal_until, NEW.decision_id, NEW.batch_id)
      IS DISTINCT FROM (OLD.subject, OLD.body, OLD.sent_at, OLD.appeal_until, OLD.decision_id, OLD.batch_id) THEN
    RAISE EXCEPTION 'letter % has left', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER reviews_letter_frozen BEFORE UPDATE OR DELETE ON reviews_letter FOR EACH ROW EXECUTE FUNCTION reviews_letter_guard();
CREATE FUNCTION reviews_batch_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state = 'sent' AND OLD.state = 'prepared' AND EXISTS (SELECT FROM reviews_letter WHERE batch_id = NEW.id AND sent_at IS NULL) THEN
    RAISE EXCEPTION 'a letter of batch % has not left', NEW.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.state = 'published' AND EXISTS (SELECT FROM reviews_letter WHERE batch_id = NEW.id AND notified_at IS NULL) THEN
    RAISE EXCEPTION 'somebody of batch % was not notified', NEW.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER reviews_batch_in_order BEFORE UPDATE ON reviews_batch FOR EACH ROW EXECUTE FUNCTION reviews_batch_guard();
"""

UNDO = """
DROP TRIGGER reviews_batch_in_order ON reviews_batch; DROP FUNCTION reviews_batch_guard();
DROP TRIGGER reviews_letter_frozen ON reviews_letter; DROP FUNCTION reviews_letter_guard();
DROP TRIGGER reviews_decision_in_order ON reviews_decision; DROP FUNCTION reviews_decision_guard();
DROP TRIGGER reviews_passage_in_session ON reviews_passage; DROP FUNCTION reviews_passage_guard();
DROP TRIGGER reviews_ballot_in_session ON reviews_ballot; DROP FUNCTION reviews_ballot_guard();
DROP TRIGGER reviews_score_in_time ON reviews_score; DROP FUNCTION reviews_score_guard();
DROP TRIGGER reviews_review_in_time ON reviews_review; DROP FUNCTION reviews_review_guard();
DROP TRIGGER reviews_assignment_possible ON reviews_assignment; DROP FUNCTION reviews_assignment_guard();
DROP TRIGGER reviews_recusal_regime ON reviews_recusal; DROP FUNCTION reviews_recusal_guard();
DROP TRIGGER reviews_jury_forward ON reviews_jury; DROP FUNCTION reviews_jury_guard();
DROP TRIGGER reviews_juror_frozen ON reviews_juror; DROP FUNCTION reviews_juror_guard();
DROP FUNCTION reviews_is_recused(bigint, bigint);
"""


def append_only(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER reviews_{table}_append_only BEFORE UPDATE OR DELETE ON reviews_{table}"
        " FOR EACH ROW EXECUTE FUNCTION core_append_only();",
        f"DROP TRIGGER reviews_{table}_append_only ON reviews_{table};",
    )


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_initial"), ("core", "0001_search"), ("calls", "0002_append_only")]
    operations = [
        migrations.RunSQL("\n".join([RECUSED, JUROR, JURY, RECUSAL, ASSIGNMENT, REVIEW, SCORE, BALLOT, DECISION, LETTER]), UNDO),
        *[append_only(table) for table in APPEND_ONLY],
    ]
