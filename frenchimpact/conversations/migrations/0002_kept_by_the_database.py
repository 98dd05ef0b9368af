"""What the database itself holds: what was said is never rewritten, and a mark stands on a message of its own conversation."""

from django.db import migrations

_SQL = """
CREATE TRIGGER conversations_message_append_only BEFORE UPDATE OR DELETE ON conversations_message
  FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE FUNCTION conversations_thread_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a conversation keeps its thing and its circle' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER conversations_thread_stays BEFORE UPDATE ON conversations_thread FOR EACH ROW
  WHEN (OLD.owner_model <> NEW.owner_model OR OLD.owner_id <> NEW.owner_id OR OLD.circle <> NEW.circle)
  EXECUTE FUNCTION conversations_thread_stays();
CREATE FUNCTION conversations_mark_of_its_thread() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM conversations_message WHERE id = NEW.message_id AND thread_id = NEW.thread_id) THEN
    RAISE EXCEPTION 'a mark stands on a message of its conversation' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER conversations_mark_of_its_thread BEFORE INSERT OR UPDATE ON conversations_readmark
  FOR EACH ROW EXECUTE FUNCTION conversations_mark_of_its_thread();
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0001_initial")]

    operations = [migrations.RunSQL(_SQL, migrations.RunSQL.noop)]
