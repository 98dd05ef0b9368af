"""What waits to be decided, the outbox, and what an applicant was notified of."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from frenchimpact.calls.models import Application, Cohort
from frenchimpact.design.words import day
from frenchimpact.organisations.rules import Anyone
from frenchimpact.reviews import rules
from frenchimpact.reviews.models import Appeal, Batch, Decision, Jury, JuryOpinion, Letter, Passage


@dataclass(frozen=True)
class Pending:
    """One file with the jury's opinion, and what was decided so far."""

    opinion: JuryOpinion
    application: Application
    decision: Decision | None

    @property
    def letter(self) -> Letter | None:
        """The letter of the last decision."""
        return getattr(self.decision, "letter", None)


def decisions_of(jury: Jury) -> list[Pending]:
    """The files on which the jury gave its opinion, in the order of the ranking."""
    opinions = JuryOpinion.objects.filter(session__jury=jury).exclude(proposal="adjourned")
    settled = Passage.objects.filter(session=OuterRef("session"), application=OuterRef("application")).values("settled_position")
    opinions = opinions.select_related("application__organisation", "application__call").annotate(place=Subquery(settled[:1]))
    opinions = opinions.order_by("rank", F("place").asc(nulls_last=True), "application__reference")
    latest: dict[int, Decision] = {}
    for decision in Decision.objects.filter(application__cohort=jury.cohort_id).select_related("letter__batch").order_by("number"):
        latest[decision.application_id] = decision
    return [Pending(one, one.application, latest.get(one.application_id)) for one in opinions]


def adjourned_of(jury: Jury) -> list[Passage]:
    """The files that the jury put off when it closed; those that already went elsewhere say where."""
    passages = Passage.objects.filter(session__jury=jury, proposal=Passage.Proposal.ADJOURNED, session__closed_at__isnull=False)
    return list(passages.select_related("application__organisation", "application__cohort", "session__jury").order_by("position"))


def cohorts_after(jury: Jury) -> list[Cohort]:
    """The other waves of the call whose jury has not sat: where a file that was put off may go."""
    others = Cohort.objects.filter(call=jury.cohort.call_id).exclude(pk=jury.cohort_id)
    return list(others.exclude(jury__state__in=[Jury.State.SESSION, Jury.State.CLOSED]).order_by("closes_at", "pk"))


def find_decidable(user: Anyone, reference: str) -> Application:
    """A file on which the person may decide, or Http404."""
    files = Application.objects.select_related("organisation", "call", "cohort").filter(reference=reference, jury_opinion__isnull=False)
    found = files.first() if rules.can_decide(user) else None
    if found is None:
        raise Http404(_("Ce dossier n’attend pas de décision, ou vous ne pouvez pas la prendre."))
    return found


def reasons_from(opinion: JuryOpinion) -> list[dict[str, Any]]:
    """The reasons of a refusal as the reviews give them: by criterion, the weakest first, with what members noted."""
    rows = [
        {"code": code, "criterion": one["title"], "mean": one["mean"] or "", "scale": str(one["scale"]), "text": " ".join(one["notes"])}
        for code, one in opinion.criteria.items()
    ]
    return sorted(rows, key=lambda one: float(one["mean"]) / float(one["scale"]) if one["mean"] else 2.0)


def batches_of(jury: Jury) -> list[Batch]:
    """The outboxes of a cohort, latest first, with how many letters are read and notified."""
    counts = {
        "letter_count": Count("letters", distinct=True),
        "read_count": Count("letters", filter=Q(letters__read_at__isnull=False), distinct=True),
        "notified_count": Count("letters", filter=Q(letters__notified_at__isnull=False), distinct=True),
    }
    return list(Batch.objects.filter(cohort=jury.cohort_id).annotate(**counts).order_by("-created_at", "-pk"))


def find_batch(user: Anyone, batch_id: int) -> Batch:
    """An outbox that the person may send, or Http404."""
    found = Batch.objects.select_related("cohort__call", "cohort__jury").filter(pk=batch_id).first() if rules.can_decide(user) else None
    if found is None:
        raise Http404(_("Cette boîte d’envoi n’existe pas."))
    return found


def find_outgoing(user: Anyone, letter_id: int) -> Letter:
    """A letter of an outbox that the person may send, or Http404."""
    letters = Letter.objects.select_related("batch__cohort__jury", "decision__application__organisation", "decision__application__call")
    found = letters.filter(pk=letter_id).first() if rules.can_decide(user) else None
    if found is None:
        raise Http404(_("Ce courrier n’existe pas."))
    return found


def find_letter(user: Anyone, reference: str, number: int) -> Letter:
    """A decision that the person was notified of, or Http404."""
    letters = rules.visible_letters(user).select_related("decision__application__organisation", "decision__application__call")
    found = letters.filter(decision__application__reference=reference, decision__number=number).first()
    if found is None:
        raise Http404(_("Cette décision n’existe pas, ou ne vous est pas adressée."))
    return found


def open_appeals(jury: Jury) -> list[Appeal]:
    """Appeals that nobody has judged yet, oldest first."""
    appeals = Appeal.objects.filter(kind=Appeal.Kind.APPEAL, decision__application__cohort=jury.cohort_id, answer=None)
    return list(appeals.select_related("decision__application__organisation", "by").order_by("at"))


def letters_when_following(user: Anyone, application: Application) -> list[tuple[str, str]]:
    """The decisions that the person was notified of, oldest first, as links."""
    letters = rules.visible_letters(user).filter(decision__application=application).order_by("decision__number")
    numbers = letters.values_list("decision__number", "sent_at")
    return [
        (
            _("Lire la décision du %(on)s") % {"on": day(timezone.localtime(at))},
            reverse("reviews:letter", args=[application.reference, number]),
        )
        for number, at in numbers
    ]
