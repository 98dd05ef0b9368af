"""What the register does when a decision is notified."""

from django.utils import timezone

from frenchimpact.calls.models import Snapshot
from frenchimpact.core.facts import listens
from frenchimpact.labels import messages
from frenchimpact.labels.actions import grant_label
from frenchimpact.labels.models import Label, LabelKind
from frenchimpact.reviews.facts import LabelDecided
from frenchimpact.reviews.models import Decision

# The question by which a collective names its territory.
TERRITORY_KEY = "territoire"


@listens(LabelDecided)
def grant_decided_label(fact: LabelDecided) -> None:
    """The label of a decision whose letter left enters the register; heard twice, it is given once.

    An organisation that holds one of the kind already is left as it is: its renewal goes by the register, and the
    operators are told, as they are when the kind is unknown.
    """
    decision = Decision.objects.select_related("application__organisation", "decided_by").get(pk=fact.decision_id)
    kind = LabelKind.objects.filter(code=fact.label_kind).first()
    application = decision.application
    name = f"{application.reference}, décision n° {decision.number}"
    if Label.objects.filter(decision=name).exists():
        return
    if kind is None:
        messages.tell_not_given(application.organisation.name, name)
        return
    holds_one = Label.objects.filter(
        kind=kind, organisation=application.organisation, status__in=("active", "observed", "suspended"), territory=""
    )
    if kind.holder == LabelKind.Holder.ORGANISATION and holds_one.exists():
        messages.tell_not_given(application.organisation.name, name)
        return
    grant_label(
        kind=kind,
        organisation=application.organisation,
        territory=_territory_of(decision) if kind.holder == LabelKind.Holder.TERRITORY else "",
        granted_on=timezone.localdate(decision.decided_at),
        decision=name,
        decided_by=f"{decision.signed_name}, {decision.signed_quality}",
        is_demo=application.is_demo,
        by=decision.decided_by,
    )


def _territory_of(decision: Decision) -> str:
    """The territory as its file names it, the organisation that carries it otherwise."""
    latest = Snapshot.objects.filter(application=decision.application).order_by("-number").first()
    sections = latest.content.get("sections", []) if latest else []
    answers = [one for section in sections for one in section.get("questions", []) if one.get("key") == TERRITORY_KEY]
    words = str(answers[0].get("words") or "") if answers else ""
    return (words or decision.application.organisation.name)[:160]
