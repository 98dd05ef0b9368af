"""Making reviews: expected from the label's day, filled in, locked, concluded, published."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.calls.delays import add_months
from frenchimpact.core import clock
from frenchimpact.core.autosave import Change, Saved, take
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_text
from frenchimpact.territories import facts, rules
from frenchimpact.territories.messages import reviews as messages
from frenchimpact.territories.models import Challenge, ChallengeLight, Recommendation, Review, Territory, TerritoryLabel
from frenchimpact.territories.queries.reviews import facts_of

# Days after the end of its period when a review is due.
DUE_AFTER = {Review.Kind.QUARTERLY: 15, Review.Kind.YEARLY: 60}
# Reviews are expected that far ahead.
AHEAD = dt.timedelta(days=370)
# One whose period was moved by less than that still stands for the same period.
SAME = dt.timedelta(days=45)
REMINDED = dt.timedelta(days=7)
LONGEST_NARRATIVE = 12_000
LONGEST_WORDS = 600
OPEN = (Review.State.SCHEDULED, Review.State.DATA_DUE)


def periods(since: dt.date, *, today: dt.date) -> Iterator[tuple[str, dt.date, dt.date]]:
    """The reviews of a label given that day whose period runs today or begins within the year: three quarters, then the year."""
    for quarter in range(400):
        starts_on, after = add_months(since, 3 * quarter), add_months(since, 3 * quarter + 3)
        ends_on = after - dt.timedelta(days=1)
        if ends_on > today + AHEAD:
            return
        if ends_on < today:
            continue
        if quarter % 4 == 3:
            yield Review.Kind.YEARLY, add_months(since, 3 * quarter - 9), ends_on
        else:
            yield Review.Kind.QUARTERLY, starts_on, ends_on


@transaction.atomic
def schedule_reviews() -> int:
    """The reviews that territories with a plan are to make in the coming year, from the day of their label; gives how many are new."""
    links = TerritoryLabel.objects.select_related("label")
    rows = Territory.objects.filter(actions__isnull=False).distinct().prefetch_related(Prefetch("territory_labels", links), "reviews")
    new = []
    for territory in rows:
        held = sorted((link.label for link in territory.territory_labels.all() if link.label.holds), key=lambda label: label.granted_on)
        if not held:
            continue
        known = [(review.kind, review.ends_on) for review in territory.reviews.all()]
        last = held[-1].valid_until
        for kind, starts_on, ends_on in periods(held[0].granted_on, today=clock.today()):
            if any(kind == one and abs(day - ends_on) <= SAME for one, day in known) or (last and ends_on > last):
                continue
            due_on = ends_on + dt.timedelta(days=DUE_AFTER[Review.Kind(kind)])
            new.append(Review(territory=territory, kind=kind, starts_on=starts_on, ends_on=ends_on, due_on=due_on))
    Review.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


@transaction.atomic
def open_due_reviews() -> int:
    """Reviews whose period is over are to be made: those who carry the territory are told; gives how many."""
    over = Review.objects.filter(state=Review.State.SCHEDULED, ends_on__lt=clock.today()).select_related("territory__lead")
    count = 0
    for review in over:
        open_review(review=review, by=None)
        count += 1
    return count


def remind_reviews() -> None:
    """Those who carry a territory whose review is due within a week; once it is late, the programme too."""
    soon = clock.today() + REMINDED
    for review in Review.objects.filter(state=Review.State.DATA_DUE, due_on__lte=soon).select_related(
        "territory__lead", "territory__officer"
    ):
        messages.remind(review)


@transaction.atomic
def plan_review(*, territory: Territory, kind: str, starts_on: dt.date, ends_on: dt.date, due_on: dt.date, by: User | None) -> Review:
    """One more review. Raises Refusal when its dates are in disorder or another of that kind tells the same days."""
    territory = lock(territory)
    _check_period(territory, kind, starts_on, ends_on, due_on)
    review = Review.objects.create(territory=territory, kind=kind, starts_on=starts_on, ends_on=ends_on, due_on=due_on)
    announce(facts.ReviewPlanned(territory_id=territory.pk, review_id=review.pk), by=by)
    return review


def _check_period(territory: Territory, kind: str, starts_on: dt.date, ends_on: dt.date, due_on: dt.date, but: int = 0) -> None:
    if ends_on <= starts_on:
        raise Incomplete(_("La période finit avant de commencer."), {"ends_on": _("Donnez un dernier jour après le premier.")})
    if due_on < ends_on:
        raise Incomplete(
            _("Le bilan serait attendu avant la fin de sa période."), {"due_on": _("Donnez un jour après la fin de la période.")}
        )
    same = territory.reviews.filter(kind=kind, starts_on__lte=ends_on, ends_on__gte=starts_on).exclude(pk=but).first()
    if same is not None:
        words = _(
            "Un bilan de ce genre raconte déjà ces jours-là : du %(start)s au %(end)s. Choisissez une autre période, ou ouvrez ce bilan."
        )
        raise Incomplete(words % {"start": messages.day(same.starts_on), "end": messages.day(same.ends_on)}, {})


@transaction.atomic
def move_review(*, review: Review, starts_on: dt.date, ends_on: dt.date, due_on: dt.date, by: User | None) -> Review:
    """Other dates, as long as its figures are not locked. Raises Refusal."""
    territory, review = lock(review.territory), lock(review)
    if review.state not in OPEN:
        raise Refusal(_("Les chiffres de ce bilan sont arrêtés : ses dates ne changent plus."))
    _check_period(territory, review.kind, starts_on, ends_on, due_on, but=review.pk)
    review.starts_on, review.ends_on, review.due_on, review.changed_at = starts_on, ends_on, due_on, clock.now()
    review.save(update_fields=["starts_on", "ends_on", "due_on", "changed_at"])
    messages.finish(review)
    if review.state == Review.State.DATA_DUE:
        messages.tell_open(review)
    announce(facts.ReviewMoved(territory_id=territory.pk, review_id=review.pk), by=by)
    return review


@transaction.atomic
def open_review(*, review: Review, by: User | None) -> Review:
    """It is to be made from now on. Raises Refusal before its first day."""
    review = lock(review)
    review.state = Review.FLOW.step("open", review.state)
    if review.starts_on > clock.today():
        raise Refusal(_("Cette période n’a pas commencé : elle commence le %(day)s.") % {"day": messages.day(review.starts_on)})
    review.changed_at = clock.now()
    review.save(update_fields=["state", "changed_at"])
    messages.tell_open(review)
    announce(facts.ReviewOpened(territory_id=review.territory_id, review_id=review.pk), by=by)
    return review


def _write_lights(review: Review, lights: Mapping[int, tuple[str, str]]) -> None:
    """The light of each challenge, with its words; an empty light takes it off."""
    for challenge in Challenge.objects.filter(territory=review.territory_id, pk__in=list(lights)):
        light, words = lights[challenge.pk]
        words = clean_text(words)
        if len(words) > LONGEST_WORDS:
            raise Incomplete(
                _("Un commentaire est trop long : %(most)s signes au plus.") % {"most": LONGEST_WORDS},
                {f"text-{challenge.pk}": _("Raccourcissez ce texte : il est encore là.")},
            )
        if light not in ChallengeLight.Light.values:
            review.lights.filter(challenge=challenge).delete()
            continue
        ChallengeLight.objects.update_or_create(review=review, challenge=challenge, defaults={"light": light, "text": words})


@transaction.atomic
def save_lights(*, review: Review, lights: Mapping[int, tuple[str, str]], by: User) -> Review:
    """The lights of a yearly review, until it is concluded. Raises Refusal."""
    review = lock(review)
    if review.state == Review.State.CONCLUDED:
        raise Refusal(_("Ce bilan est conclu : il ne change plus."))
    _write_lights(review, lights)
    review.changed_at = clock.now()
    review.save(update_fields=["changed_at"])
    announce(facts.ReviewLit(territory_id=review.territory_id, review_id=review.pk), by=by)
    return review


@transaction.atomic
def send_update(*, review: Review, lights: Mapping[int, tuple[str, str]], by: User) -> Review:
    """The quarterly update: a light for each challenge, and words for those that are not green. Raises Refusal."""
    review = lock(review)
    if review.kind != Review.Kind.QUARTERLY:
        raise Refusal(_("Le bilan annuel se conclut avec ses chiffres, pas par un point trimestriel."))
    if review.state == Review.State.SCHEDULED:
        review = open_review(review=review, by=by)
    review.state = Review.FLOW.step("conclude", review.state)
    missing = {}
    for challenge in review.territory.challenges.all():
        light, words = lights.get(challenge.pk, ("", ""))
        if light not in ChallengeLight.Light.values:
            missing[f"light-{challenge.pk}"] = _("Choisissez une couleur pour le défi %(number)s.") % {"number": challenge.number}
        elif light != ChallengeLight.Light.GREEN and not clean_text(words):
            missing[f"text-{challenge.pk}"] = _("Dites en quelques mots ce qui ne va pas pour le défi %(number)s.") % {
                "number": challenge.number
            }
    if missing:
        raise Incomplete(_("Il manque une couleur, ou quelques mots."), missing)
    if not lights:
        raise Refusal(_("Ce territoire n’a pas encore de défi : écrivez-les d’abord."))
    _write_lights(review, lights)
    _conclude(review, by)
    messages.finish(review)
    messages.tell_update(review)
    announce(facts.ReviewConcluded(territory_id=review.territory_id, review_id=review.pk, conclusion=""), by=by)
    return review


def _conclude(review: Review, by: User | None) -> None:
    review.concluded_at = review.changed_at = clock.now()
    review.concluded_by = by
    review.save(update_fields=["state", "conclusion", "reasons", "concluded_at", "concluded_by", "changed_at"])


@transaction.atomic
def lock_review(*, review: Review, by: User | None) -> Review:
    """Keep the figures of the period as they are. Later values of it are corrections, told beside. Raises Refusal."""
    territory, review = lock(review.territory), lock(review)
    if review.kind != Review.Kind.YEARLY:
        raise Refusal(_("Un point trimestriel n’arrête pas de chiffres."))
    review.state = Review.FLOW.step("lock", review.state)
    if review.ends_on >= clock.today():
        raise Refusal(
            _("La période court jusqu’au %(day)s inclus : ses chiffres s’arrêtent ensuite.") % {"day": messages.day(review.ends_on)}
        )
    review.facts = facts_of(territory, review.starts_on, review.ends_on)
    review.locked_at = review.changed_at = clock.now()
    review.save(update_fields=["state", "facts", "locked_at", "changed_at"])
    messages.finish(review)
    messages.tell_locked(review)
    announce(facts.ReviewLocked(territory_id=territory.pk, review_id=review.pk), by=by)
    return review


@transaction.atomic
def save_narrative(*, review: Review, changes: Mapping[str, Change], page: str, by: User) -> Saved:
    """What is typed in the narrative, with both texts when two people changed it. Raises Refusal once it is concluded."""
    review = lock(review)
    if review.state == Review.State.CONCLUDED:
        raise Refusal(_("Ce bilan est conclu : son récit ne change plus."))
    kept = {name: change for name, change in changes.items() if name == "narrative"}
    for name, change in kept.items():
        text = clean_text(str(change.value))
        if len(text) > LONGEST_NARRATIVE:
            saved = Saved()
            saved.errors[name] = _("%(most)s signes au plus : raccourcissez ce texte.") % {"most": LONGEST_NARRATIVE}
            return saved
        kept[name] = Change(text, change.version)
    answers = {"narrative": review.narrative}
    saved = take(answers, review.marks, kept, by=str(by), writer=f"{by.pk}/{page}")
    if saved.changed:
        review.narrative, review.changed_at = str(answers["narrative"]), clock.now()
        review.save(update_fields=["narrative", "marks", "changed_at"])
    return saved


@transaction.atomic
def conclude_review(*, review: Review, conclusion: str, reasons: str, plan: Sequence[tuple[str, dt.date | None]] = (), by: User) -> Review:
    """The programme's conclusion on a yearly review, by somebody who has no tie with the lead; an improvement plan is recommendations
    with dates. Raises Refusal."""
    territory, review = lock(review.territory), lock(review)
    if rules.is_tied(by, territory):
        raise Refusal(_("Vous appartenez à la structure qui porte ce territoire : une autre personne doit conclure ce bilan."))
    if review.kind != Review.Kind.YEARLY or review.state != Review.State.LOCKED:
        raise Refusal(_("Les chiffres doivent être arrêtés avant de conclure. Rechargez la page pour voir où on en est."))
    reasons, plan = clean_text(reasons), [(clean_text(text), due_on) for text, due_on in plan if clean_text(text)]
    missing = {}
    if conclusion not in Review.Conclusion.values:
        missing["conclusion"] = _("Choisissez une conclusion.")
    if not reasons:
        missing["reasons"] = _("Écrivez les motifs : ils sont publiés avec le bilan.")
    if conclusion == Review.Conclusion.CONTINUE_WITH_PLAN and not plan:
        missing["step_1"] = _("Un plan d’amélioration a au moins une étape.")
    missing |= {f"due_{rank}": _("Donnez une date à cette étape.") for rank, (_text, due_on) in enumerate(plan, start=1) if due_on is None}
    if missing:
        raise Incomplete(_("La conclusion n’est pas complète."), missing)
    review.state = Review.FLOW.step("conclude", review.state)
    review.conclusion, review.reasons = conclusion, reasons
    _conclude(review, by)
    for text, due_on in plan:
        Recommendation.objects.create(territory=territory, review=review, text=text, due_on=due_on, by=by)
    messages.finish(review)
    messages.tell_concluded(review)
    announce(facts.ReviewConcluded(territory_id=territory.pk, review_id=review.pk, conclusion=conclusion), by=by)
    return review


@transaction.atomic
def publish_review(*, review: Review, by: User) -> Review:
    """Anyone may read it from now on. Raises Refusal before it is concluded, or when it is a quarterly update."""
    review = lock(review)
    if review.kind != Review.Kind.YEARLY or review.state != Review.State.CONCLUDED:
        raise Refusal(_("Un bilan se publie une fois conclu."))
    if review.published_at is None:
        review.published_at = review.changed_at = clock.now()
        review.save(update_fields=["published_at", "changed_at"])
        announce(facts.ReviewPublished(territory_id=review.territory_id, review_id=review.pk), by=by)
    return review
