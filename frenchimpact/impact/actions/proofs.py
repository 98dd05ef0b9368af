"""Saying how far one may believe: levels of proof, values looked at, values settled. Never by the holder."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal, Stale, Text
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line, clean_text
from frenchimpact.impact import facts
from frenchimpact.impact.messages import proofs as messages
from frenchimpact.impact.models import Assessment, ByWhom, Followed, Measure, ProofRequest, Verification
from frenchimpact.impact.standing import WITNESS_TO, finances, pays_by_results
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.rules import is_tied

YEARS = 3
# From that level on, an independent body has looked.
INDEPENDENT_FROM = 4
# Days before a level of proof expires when the team is told.
WARNED_BEFORE = dt.timedelta(days=60)


@dataclass(frozen=True)
class Looker:
    """Who looks, and in which quality: a person for the programme, one who was asked, or whoever holds the link that was sent."""

    kind: str
    by: User | None = None
    request: ProofRequest | None = None
    name: str = ""
    # Who came by a link and signed in: for this organisation, that the programme knows.
    body: Organisation | None = None

    @property
    def organisation(self) -> Organisation | None:
        """In whose name."""
        return self.body or (self.request.organisation if self.request else None)

    @property
    def is_witness(self) -> bool:
        """Whether nobody knows who looks."""
        return self.body is None and self.request is not None and self.request.is_witness


@dataclass(frozen=True)
class Sample:
    """How much was looked at: so many records, of how many, how many did not match, how they were drawn."""

    checked: int | None = None
    out_of: int | None = None
    mismatched: int | None = None
    sampling: str = ""


def expiry(on: dt.date) -> dt.date:
    """Until when a level given that day counts."""
    return on.replace(year=on.year + YEARS, day=28 if (on.month, on.day) == (2, 29) else on.day)


@transaction.atomic
def assess(*, followed: Followed, looker: Looker, level: int, reason: str) -> Assessment:
    """Give the level of proof of what a project says of an indicator, for three years. Raises Incomplete, Refusal."""
    followed = lock(followed)
    request = _check_looker(followed, looker)
    reason = clean_text(reason)
    wrong: dict[str, Text] = {}
    if not reason:
        wrong["reason"] = _("Dites ce que vous avez lu, et pourquoi ce niveau.")
    if level >= INDEPENDENT_FROM and looker.kind != ByWhom.INDEPENDENT:
        wrong["level"] = _("À partir du niveau 4, la preuve est vérifiée par un organisme indépendant : lui seul le donne.")
    if level > WITNESS_TO and looker.is_witness:
        wrong["level"] = _("Tant que le programme n’a pas confirmé qui vous êtes, votre avis est un témoignage : niveau 1 au plus.")
    if wrong:
        raise Incomplete(_("Le niveau n’est pas enregistré : il reste quelque chose à corriger."), wrong)
    today = clock.today()
    given = Assessment.objects.create(
        followed=followed,
        level=level,
        kind=looker.kind,
        organisation=looker.organisation,
        reason=reason,
        on=today,
        expires_on=expiry(today),
        by=looker.by,
        request=request,
    )
    # A witness takes nothing away from what a known body said.
    if not looker.is_witness or followed.evidence <= WITNESS_TO:
        followed.evidence, followed.evidence_until = level, given.expires_on
        followed.save(update_fields=["evidence", "evidence_until"])
    _answered(request, looker)
    announce(facts.EvidenceAssessed(project_id=followed.project_id, followed_id=followed.pk, level=level), by=looker.by)
    messages.tell_assessed(given)
    return given


@transaction.atomic
def verify(*, measure: Measure, version: int, looker: Looker, verdict: str, sample: Sample | None = None, note: str = "") -> Verification:
    """Say whether a value, in the version that was read, is right. Raises Stale when it was corrected since, Incomplete, OutOfTurn."""
    measure = lock(measure)
    request = _check_looker(measure.followed, looker)
    if measure.version != version:
        raise Stale(
            _("La valeur a été corrigée entre-temps : relisez-la avant de dire si elle est juste."),
            mine=version,
            theirs=measure.version,
            version=measure.version,
        )
    sample, note = sample or Sample(), clean_text(note)
    _check_verdict(measure, verdict, sample, note)
    is_right = verdict == Verification.Verdict.CONFIRMED
    state = Measure.FLOW.step("verify" if is_right else "dispute", measure.state)
    # A witness's word is kept, and the value stays as it was declared.
    counts = not (is_right and looker.is_witness)
    if counts:
        measure.state = state
        measure.save(update_fields=["state"])
    given = Verification.objects.create(
        measure=measure,
        version=version,
        kind=looker.kind,
        organisation=looker.organisation,
        verdict=verdict,
        checked=sample.checked,
        out_of=sample.out_of,
        mismatched=sample.mismatched,
        sampling=clean_line(sample.sampling)[:500],
        note=note,
        by=looker.by,
        request=request,
    )
    _answered(request, looker)
    if counts:
        fact = facts.MeasureVerified if is_right else facts.MeasureDisputed
        announce(fact(project_id=measure.followed.project_id, measure_id=measure.pk, version=version), by=looker.by)
    messages.tell_verdict(given)
    return given


@transaction.atomic
def settle(*, measure: Measure, by: User | None) -> Measure:
    """A verified value no longer changes without a reason that is kept. Raises OutOfTurn."""
    measure = lock(measure)
    if by is not None and is_tied(by, measure.followed.project):
        raise Refusal(_not_the_holder())
    measure.state = Measure.FLOW.step("lock", measure.state)
    measure.save(update_fields=["state"])
    announce(facts.MeasureLocked(project_id=measure.followed.project_id, measure_id=measure.pk, version=measure.version), by=by)
    return measure


def expire_levels() -> int:
    """Levels of proof that are over count for nothing any more, and teams are told; those that end soon too. Gives how many fell."""
    today = clock.today()
    for followed in Followed.objects.filter(ended_on=None, evidence__gt=0, evidence_until__range=(today, today + WARNED_BEFORE)):
        with transaction.atomic():
            messages.tell_expires(followed)
    fallen = 0
    for key in Followed.objects.filter(evidence__gt=0, evidence_until__lt=today).values_list("pk", flat=True):
        with transaction.atomic():
            followed = lock(Followed(pk=key))
            if followed.evidence and followed.evidence_until and followed.evidence_until < today:
                followed.evidence = 0
                followed.save(update_fields=["evidence"])
                announce(facts.EvidenceExpired(project_id=followed.project_id, followed_id=key), by=None)
                messages.tell_expired(followed)
                fallen += 1
    return fallen


def _not_the_holder() -> str:
    return _("Vous êtes lié à ce projet : une preuve est donnée par quelqu’un d’autre que l’équipe et sa structure.")


def _check_looker(followed: Followed, looker: Looker) -> ProofRequest | None:
    """Raises Refusal when who looks is of the project, or is no longer asked; gives what was asked, held."""
    project = followed.project
    if looker.by is not None and is_tied(looker.by, project):
        raise Refusal(_not_the_holder())
    if looker.request is None:
        return None
    request = lock(looker.request)
    if request.state not in (ProofRequest.State.WAITING, ProofRequest.State.ANSWERED):
        raise OutOfTurn(_("Votre regard n’est plus attendu : la demande a été retirée, ou refusée."))
    if request.organisation_id is not None and request.organisation_id == project.organisation_id:
        raise Refusal(_("La structure qui porte le projet ne peut pas en donner la preuve."))
    if pays_by_results(followed, looker.organisation.pk if looker.organisation else None):
        raise Refusal(_("Votre structure paie selon les valeurs de cet indicateur : quelqu’un d’autre les vérifie."))
    if looker.body is not None:
        _sign(request, looker.body)
    if looker.by is None and not clean_line(looker.name):
        raise Incomplete(_("Rien n’est enregistré : dites qui vous êtes."), {"name": _("Écrivez votre nom et votre fonction.")})
    return request


def _sign(request: ProofRequest, body: Organisation) -> None:
    """Who held the link looks for a known organisation: the request is its own from now on."""
    if request.organisation_id is not None:
        return
    is_funder = finances(request.followed.project, body.pk)
    if is_funder and request.kind == ByWhom.INDEPENDENT:
        raise Refusal(_("Votre structure finance le projet : elle ne peut pas le regarder comme un organisme indépendant."))
    request.organisation, request.name, request.is_funder, request.identified_at = body, body.name, is_funder, clock.now()
    request.save(update_fields=["organisation", "name", "is_funder", "identified_at"])


def _answered(request: ProofRequest | None, looker: Looker) -> None:
    if request is None or request.state == ProofRequest.State.ANSWERED:
        return
    request.state = ProofRequest.FLOW.step("answer", request.state)
    request.answered_at, request.answered_by, request.answer_name = clock.now(), looker.by, clean_line(looker.name)[:150]
    request.save(update_fields=["state", "answered_at", "answered_by", "answer_name"])


def _check_verdict(measure: Measure, verdict: str, sample: Sample, note: str) -> None:
    wrong: dict[str, Text] = {}
    if verdict == Verification.Verdict.CONFIRMED and measure.value is None:
        wrong["verdict"] = _("Il n’y a pas de valeur à vérifier pour cette période.")
    if verdict == Verification.Verdict.DISPUTED and not note:
        wrong["note"] = _("Dites ce qui ne va pas : l’équipe doit pouvoir corriger.")
    if sample.mismatched and not note:
        wrong["note"] = _("Des fiches ne correspondent pas : dites pourquoi la valeur vous paraît juste quand même.")
    if sample.checked is not None and sample.out_of is not None and sample.checked > sample.out_of:
        wrong["checked"] = _("Vous avez regardé plus de fiches (%(checked)s) qu’il n’y en a (%(out_of)s).") % {
            "checked": sample.checked,
            "out_of": sample.out_of,
        }
    if sample.mismatched is not None and (sample.checked is None or sample.mismatched > sample.checked):
        wrong["mismatched"] = _("Il ne peut pas y avoir plus de fiches fausses que de fiches regardées.")
    if wrong:
        raise Incomplete(_("Votre avis n’est pas enregistré : il reste quelque chose à corriger."), wrong)
