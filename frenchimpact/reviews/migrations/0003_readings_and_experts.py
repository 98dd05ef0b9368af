"""Trial readings, experts without an account, answers that were used, recusals lifted by somebody else, files put off to another jury."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

import frenchimpact.core.clock
from frenchimpact.core.schema import CreateModels

# Once the jury reads, a recusal is lifted by somebody else than the juror, who says why.
LIFTED = """
CREATE FUNCTION reviews_lifted_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM reviews_juror m JOIN reviews_jury j ON j.id = m.jury_id WHERE m.id = NEW.juror_id AND j.state <> 'composed'
             AND (NEW.lifted_because = '' OR NEW.lifted_by_id IS NOT DISTINCT FROM m.user_id)) THEN
    RAISE EXCEPTION 'recusal % is lifted by somebody else, for a reason', NEW.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER reviews_recusal_lifted BEFORE UPDATE OF lifted_at ON reviews_recusal FOR EACH ROW
  WHEN (OLD.lifted_at IS NULL AND NEW.lifted_at IS NOT NULL) EXECUTE FUNCTION reviews_lifted_guard();
"""
EXPERTISE = """
CREATE FUNCTION reviews_expertise_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'expert opinions are kept' USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.sent_at IS NOT NULL AND (NEW.jury_id, NEW.application_id, NEW.question, NEW.nature, NEW.words, NEW.declared_at, NEW.opinion,
      NEW.sent_at) IS DISTINCT FROM (OLD.jury_id, OLD.application_id, OLD.question, OLD.nature, OLD.words, OLD.declared_at, OLD.opinion,
      OLD.sent_at) THEN
    RAISE EXCEPTION 'expert opinion % is sent', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.declared_at IS NOT NULL AND (NEW.nature, NEW.declared_at) IS DISTINCT FROM (OLD.nature, OLD.declared_at) THEN
    RAISE EXCEPTION 'the tie of expert opinion % is declared', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER reviews_expertise_frozen BEFORE UPDATE OR DELETE ON reviews_expertise
  FOR EACH ROW EXECUTE FUNCTION reviews_expertise_guard();
"""
UNDO = """
DROP TRIGGER reviews_expertise_frozen ON reviews_expertise; DROP FUNCTION reviews_expertise_guard();
DROP TRIGGER reviews_recusal_lifted ON reviews_recusal; DROP FUNCTION reviews_lifted_guard();
"""
PROTECT = django.db.models.deletion.PROTECT
USER = settings.AUTH_USER_MODEL
NATURES = [
    ("none", "Aucun lien"),
    ("work", "J’y travaille, j’y ai travaillé ou je l’accompagne"),
    ("governance", "J’en suis membre, ou j’y ai un mandat"),
    ("money", "Intérêt financier : financeur, fournisseur, client"),
    ("personal", "Lien personnel ou familial"),
    ("doubt", "J’ai un doute sur mon impartialité"),
]


class Migration(migrations.Migration):
    dependencies = [("reviews", "0002_integrity"), migrations.swappable_dependency(USER)]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Expertise",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name", models.CharField(max_length=160)),
                        ("email", models.EmailField(max_length=254)),
                        ("quality", models.CharField(blank=True, max_length=160)),
                        ("question", models.TextField(max_length=2000)),
                        ("key_digest", models.CharField(max_length=64, unique=True)),
                        ("asked_at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
                        ("expires_at", models.DateTimeField()),
                        ("nature", models.CharField(blank=True, choices=NATURES, max_length=10)),
                        ("words", models.CharField(blank=True, max_length=400)),
                        ("declared_at", models.DateTimeField(blank=True, null=True)),
                        ("opinion", models.TextField(blank=True)),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("application", models.ForeignKey(on_delete=PROTECT, related_name="expertises", to="calls.application")),
                        ("asked_by", models.ForeignKey(blank=True, null=True, on_delete=PROTECT, related_name="+", to=USER)),
                        ("jury", models.ForeignKey(on_delete=PROTECT, related_name="expertises", to="reviews.jury")),
                    ],
                    options={
                        "ordering": ["application_id", "asked_at", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                F("jury"),
                                F("application"),
                                django.db.models.functions.text.Lower("email"),
                                condition=Q(ended_at=None),
                                name="expertise_once",
                            ),
                            models.CheckConstraint(condition=~Q(name="") & ~Q(question=""), name="expertise_says_what"),
                            models.CheckConstraint(
                                condition=Q(declared_at=None, nature="") | (Q(declared_at__isnull=False) & ~Q(nature="")),
                                name="expertise_declared_pair",
                            ),
                            models.CheckConstraint(condition=Q(opinion="") | Q(nature="none"), name="expertise_without_tie"),
                            models.CheckConstraint(condition=Q(sent_at=None) | ~Q(opinion=""), name="expertise_sent_says_something"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Trial",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
                        ("application", models.ForeignKey(on_delete=PROTECT, related_name="+", to="calls.application")),
                        ("by", models.ForeignKey(blank=True, null=True, on_delete=PROTECT, related_name="+", to=USER)),
                        (
                            "jury",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="trials", to="reviews.jury"),
                        ),
                    ],
                    options={
                        "ordering": ["jury_id", "pk"],
                        "constraints": [models.UniqueConstraint(fields=["jury", "application"], name="trial_once")],
                    },
                ),
            ]
        ),
        migrations.AddField("jury", "sits_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("jury", "sits_where", models.CharField(blank=True, max_length=160)),
        migrations.AddField("recusal", "lifted_because", models.CharField(blank=True, max_length=400)),
        migrations.AddField(
            "review",
            "used",
            django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list),
        ),
        migrations.AlterField(
            "passage", "application", models.ForeignKey(on_delete=PROTECT, related_name="passages", to="calls.application")
        ),
        migrations.AddConstraint("passage", models.UniqueConstraint(fields=("session", "application"), name="passage_once")),
        migrations.RunSQL(LIFTED + EXPERTISE, UNDO),
    ]
