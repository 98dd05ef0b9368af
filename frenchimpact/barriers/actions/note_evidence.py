"""What sentences stand on: linked, unlinked, and proposed with the sentences that say it."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers.actions.notes import MOST_SENTENCES, add_sentence, find_sentence, held_draft
from frenchimpact.barriers.models import Barrier, Evidence, Experiment, PolicyNote, Precedent, Sentence
from frenchimpact.barriers.queries import evidence as reads
from frenchimpact.barriers.queries.demand import LEAST, demand_of_barrier
from frenchimpact.barriers.queries.evidence import Seen
from frenchimpact.core.errors import Incomplete
from frenchimpact.core.quantities import euros
from frenchimpact.core.text import clean_line, whole
from frenchimpact.design.words import day, number

LONGEST_ADDRESS = 500
_OF_DESK = {Evidence.Kind.BARRIER, Evidence.Kind.CASE, Evidence.Kind.PRECEDENT, Evidence.Kind.EXPERIMENT}


def _wrong(**missing: str) -> Incomplete:
    return Incomplete(_("Il reste quelque chose à corriger."), missing)


def link_seen(sentence: Sentence, seen: Seen) -> Evidence:
    """Keep what a thing shows today. Linked again, it is what it shows now."""
    same = {"thing_id": seen.thing_id} if seen.thing_id is not None else {"thing_id": None, "url": seen.path}
    sentence.evidence.filter(kind=seen.kind, **same).delete()
    return Evidence.objects.create(sentence=sentence, kind=seen.kind, thing_id=seen.thing_id, said=seen.said, url=seen.path)


@transaction.atomic
def link_evidence(*, note: PolicyNote, key: int, source: str = "", url: str = "", words: str = "", by: User) -> Evidence:
    """Link a sentence to a thing of the desk (`source`, such as « case-12 »), or to an address. Raises Incomplete.

    An address of one of our public pages is recognised; another one is https, with what one reads there.
    """
    note = held_draft(note)
    sentence = find_sentence(note, key)
    note.version += 1
    note.save(update_fields=["version"])
    if source:
        return link_seen(sentence, _chosen(source))
    url = clean_line(url)
    if not url:
        raise _wrong(source=_("Choisissez une preuve dans la liste, ou donnez une adresse."))
    seen = reads.see_page(url)
    if seen is not None:
        return link_seen(sentence, seen)
    return _elsewhere(sentence, url, clean_line(words))


def _chosen(source: str) -> Seen:
    kind, _dash, text = source.partition("-")
    pk = whole(text)
    seen = reads.see(kind, pk) if kind in _OF_DESK and pk is not None else None
    if seen is None:
        raise _wrong(source=_("Cette preuve n’est plus publique : choisissez-en une autre."))
    return seen


def _elsewhere(sentence: Sentence, url: str, words: str) -> Evidence:
    if reads.own_path(url):
        raise _wrong(
            url=_(
                "Cette page de notre site n’est pas une preuve que l’on reconnaît : frein, réponse, expérimentation, territoire ou projet."
            )
        )
    try:
        given = urlsplit(url)
    except ValueError:
        given = urlsplit("")
    if given.scheme != "https" or "." not in given.netloc or len(url) > LONGEST_ADDRESS:
        raise _wrong(url=_("Donnez une adresse qui commence par https:// (%(most)s signes au plus).") % {"most": LONGEST_ADDRESS})
    if not words:
        raise _wrong(words=_("Écrivez ce que l’on lit à cette adresse : la page peut changer."))
    sentence.evidence.filter(kind=Evidence.Kind.ELSEWHERE, url=url).delete()
    return Evidence.objects.create(sentence=sentence, kind=Evidence.Kind.ELSEWHERE, said=words[: reads.LONGEST], url=url)


@transaction.atomic
def unlink_evidence(*, note: PolicyNote, evidence: int, by: User) -> None:
    """Take one away from its sentence."""
    note = held_draft(note)
    Evidence.objects.filter(pk=evidence, sentence__note=note).delete()
    note.version += 1
    note.save(update_fields=["version"])


# ── Sentences proposed ───────────────────────────────────────────────────────────────────────────
@transaction.atomic
def propose_sentences(*, note: PolicyNote, by: User) -> int:
    """Add a sentence for each thing of its barriers that none stands on yet, with its evidence. Gives how many."""
    note = held_draft(note)
    held = set(Evidence.objects.filter(sentence__note=note, thing_id__isnull=False).values_list("kind", "thing_id"))
    room, count = MOST_SENTENCES - note.sentences.count(), 0
    with translation.override(settings.LANGUAGE_CODE):
        for barrier in note.barriers.order_by("pk"):
            for text, seen in _drafts(barrier):
                if (seen.kind, seen.thing_id) not in held and count < room:
                    link_seen(add_sentence(note=note, text=text), seen)
                    held.add((seen.kind, seen.thing_id or 0))
                    count += 1
    return count


def _drafts(barrier: Barrier) -> Iterator[tuple[str, Seen]]:
    """Each sentence with the thing whose numbers it says. Never a person's words."""
    for seen in reads.all_of(barrier):
        if seen.kind == Evidence.Kind.BARRIER:
            yield _of_demand(barrier), seen
        elif seen.kind == Evidence.Kind.CASE:
            yield _of_cases(barrier), seen
        elif seen.kind == Evidence.Kind.PRECEDENT:
            yield _of_precedent(Precedent.objects.defer("words").get(pk=seen.thing_id or 0)), seen
        else:
            yield _of_experiment(Experiment.objects.prefetch_related("indicators__values").get(pk=seen.thing_id or 0)), seen


def _of_cases(barrier: Barrier) -> str:
    count, norm = reads.count_cases(barrier), barrier.norm_links.select_related("norm").first()
    what = f"« {barrier.title} »" + (f" ({norm.norm})" if norm else "")
    if count < LEAST:
        return f"Des porteurs de projet ont signalé au guichet le même frein : {what}."
    return f"{number(count)} cas reçus au guichet butent sur le même frein : {what}."


def _of_demand(barrier: Barrier) -> str:
    demand = demand_of_barrier(barrier)
    if not demand.is_shown:
        return f"Ce frein est décrit publiquement : « {barrier.title} »."
    costs = []
    if demand.days is not None:
        costs.append(f"{number(demand.days)} jours perdus par chacune (médiane de {number(demand.days_count)} réponses)")
    if demand.euros is not None:
        costs.append(f"{euros(demand.euros)} perdus par chacune (médiane de {number(demand.euros_count)} réponses)")
    told = f" : {', '.join(costs)}" if costs else ""
    return f"{number(demand.count)} personnes ou structures se disent bloquées aussi{told}."


def _of_precedent(precedent: Precedent) -> str:
    words = precedent.after or precedent.title
    by = f", selon {precedent.decided_by}" if precedent.decided_by else ""
    return f"Une réponse publiée dit déjà{by} : « {words.rstrip('. ')} »."


def _of_experiment(experiment: Experiment) -> str:
    days = f"du {day(experiment.starts_on)} au {day(experiment.ends_on)}"
    start = f"L’expérimentation « {experiment.title} » ({experiment.authority_name}, {days})"
    if experiment.ending:
        start += f", {experiment.get_ending_display().lower()},"
    measured = reads.measured_words(experiment)
    return f"{start} mesure : {' ; '.join(measured)}." if measured else f"{start} est inscrite au registre public."
