"""The session of a jury: presence, order, revised scores, votes, opinions, minutes."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.calls.actions import move_application, postpone_application
from frenchimpact.calls.models import Application, Cohort, Criterion
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal, Text
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_text
from frenchimpact.reviews import facts, messages, queries, rules
from frenchimpact.reviews.models import Ballot, Juror, Jury, JuryOpinion, Minutes, Passage, Recusal, Score, Session, Signature
from frenchimpact.reviews.scores import Offer, Regime, evaluate, shown

MAX_NOTES = 6000


def _sitting(session: Session) -> Session:
    jury = lock(session.jury)
    if jury.state != Jury.State.SESSION:
        raise OutOfTurn(_("La séance est close : rien ne change plus."))
    session.jury = jury
    return session


@transaction.atomic
def plan_session(*, jury: Jury, sits_at: dt.datetime, sits_where: str = "", by: User) -> Jury:
    """When and where the jury is to sit: its members are told, with the date among what waits for them. Raises OutOfTurn once it sits."""
    jury = lock(jury)
    if jury.state not in {Jury.State.COMPOSED, Jury.State.OPEN}:
        raise OutOfTurn(_("La séance est ouverte, ou terminée : sa date ne change plus."))
    jury.sits_at, jury.sits_where = sits_at, sits_where
    jury.save(update_fields=["sits_at", "sits_where"])
    announce(facts.SessionPlanned(jury_id=jury.pk), by=by)
    messages.tell_planned(jury, jury.jurors.select_related("user"))
    return jury


@transaction.atomic
def hold_session(*, jury: Jury, quorum: int, place: str = "", by: User) -> Session:
    """The jury sits: nobody scores alone any more, and the files pass in the order of their references.

    Nobody is present before it is noted. Raises OutOfTurn unless the jury reads; Refusal for a quorum beyond its members.
    """
    jury = lock(jury)
    state = Jury.FLOW.step("hold", jury.state)
    members = [juror for juror in jury.jurors.all() if not rules.standing_recusals(juror).filter(application=None).exists()]
    count = jury.jurors.count()
    if not 1 <= quorum <= count:
        raise Refusal(_("Le quorum va de 1 à %(count)s, le nombre de membres du jury.") % {"count": count})
    session = Session.objects.create(jury=jury, quorum=quorum, place=place)
    files = list(rules.files_before(jury).filter(state=Application.State.UNDER_REVIEW).order_by("reference"))
    Passage.objects.bulk_create(Passage(session=session, application=one, position=number) for number, one in enumerate(files, 1))
    for application in files:
        move_application(application=application, verb="hear", by=by)
    jury.state = state
    jury.save(update_fields=["state"])
    announce(facts.SessionHeld(jury_id=jury.pk), by=by)
    messages.tell_session(jury, members)
    return session


@transaction.atomic
def note_presence(*, session: Session, present: Sequence[Juror]) -> None:
    """Who is there. Raises OutOfTurn once closed; Refusal for someone out of the whole session."""
    session = _sitting(session)
    for juror in present:
        if juror.jury_id != session.jury_id or rules.standing_recusals(juror).filter(application=None).exists():
            raise Refusal(_("%(who)s est en déport pour toute la séance.") % {"who": juror})
    session.present.set(present)


@transaction.atomic
def order_passages(*, session: Session, references: Sequence[str]) -> None:
    """The order of passage: the files named come first, in that order; the others follow as they were. Raises OutOfTurn once closed."""
    session = _sitting(session)
    wanted = {reference: number for number, reference in enumerate(references)}
    passages = list(session.passages.select_related("application").order_by("position"))
    passages.sort(key=lambda one: wanted.get(one.application.reference, len(wanted)))
    for number, passage in enumerate(passages, 1):
        passage.position = number
    Passage.objects.bulk_update(passages, ["position"])


@transaction.atomic
def revise_score(*, juror: Juror, application: Application, criterion: Criterion, value: int) -> Score:
    """After the discussion a member changes one of their scores: the first one stays beside it.

    Raises OutOfTurn unless in session; Refusal when they are recused, gave no opinion, or the score is out of the scale.
    """
    session = _sitting(Session.objects.select_related("jury").get(jury=juror.jury_id))
    if rules.is_recused(juror, application):
        raise Refusal(_("Un déport est enregistré : vous ne notez pas ce dossier."))
    score = (
        Score.objects.select_for_update()
        .filter(review__juror=juror, review__application=application, review__sent_at__isnull=False, criterion=criterion)
        .first()
    )
    if score is None:
        raise Refusal(_("Vous n’avez pas rendu d’avis sur ce dossier : il n’y a pas de note à revoir."))
    if not 0 <= value <= criterion.scale:
        raise Refusal(_("La note va de 0 à %(top)s.") % {"top": criterion.scale})
    if value == (score.value if score.revised is None else score.revised):
        return score
    score.revised, score.revised_at = value, clock.now()
    score.save(update_fields=["revised", "revised_at"])
    announce(
        facts.ScoreRevised(jury_id=session.jury_id, juror_id=juror.pk, application_id=application.pk, criterion_id=criterion.pk),
        by=juror.user,
    )
    return score


@transaction.atomic
def cast_ballot(*, juror: Juror, passage: Passage, choice: str) -> Ballot:
    """A member present votes on a file; voting again changes the voice. Raises OutOfTurn once closed, Refusal without a voice."""
    session = _sitting(passage.session)
    if rules.is_recused(juror, passage.application):
        raise Refusal(_("Un déport est enregistré : vous ne votez pas sur ce dossier."))
    if not session.present.filter(pk=juror.pk).exists():
        raise Refusal(_("Vous n’êtes pas noté présent : demandez à la présidence de la séance de vous ajouter."))
    choice = Ballot.Choice(choice)
    return Ballot.objects.update_or_create(passage=passage, juror=juror, defaults={"choice": choice, "at": clock.now()})[0]


@transaction.atomic
def conclude_passage(*, passage: Passage, is_adjourned: bool = False, notes: str = "", settled_position: int | None = None) -> Passage:
    """What was said of a file, whether it is put off, and its place among equals. The opinion itself comes out of the voices.

    It can be corrected until the session closes. Raises OutOfTurn after; Refusal for a place that is not one of its equals'.
    """
    session = _sitting(passage.session)
    if settled_position is not None:
        _check_place(session, passage, settled_position)
    passage.proposal = Passage.Proposal.ADJOURNED if is_adjourned else ""
    passage.notes, passage.settled_position, passage.discussed_at = clean_text(notes)[:MAX_NOTES], settled_position, clock.now()
    passage.save()
    return passage


def _check_place(session: Session, passage: Passage, position: int) -> None:
    line = next(one for one in queries.ranking_of(session.jury).lines if one.application_id == passage.application_id)
    if session.jury.cohort.regime != Regime.CONCOURS or not line.is_tied or line.rank is None:
        raise Refusal(_("Ce dossier n’est pas ex æquo : son rang vient des notes."))
    last = line.rank + line.equal_count - 1
    if line.settled(position) is None:
        raise Refusal(_("Les ex æquo se partagent les places de %(first)s à %(last)s.") % {"first": line.rank, "last": last})
    other = session.passages.filter(settled_position=position).exclude(pk=passage.pk).first()
    if other is not None:
        words = _("La place %(place)s est déjà donnée à %(reference)s. Changez-la d’abord.")
        raise Refusal(words % {"place": position, "reference": other.application.reference})


@transaction.atomic
def close_session(*, session: Session, by: User) -> Minutes:
    """Opinions and minutes are established, and nothing is scored any more.

    The opinion on each file comes out of the voices, or of the scores when nobody voted. Raises OutOfTurn unless in session;
    Refusal without quorum; Incomplete with the files that have neither, and with those whose equals share the last places.
    """
    session = _sitting(session)
    jury = session.jury
    present = session.present.count()
    if present < session.quorum:
        raise Refusal(
            _("Le quorum n’est pas atteint : %(present)s présents sur %(quorum)s.") % {"present": present, "quorum": session.quorum}
        )
    passages = list(session.passages.select_related("application").order_by("position"))
    ranking = queries.ranking_of(jury)
    _conclude(jury, passages, ranking)
    _write_opinions(session, passages, ranking)
    content = _content(session, passages, ranking, by)
    minutes = Minutes.objects.create(session=session, content=content, sha256=fingerprint(content), by=by)
    session.closed_at = clock.now()
    session.save(update_fields=["closed_at"])
    for passage in passages:
        if passage.proposal == Passage.Proposal.ADJOURNED:
            move_application(application=passage.application, verb="adjourn", by=by)
    jury.state, jury.closed_at = Jury.FLOW.step("close", jury.state), clock.now()
    jury.save(update_fields=["state", "closed_at"])
    announce(facts.SessionClosed(jury_id=jury.pk), by=by)
    return minutes


def _conclude(jury: Jury, passages: Sequence[Passage], ranking: queries.Ranking) -> None:
    """Write on each passage what came out. Raises Incomplete."""
    lines = {line.application_id: line for line in ranking.lines}
    said = queries.said_of(passages, lines)
    missing: dict[str, Text] = {}
    for one in passages:
        line, opinion = lines[one.application_id], said[one.pk]
        one.settled_position = line.settled(one.settled_position)
        if not opinion.proposal:
            missing[one.application.reference] = _("Ni voix ni assez de notes : votez sur ce dossier, ou ajournez-le.")
        elif (
            opinion.proposal != Passage.Proposal.ADJOURNED and line.offer(jury.cohort.places_count, one.settled_position) is Offer.TO_SETTLE
        ):
            missing[one.application.reference] = _("Des ex æquo se partagent les dernières places : donnez la sienne à ce dossier.")
        one.proposal, one.casting_vote = opinion.proposal, opinion.casting_vote
    if missing:
        raise Incomplete(_("Le jury n’a pas conclu sur tous les dossiers."), missing)
    Passage.objects.bulk_update(passages, ["proposal", "casting_vote", "settled_position"])


def _write_opinions(session: Session, passages: Sequence[Passage], ranking: queries.Ranking) -> None:
    """One for each file but those put off: another jury will give it."""
    lines = {line.application_id: line for line in ranking.lines}
    ids = [one.application_id for one in passages]
    marks, out, scale = queries.marks_of(session.jury, ids), queries.recused_from(session.jury, ids), queries.scale_of(session.jury.cohort)
    for passage in passages:
        if passage.proposal == Passage.Proposal.ADJOURNED:
            continue
        line, notes = lines[passage.application_id], queries.notes_on(passage.application)
        given = {juror: row for juror, row in marks.get(line.application_id, {}).items() if juror not in out[line.application_id]}
        means = evaluate(given, scale).means
        JuryOpinion.objects.create(
            application=passage.application,
            session=session,
            verdict=line.verdict,
            proposal=passage.proposal,
            total=shown(line.total, 4),
            rank=line.rank,
            criteria={
                one.code: {
                    "title": one.title,
                    "scale": one.scale,
                    "mean": None if means[pk].value is None else str(shown(means[pk].value)),
                    "count": means[pk].count,
                    "notes": notes.get(pk, []),
                }
                for pk, one in ranking.criteria.items()
            },
        )


def fingerprint(content: Mapping[str, Any]) -> str:
    """SHA-256 of the content as canonical JSON: what members sign."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _content(session: Session, passages: Sequence[Passage], ranking: queries.Ranking, by: User) -> dict[str, Any]:
    """What the minutes say: members, presence, recusals, and for each file scores, voices and opinion."""
    cohort = session.jury.cohort
    lines = {line.application_id: line for line in ranking.lines}
    # In an examen each file faces a threshold: nobody is ranked against the others.
    is_ranked = cohort.regime == Regime.CONCOURS
    present = set(session.present.values_list("pk", flat=True))
    jurors = list(session.jury.jurors.select_related("user"))
    recusals = Recusal.objects.filter(juror__jury=session.jury).select_related("juror__user", "because_of__organisation", "lifted_by")
    # Members of an anonymous jury sign what they may read: references alone.
    is_anonymous = session.jury.is_anonymous
    files = []
    for passage in passages:
        line = lines[passage.application_id]
        voices = list(passage.ballots.values_list("choice", flat=True))
        files.append(
            {
                "reference": passage.application.reference,
                "organisation": "" if is_anonymous else passage.application.organisation.name,
                "total": None if line.total is None else str(shown(line.total)),
                "rank": line.rank if is_ranked else None,
                "verdict": str(line.verdict),
                "proposal": passage.proposal,
                "settled_position": passage.settled_position,
                "casting_vote": passage.casting_vote,
                "voices": {choice: voices.count(choice) for choice in Ballot.Choice.values},
                "notes": passage.notes,
            }
        )
    return {
        "call": cohort.call.title,
        "cohort": cohort.title,
        "regime": cohort.regime,
        "places": cohort.places_count,
        "opened_at": session.opened_at.isoformat(),
        "closed_at": clock.now().isoformat(),
        "place": session.place,
        "recorded_by": str(by),
        "is_anonymous": is_anonymous,
        "pass_mark": str(cohort.pass_mark),
        "reserve_mark": str(cohort.reserve_mark),
        "quorum": session.quorum,
        "members": [
            {"name": str(one.user), "quality": one.quality, "is_chair": one.is_chair, "is_present": one.pk in present} for one in jurors
        ],
        "recusals": [
            {
                "name": str(one.juror.user),
                "file": None if one.application_id is None else one.because_of.reference,
                "because_of": "" if is_anonymous else one.because_of.organisation.name,
                "lifted": None
                if one.lifted_at is None
                else {"by": str(one.lifted_by), "because": one.lifted_because, "at": one.lifted_at.isoformat()},
            }
            for one in recusals
        ],
        "experts": [
            {"name": one.name, "quality": one.quality, "file": one.application.reference}
            for one in session.jury.expertises.filter(sent_at__isnull=False, ended_at=None).select_related("application")
        ],
        "files": files,
    }


