"""Giving files to jurors, and the scores that these give."""

import dataclasses
import re
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.calls.models import Application, Criterion
from frenchimpact.core import clock
from frenchimpact.core.autosave import Change, Saved, take
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal, Text
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_text, whole
from frenchimpact.reviews import facts, messages, queries, rules
from frenchimpact.reviews.assignment import Constraints, File, Pair, Plan, Reader, plan
from frenchimpact.reviews.models import Assignment, Juror, Jury, Recusal, Review, Score, Trial

MAX_TEXT = 4000
ABSTENTION = "abstention"
_FIELD = re.compile(r"(score|note)\.([0-9]{1,18})")
# « used.<key of a question> »: the opinion rests on that answer.
_USED = re.compile(r"used\.([\w-]{1,60})", re.ASCII)


def _reading(jury: Jury) -> Jury:
    jury = lock(jury)
    if jury.state != Jury.State.OPEN:
        raise OutOfTurn(_("L’évaluation n’est pas ouverte : elle n’a pas commencé, ou elle est terminée."))
    return jury


@transaction.atomic
def assign_by_hand(*, juror: Juror, application: Application, by: User) -> Assignment:
    """An operator gives a file to a juror. Giving it twice changes nothing.

    Raises OutOfTurn unless the jury reads; Refusal when the juror is recused or has not declared their ties.
    """
    jury = _reading(juror.jury)
    if not rules.files_before(jury).filter(pk=application.pk).exists():
        raise Refusal(_("Ce dossier n’est pas devant ce jury."))
    if rules.is_recused(juror, application):
        raise Refusal(_("%(who)s ne peut pas lire ce dossier : un déport est enregistré.") % {"who": juror})
    if rules.undeclared_files(juror).exists():
        raise Refusal(
            _("%(who)s n’a pas encore déclaré ses liens. Relancez cette personne avant de lui confier un dossier.") % {"who": juror}
        )
    given, is_new = Assignment.objects.get_or_create(
        juror=juror, application=application, ended_at=None, defaults={"is_by_hand": True, "by": by}
    )
    if is_new:
        announce(facts.ReadersAssigned(jury_id=jury.pk, pair_count=1, is_automatic=False), by=by)
        messages.tell_assigned(jury, {juror.pk})
    return given


@transaction.atomic
def free_reader(*, assignment: Assignment, reason: str, by: User) -> None:
    """A juror no longer has to read a file. What they wrote stays. Raises OutOfTurn unless the jury reads."""
    jury = _reading(assignment.juror.jury)
    Assignment.objects.filter(pk=assignment.pk, ended_at=None).update(ended_at=clock.now(), end_reason=reason[:200])
    announce(
        facts.ReaderFreed(jury_id=jury.pk, juror_id=assignment.juror_id, application_id=assignment.application_id),
        by=by,
    )


def plan_for(jury: Jury) -> Plan[int, int]:
    """The balanced assignment of the files still to be judged: what was given by hand, or is begun, stays.

    Raises assignment.Impossible with what is missing.
    """
    files = list(
        rules.files_before(jury).filter(state=Application.State.UNDER_REVIEW).select_related("organisation", "project").order_by("pk")
    )
    jurors = [one for one in jury.jurors.order_by("pk") if not rules.undeclared_files(one).exists()]
    themes, regions = queries.themes_of(files), queries.regions_of(files)
    begun = Review.objects.filter(jury=jury).values_list("application", "juror")
    held = Assignment.objects.filter(juror__jury=jury, ended_at=None)
    kept = set(held.filter(is_by_hand=True).values_list("application", "juror"))
    kept |= set(held.values_list("application", "juror")) & set(begun)
    out = Recusal.objects.filter(juror__jury=jury, lifted_at=None)
    whole = set(out.filter(application=None).values_list("juror", flat=True))
    tied = set(out.filter(application__isnull=False).values_list("application", "juror"))
    tied |= {(one.pk, juror) for one in files for juror in whole}
    ids, members = {one.pk for one in files}, {one.pk for one in jurors}
    return plan(
        [File(one.pk, themes[one.pk], regions[one.pk]) for one in files],
        [Reader(one.pk, one.capacity, frozenset(one.themes), one.region) for one in jurors],
        Constraints(
            jury.readers_per_file,
            {pair for pair in tied if pair[0] in ids},
            {pair for pair in kept - tied if pair[0] in ids and pair[1] in members},
        ),
    )


