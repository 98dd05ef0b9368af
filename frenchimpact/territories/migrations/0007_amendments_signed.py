"""Amendments wait for every party: those that are there already were in force. What they say is never rewritten."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import frenchimpact.core.clock

_KEPT = """
DROP TRIGGER territories_amendment_append_only ON territories_amendment;
CREATE TRIGGER territories_amendment_stays BEFORE DELETE ON territories_amendment FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER territories_amendment_append_only BEFORE UPDATE ON territories_amendment FOR EACH ROW
  WHEN (OLD.state <> 'proposed' OR (OLD.agreement_id, OLD.number, OLD.text, OLD.ends_on, OLD.amount)
    IS DISTINCT FROM (NEW.agreement_id, NEW.number, NEW.text, NEW.ends_on, NEW.amount))
  EXECUTE FUNCTION core_append_only();
"""
_BEFORE = """
DROP TRIGGER territories_amendment_append_only ON territories_amendment;
DROP TRIGGER territories_amendment_stays ON territories_amendment;
CREATE TRIGGER territories_amendment_append_only BEFORE UPDATE OR DELETE ON territories_amendment
  FOR EACH ROW EXECUTE FUNCTION core_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("territories", "0006_promises_confirmed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AmendmentSignature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("signatory", models.CharField(blank=True, max_length=200)),
                ("signed_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["amendment_id", "pk"],
            },
        ),
        migrations.AddField(
            model_name="amendment",
            name="at",
            field=models.DateTimeField(default=frenchimpact.core.clock.now, editable=False),
        ),
        migrations.AddField(
            model_name="amendment",
            name="end_note",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="amendment",
            name="state",
            field=models.CharField(
                choices=[("proposed", "En signature"), ("in_force", "Signé par tous"), ("dropped", "Abandonné")],
                default="in_force",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="amendment",
            name="state",
            field=models.CharField(
                choices=[("proposed", "En signature"), ("in_force", "Signé par tous"), ("dropped", "Abandonné")],
                default="proposed",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="amendment",
            name="signed_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "proposed")), fields=("agreement",), name="amendment_one_in_signature"
            ),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("state", "in_force"), _negated=True), ("signed_on__isnull", False), _connector="OR"),
                name="amendment_in_force_is_signed",
            ),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "dropped"), _negated=True), models.Q(("end_note", ""), _negated=True), _connector="OR"
                ),
                name="amendment_dropped_for_a_reason",
            ),
        ),
        migrations.AddField(
            model_name="amendmentsignature",
            name="amendment",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="signatures", to="territories.amendment"),
        ),
        migrations.AddField(
            model_name="amendmentsignature",
            name="party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="amendment_signatures", to="territories.party"
            ),
        ),
        migrations.AddConstraint(
            model_name="amendmentsignature",
            constraint=models.UniqueConstraint(fields=("amendment", "party"), name="amendment_signature_once"),
        ),
        migrations.AddConstraint(
            model_name="amendmentsignature",
            constraint=models.CheckConstraint(
                condition=models.Q(("signed_on", None), models.Q(("signatory", ""), _negated=True), _connector="OR"),
                name="amendment_signature_by_someone",
            ),
        ),
        migrations.RunSQL(_KEPT, _BEFORE),
    ]
