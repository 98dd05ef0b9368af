"""Composing a jury, opening it, and the ties of its members."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.calls.actions import move_application
from frenchimpact.calls.models import Application, Cohort
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal, Text
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line
from frenchimpact.organisations.actions import give_role
from frenchimpact.organisations.models import Assignment as Role
from frenchimpact.organisations.rules import is_operator
from frenchimpact.reviews import facts, messages, rules
from frenchimpact.reviews.models import Assignment, Declaration, Juror, Jury, Recusal
from frenchimpact.reviews.ties import Consequence, consequence_of


@transaction.atomic
def compose_jury(*, cohort: Cohort, by: User | None, **fields: Any) -> Jury:
    """A jury begins to be composed for a cohort. Raises Refusal when the cohort has one."""
    if Jury.objects.filter(cohort=lock(cohort)).exists():
        raise Refusal(_("Cette session a déjà son jury."))
    jury = Jury.objects.create(cohort=cohort, created_by=by, **fields)
    announce(facts.JuryComposed(jury_id=jury.pk), by=by)
    return jury


def _composed(jury: Jury) -> Jury:
    jury = lock(jury)
    if jury.state != Jury.State.COMPOSED:
        raise OutOfTurn(_("Le jury est ouvert : sa composition ne change plus."))
    return jury


@transaction.atomic
def appoint_juror(*, jury: Jury, user: User, mandate_until: dt.date, by: User | None, **fields: Any) -> Juror:
    """A person is appointed to the jury, or their mandate is corrected. There is one chair: naming another one replaces them.

    Raises OutOfTurn once the jury is open; Refusal for an operator in an anonymous jury: their pages tell who applies.
    """
    jury = _composed(jury)
    if jury.is_anonymous and is_operator(user):
        raise Refusal(
            _("%(who)s instruit les candidatures et en connaît les noms : nommez quelqu’un d’autre à ce jury anonyme.") % {"who": user}
        )
    if fields.get("is_chair"):
        jury.jurors.exclude(user=user).update(is_chair=False)
    juror, is_new = Juror.objects.update_or_create(
        jury=jury, user=user, defaults={"mandate_until": mandate_until, "appointed_by": by, **fields}
    )
    give_role(user=user, role=Role.Role.JUROR, ends_on=mandate_until, by=by)
    announce(facts.JurorAppointed(jury_id=jury.pk, juror_id=juror.pk), by=by)
    if is_new:
        messages.tell_appointed(juror)
    return juror


@transaction.atomic
def remove_juror(*, juror: Juror, by: User) -> None:
    """A person leaves the jury before it opens. Raises OutOfTurn after; Refusal when they already declared: that is kept."""
    _composed(juror.jury)
    if juror.declarations.exists():
        raise Refusal(_("Cette personne a déclaré ses liens : sa déclaration est conservée. Nommez quelqu’un d’autre à côté d’elle."))
    announce(facts.JurorRemoved(jury_id=juror.jury_id, user_id=juror.user_id), by=by)
    juror.delete()


@transaction.atomic
def open_jury(*, jury: Jury, by: User) -> Jury:
    """The composition is frozen and reading begins: admissible files go under review.

    Raises OutOfTurn unless composed; Refusal while the cohort takes files, or without chair, enough members or files.
    """
    jury = lock(jury)
    state = Jury.FLOW.step("open", jury.state)
    if not jury.cohort.is_over:
        raise Refusal(_("La session reçoit encore des dossiers. Le jury ouvre après sa clôture."))
    jurors = list(jury.jurors.all())
    if len(jurors) < jury.cohort.min_reviewers:
        raise Refusal(_("Il faut au moins %(count)s membres : c’est le quorum de la session.") % {"count": jury.cohort.min_reviewers})
    if not any(juror.is_chair for juror in jurors):
        raise Refusal(_("Nommez une présidente ou un président avant d’ouvrir le jury."))
    if not rules.files_before(jury).exists():
        raise Refusal(_("Aucun dossier recevable n’attend ce jury."))
    jury.state, jury.opened_at = state, clock.now()
    jury.save(update_fields=["state", "opened_at"])
    for application in rules.files_before(jury).filter(state=Application.State.ADMISSIBLE).order_by("pk"):
        move_application(application=application, verb="review", by=by)
    announce(facts.JuryOpened(jury_id=jury.pk), by=by)
    messages.tell_opened(jury, jurors)
    return jury


@dataclass(frozen=True)
class Tie:
    """What a juror says of one file."""

    application_id: int
    nature: str
    words: str = ""


@transaction.atomic
def declare_ties(*, juror: Juror, said: Sequence[Tie], by: User) -> list[Declaration]:
    """The juror says of each file whether there is a tie. A tie recuses at once, one taken back before the vote lifts it.

    Raises OutOfTurn once the jury is closed; Incomplete, by file, when an answer is missing or a tie is not described.
    """
    jury = lock(juror.jury)
    if jury.state == Jury.State.CLOSED:
        raise OutOfTurn(_("Le jury est terminé : les déclarations ne changent plus."))
    known = {one.pk: one for one in rules.files_before(jury)}
    given = {tie.application_id: tie for tie in said if tie.application_id in known}
    _check_ties(juror, known, given)
    latest = {one.application_id: one for one in reversed(list(juror.declarations.filter(application__in=given).order_by("-pk")))}
    written = []
    for pk, tie in given.items():
        nature, words = Declaration.Nature(tie.nature), clean_line(tie.words)[:400]
        before = latest.get(pk)
        if before is not None and (before.nature, before.words) == (nature, words):
            continue
        written.append(Declaration.objects.create(juror=juror, application=known[pk], nature=nature, words=words))
        if nature == Declaration.Nature.NONE:
            _correct(juror, known[pk], by)
        else:
            reason = f"{nature.label} : {words}" if words else str(nature.label)
            recuse(juror=juror, because_of=known[pk], reason=reason, origin=Recusal.Origin.DECLARED, by=by)
    tie_count = sum(tie.nature != Declaration.Nature.NONE for tie in given.values())
    announce(facts.TiesDeclared(jury_id=jury.pk, juror_id=juror.pk, tie_count=tie_count), by=by)
    return written


def _check_ties(juror: Juror, known: Mapping[int, Application], given: Mapping[int, Tie]) -> None:
    missing: dict[str, Text] = {}
    # Once reading has begun, and for what an operator imposed, a recusal is no longer the juror's to take back.
    standing = rules.standing_recusals(juror)
    if juror.jury.state == Jury.State.COMPOSED:
        standing = standing.filter(origin=Recusal.Origin.IMPOSED)
    settled = set(standing.values_list("because_of", flat=True))
    unsaid = set(rules.undeclared_files(juror).values_list("pk", flat=True)) - set(given)
    for pk in unsaid:
        missing[f"nature-{pk}"] = _("Dites si vous avez un lien, ou « aucun lien ».")
    for pk, tie in given.items():
        if tie.nature not in Declaration.Nature.values:
            missing[f"nature-{pk}"] = _("Dites si vous avez un lien, ou « aucun lien ».")
        elif tie.nature != Declaration.Nature.NONE and not clean_line(tie.words):
            missing[f"words-{pk}"] = _("Précisez ce lien en quelques mots : avec qui, depuis quand.")
        elif tie.nature == Declaration.Nature.NONE and pk in settled:
            missing[f"nature-{pk}"] = _("Votre déport est enregistré : seul l’organisateur peut le lever, en disant pourquoi.")
    if missing:
        raise Incomplete(_("Il manque des réponses à votre déclaration."), missing)


@transaction.atomic
def recuse(*, juror: Juror, because_of: Application, reason: str, origin: str, by: User) -> Recusal:
    """The juror takes no part in the file (examen) or in the whole session (concours). What they scored is kept, not counted.

    Doing it twice gives the same recusal. Raises OutOfTurn once the jury is closed.
    """
    jury = lock(juror.jury)
    if jury.state == Jury.State.CLOSED:
        raise OutOfTurn(_("Le jury est terminé : un déport n’est plus possible."))
    standing = Recusal.objects.filter(juror=juror, because_of=because_of, lifted_at=None).first()
    if standing is not None:
        return standing
    whole = consequence_of(jury.cohort.regime) is Consequence.SESSION
    recusal = Recusal.objects.create(
        juror=juror, application=None if whole else because_of, because_of=because_of, origin=origin, reason=reason[:400], by=by
    )
    held = Assignment.objects.filter(juror=juror, ended_at=None)
    (held if whole else held.filter(application=because_of)).update(ended_at=clock.now(), end_reason=_("Déport"))
    if origin == Recusal.Origin.OWN:
        # What they sign of their ties says the same thing.
        Declaration.objects.create(juror=juror, application=because_of, nature=Declaration.Nature.DOUBT, words=recusal.reason)
    announce(
        facts.JurorRecused(jury_id=jury.pk, juror_id=juror.pk, because_of_id=because_of.pk, is_whole_session=whole),
        by=by,
    )
    messages.tell_recused(recusal)
    return recusal


def _correct(juror: Juror, application: Application, by: User) -> None:
    """A tie declared by mistake is taken back before the jury opens."""
    standing = Recusal.objects.filter(juror=juror, because_of=application, lifted_at=None).exclude(origin=Recusal.Origin.IMPOSED)
    because = _("Déclaration corrigée avant l’ouverture du jury")
    if standing.update(lifted_at=clock.now(), lifted_by=by, lifted_because=because):
        announce(facts.RecusalLifted(jury_id=juror.jury_id, juror_id=juror.pk, because_of_id=application.pk), by=by)


@transaction.atomic
def lift_recusal(*, recusal: Recusal, because: str, by: User) -> Recusal:
    """Somebody else than the juror brings them back, and says why: the minutes tell it. Twice is the same.

    Raises OutOfTurn once the jury is closed; Refusal from the juror themself; Incomplete without a reason.
    """
    jury = lock(recusal.juror.jury)
    if jury.state == Jury.State.CLOSED:
        raise OutOfTurn(_("Le jury est terminé : un déport ne se lève plus."))
    recusal = lock(recusal)
    if recusal.lifted_at is not None:
        return recusal
    if recusal.juror.user_id == by.pk:
        raise Refusal(_("Vous ne pouvez pas lever votre propre déport : demandez-le à une autre personne."))
    because = clean_line(because)[:400]
    if not because:
        raise Incomplete(_("Il manque la raison."), {"because": _("Dites pourquoi ce déport est levé : le procès-verbal le mentionne.")})
    recusal.lifted_at, recusal.lifted_by, recusal.lifted_because = clock.now(), by, because
    recusal.save(update_fields=["lifted_at", "lifted_by", "lifted_because"])
    announce(facts.RecusalLifted(jury_id=jury.pk, juror_id=recusal.juror_id, because_of_id=recusal.because_of_id), by=by)
    messages.tell_lifted(recusal)
    return recusal