@transaction.atomic
def assign_automatically(*, jury: Jury, by: User) -> list[Pair[int, int]]:
    """Every file gets its readers. What was given by hand or is begun stays, the rest is given again.

    Raises OutOfTurn unless the jury reads; assignment.Impossible with what is missing, and then nothing changes.
    """
    jury = _reading(jury)
    pairs = plan_for(jury).pairs
    wanted = {(pair.file, pair.reader): pair for pair in pairs}
    held = {(one.application_id, one.juror_id): one for one in Assignment.objects.filter(juror__jury=jury, ended_at=None)}
    gone = [one.pk for key, one in held.items() if key not in wanted and one.application.state == Application.State.UNDER_REVIEW]
    Assignment.objects.filter(pk__in=gone).update(ended_at=clock.now(), end_reason=_("Nouvelle affectation automatique"))
    new = [
        Assignment(application_id=file, juror_id=reader, why=dataclasses.asdict(pair.why), by=by)
        for (file, reader), pair in wanted.items()
        if (file, reader) not in held
    ]
    Assignment.objects.bulk_create(new)
    kept = [held[key] for key in wanted if key in held and not held[key].is_by_hand]
    for one in kept:
        one.why = dataclasses.asdict(wanted[one.application_id, one.juror_id].why)
    Assignment.objects.bulk_update(kept, ["why"])
    announce(facts.ReadersAssigned(jury_id=jury.pk, pair_count=len(new), is_automatic=True), by=by)
    messages.tell_assigned(jury, {one.juror_id for one in new})
    return pairs


@transaction.atomic
def start_review(*, juror: Juror, application: Application) -> Review:
    """The juror begins to read; twice is the same. Raises OutOfTurn unless the jury reads, Refusal when it is not theirs."""
    found = Review.objects.filter(juror=juror, application=application).first()
    if found is not None:
        return found
    jury = _reading(juror.jury)
    if not rules.readable_files(juror).filter(pk=application.pk).exists():
        raise Refusal(_("Ce dossier ne vous est pas confié."))
    trial = rules.awaited_trial(juror)
    if trial is not None and not rules.trial_files(jury).filter(pk=application.pk).exists():
        raise Refusal(_("Lisez d’abord le dossier d’essai : il règle l’échelle des notes avec les autres membres."))
    return Review.objects.get_or_create(juror=juror, application=application, defaults={"jury": jury})[0]


def fields_of(review: Review) -> dict[str, str]:
    """What the review says, field by field, as its form names them."""
    answers = {"opinion": review.opinion, "question": review.question, **{f"used.{key}": "1" for key in review.used}}
    for score in review.scores.all():
        given = ABSTENTION if score.is_abstention else "" if score.value is None else str(score.value)
        answers |= {f"score.{score.criterion_id}": given, f"note.{score.criterion_id}": score.note}
    return answers


@transaction.atomic
def save_review(*, review: Review, changes: Mapping[str, Change], page: str = "") -> Saved:
    """What the juror types is kept field by field. Raises OutOfTurn once sent, or once the jury no longer reads."""
    _reading(review.jury)
    review = _unsent(lock(review))
    grid = {one.pk: one for one in Criterion.objects.filter(call=review.jury.cohort.call_id)}
    asked = {answer.key for answer in queries.sheet_of(review.application, review.jury).answers} if _is_about_use(changes) else set()
    cleaned: dict[str, Change] = {}
    errors: dict[str, Text] = {}
    for name, change in changes.items():
        value = clean_text(change.value) if isinstance(change.value, str) else ""
        if (found := _USED.fullmatch(name)) and found[1] in asked:
            cleaned[name] = Change("1" if value else "", change.version)
        elif problem := _problem(name, value, grid):
            errors[name] = problem
        else:
            cleaned[name] = Change(value, change.version)
    answers: dict[str, object] = dict(fields_of(review))
    saved = take(answers, review.marks, cleaned, by=_("Une autre de vos fenêtres"), writer=page or "page")
    saved.errors.update(errors)
    for pk in {int(found[2]) for name in saved.changed if (found := _FIELD.fullmatch(name))}:
        mark = str(answers.get(f"score.{pk}", ""))
        Score.objects.update_or_create(
            review=review,
            criterion=grid[pk],
            defaults={
                "value": whole(mark, 4),
                "is_abstention": mark == ABSTENTION,
                "note": str(answers.get(f"note.{pk}", "")),
            },
        )
    review.opinion, review.question = str(answers["opinion"]), str(answers["question"])
    review.used = sorted(name.removeprefix("used.") for name, value in answers.items() if name.startswith("used.") and value)
    review.save(update_fields=["opinion", "question", "used", "marks"])
    return saved