@transaction.atomic
def carry_over(*, passage: Passage, cohort: Cohort, by: User) -> Application:
    """A file that the jury put off goes to another cohort of its call, whose jury will judge it anew.

    Raises Refusal unless it was put off and still waits, or when that cohort's jury already sits or has sat.
    """
    application = lock(passage.application)
    is_waiting = passage.proposal == Passage.Proposal.ADJOURNED and application.cohort_id == passage.session.jury.cohort_id
    if not is_waiting or application.state != Application.State.UNDER_REVIEW:
        raise Refusal(_("Ce dossier n’attend pas une autre séance."))
    if Jury.objects.filter(cohort=cohort, state__in=[Jury.State.SESSION, Jury.State.CLOSED]).exists():
        raise Refusal(_("Le jury de cette session a déjà siégé. Choisissez-en une autre."))
    return postpone_application(application=application, cohort=cohort, by=by)


@transaction.atomic
def sign_minutes(*, juror: Juror, dissent: str = "") -> Signature:
    """A member present signs the minutes, with a dissent if they have one; twice is the same.

    Raises Refusal when absent, or before closing.
    """
    minutes = Minutes.objects.filter(session__jury=juror.jury_id).first()
    if minutes is None:
        raise Refusal(_("Le procès-verbal n’est pas encore établi."))
    if not minutes.session.present.filter(pk=juror.pk).exists():
        raise Refusal(_("Seules les personnes présentes signent le procès-verbal."))
    signature, is_new = Signature.objects.get_or_create(minutes=minutes, juror=juror, defaults={"dissent": clean_text(dissent)[:MAX_NOTES]})
    if is_new:
        announce(facts.MinutesSigned(jury_id=juror.jury_id, juror_id=juror.pk), by=juror.user)
    return signature