def _is_about_use(changes: Mapping[str, Change]) -> bool:
    return any(name.startswith("used.") for name in changes)


def _problem(name: str, value: str, grid: Mapping[int, Criterion]) -> Text:
    found = _FIELD.fullmatch(name)
    if found is None and name not in {"opinion", "question"}:
        return _("Cette réponse n’existe pas. Rechargez la page.")
    if found is not None and int(found[2]) not in grid:
        return _("Ce critère n’est pas dans la grille. Rechargez la page.")
    if found is not None and found[1] == "score" and value not in {"", ABSTENTION}:
        top = grid[int(found[2])].scale
        if value not in {str(mark) for mark in range(top + 1)}:
            return _("La note va de 0 à %(top)s.") % {"top": top}
    if len(value) > MAX_TEXT:
        return _("Au plus %(limit)s signes : il y en a %(count)s.") % {"limit": MAX_TEXT, "count": len(value)}
    return ""


def _unsent(review: Review) -> Review:
    if review.sent_at is not None:
        raise OutOfTurn(_("Cet avis est déjà rendu : il ne change plus. En séance, vous pourrez revoir vos notes."))
    return review


@transaction.atomic
def send_review(*, review: Review) -> Review:
    """The juror gives their opinion: from then on they see the others', and it no longer changes.

    Raises Incomplete with the criteria left without a score nor an abstention; OutOfTurn once sent or the jury closed.
    """
    jury = _reading(review.jury)
    review = _unsent(lock(review))
    if not rules.readable_files(review.juror).filter(pk=review.application_id).exists():
        raise Refusal(_("Ce dossier ne vous est plus confié : votre brouillon est gardé et ne compte pas."))
    answers = fields_of(review)
    missing: dict[str, Text] = {
        f"score.{one.pk}": _("Notez « %(title)s », ou choisissez « Je m’abstiens ».") % {"title": one.title}
        for one in Criterion.objects.filter(call=jury.cohort.call_id)
        if not answers.get(f"score.{one.pk}")
    }
    if not review.opinion:
        missing["opinion"] = _("Écrivez en quelques phrases ce qui fonde votre avis.")
    if missing:
        raise Incomplete(_("Il manque des réponses à votre avis."), missing)
    review.sent_at = clock.now()
    review.save(update_fields=["sent_at"])
    announce(facts.ReviewSent(jury_id=jury.pk, juror_id=review.juror_id, application_id=review.application_id), by=review.juror.user)
    return review


@transaction.atomic
def give_trial(*, jury: Jury, application: Application, by: User) -> Trial:
    """Every member reads this test file before the real ones. Giving it twice is the same.

    Raises OutOfTurn once somebody began a real file, or the jury no longer reads; Refusal for a file that is not a test handed in.
    """
    jury = _before_reading(jury)
    if not rules.possible_trials(jury).filter(pk=application.pk).exists():
        raise Refusal(_("Choisissez un dossier d’essai déposé de cet appel."))
    trial, is_new = Trial.objects.get_or_create(jury=jury, application=application, defaults={"by": by})
    if is_new:
        announce(facts.TrialGiven(jury_id=jury.pk, application_id=application.pk), by=by)
    return trial


@transaction.atomic
def take_trial_back(*, trial: Trial, by: User) -> None:
    """The test file is no longer to be read. Raises OutOfTurn once the real reading began, Refusal once somebody scored it."""
    jury = _before_reading(trial.jury)
    if Review.objects.filter(jury=jury, application=trial.application_id).exists():
        raise Refusal(_("Quelqu’un a commencé ce dossier d’essai : il reste."))
    announce(facts.TrialTakenBack(jury_id=jury.pk, application_id=trial.application_id), by=by)
    trial.delete()


def _before_reading(jury: Jury) -> Jury:
    jury = lock(jury)
    real = Review.objects.filter(jury=jury, application__is_test=False)
    if jury.state not in {Jury.State.COMPOSED, Jury.State.OPEN} or real.exists():
        raise OutOfTurn(_("La lecture des vrais dossiers a commencé : l’essai ne change plus."))
    return jury
