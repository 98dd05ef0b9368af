"""Published answers of the demonstration, written by us on rules that exist: one is superseded, one has expired, one is a draft.

The cases behind them are invented, and so is who decided.
"""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from frenchimpact.barriers.actions import references
from frenchimpact.barriers.actions.cited import cite
from frenchimpact.barriers.actions.feedback import print_of
from frenchimpact.barriers.actions.precedents import slug_for
from frenchimpact.barriers.actions.synonyms import load_synonyms
from frenchimpact.barriers.models import Barrier, Feedback, Mask, Precedent, PrecedentNorm, PrecedentPlace, SameSituation
from frenchimpact.core import clock
from frenchimpact.demo.seed.people import person
from frenchimpact.geo.queries import places_by_keys

# Title, outcome, nature, theme; what is asked, answered; before, after; conditions; ground, norms, who decided; days ago, places.
# Each answer as it is read, with `norms` a line each, `days` since it was published, `places` where it holds.
WRITTEN: list[dict[str, Any]] = json.loads((Path(__file__).parent / "answers.json").read_text(encoding="utf-8"))


def load() -> None:
    """Everything, once."""
    load_synonyms()
    if Precedent.objects.filter(is_demo=True).exists():
        return
    rows = [_publish(one) for one in WRITTEN]
    old = _publish(
        {
            **WRITTEN[4],
            "title": "Réemploi : demander une sortie du statut de déchet",
            "answer": "Il fallait une procédure de sortie du statut de déchet, lot par lot.",
            "before": "Aucune règle claire.",
            "after": "Une procédure longue, mais possible.",
            "days": 900,
        }
    )
    Precedent.objects.filter(pk=old.pk).update(state="superseded", superseded_by=rows[4])
    late = {
        **WRITTEN[3],
        "norms": "Code général des impôts, 1655",
        "days": 400,
        "title": "Tenir une buvette associative toute l’année",
        "themes": "lien_social_vivre_ensemble",
    }
    late |= {
        "situation": "Un café associatif sert ses adhérents. La mairie lui demande une licence.",
        "question": "Une association peut-elle servir de la bière à ses seuls adhérents sans licence ?",
        "answer": "Oui, en cercle privé, sans publicité, avec des boissons du troisième groupe au plus.",
        "before": "Fermeture annoncée.",
        "after": "Un registre d’adhérents à l’entrée.",
        "nature": "statut_agrement",
        "conditions": "Réservé aux adhérents, but non lucratif, aucune publicité.",
        "limits": "",
        "legal_basis": "Le code général des impôts sur les cercles privés.",
        "decided_by": "Administration des douanes",
    }
    gone = _publish(late)
    Precedent.objects.filter(pk=gone.pk).update(state="expired")
    _draft()
    _say(rows)


def _columns(said: dict[str, Any], days: int) -> dict[str, Any]:
    reference = references.next_reference(references.PRECEDENT)
    decided = clock.today() - dt.timedelta(days=days + 15)
    written = {name: value for name, value in said.items() if name not in ("norms", "days", "places")}
    return {**written, "themes": [said["themes"]], "reference": reference, "decided_on": decided, "is_demo": True}


def _publish(said: dict[str, Any]) -> Precedent:
    """Written by the hacker, validated by the operator, so many days ago."""
    then = clock.now() - dt.timedelta(days=said["days"])
    one = Precedent.objects.create(
        **_columns(said, said["days"]),
        slug=slug_for(said["title"]),
        state=Precedent.State.VALID,
        created_by=person("denis@demo.test"),
        validated_by=person("gaelle@demo.test"),
        validated_at=then,
        published_at=then,
        changed_at=then,
        checked_on=then.date(),
        valid_until=then.date() + dt.timedelta(days=365),
    )
    PrecedentNorm.objects.bulk_create([PrecedentNorm(precedent=one, norm=norm) for norm in cite(said["norms"])])
    PrecedentPlace.objects.bulk_create([PrecedentPlace(precedent=one, place=place) for place in places_by_keys(said["places"])])
    return one


def _draft() -> None:
    """One whose masking is half decided."""
    said = {
        "title": "Réparer des lave-linge pour les revendre, rue des Ateliers",
        "outcome": "clarification",
        "themes": "economie_circulaire_reemploi",
        "situation": "M. Paul Ferrand, de la Manufacture douce, répare des lave-linge. Son assureur exige une norme de fabricant.",
        "question": "La norme des fabricants s’applique-t-elle à un appareil réparé ?",
        "answer": "Non : un appareil réparé sans être transformé n’est pas mis une seconde fois sur le marché.",
        "legal_basis": "Code de la consommation, sécurité des produits.",
    }
    columns = _columns(said, 5)
    one = Precedent.objects.create(**columns, slug=columns["reference"].lower(), created_by=person("denis@demo.test"))
    Mask.objects.create(precedent=one, found="M. Paul Ferrand", replacement="un réparateur", kind=Mask.Kind.PERSON)
    Mask.objects.create(precedent=one, found="Manufacture douce", replacement="une structure", kind=Mask.Kind.ORGANISATION)
    Mask.objects.create(precedent=one, found="Paul", replacement="une commune", kind=Mask.Kind.PLACE, is_hidden=False)


def _say(rows: list[Precedent]) -> None:
    """A barrier that several answers lift, those whom it blocked, those whom the answers served."""
    barrier = Barrier.objects.create(
        reference=references.next_reference(references.BARRIER),
        title="Une licence de transport demandée à des bénévoles",
        summary="Des services demandent une licence à des associations dont les conducteurs sont bénévoles. La règle ne le demande pas.",
        nature="pratique_administrative",
        level="state_local",
        channel="practice_change",
        themes=["mobilite_douce_partagee"],
        state=Barrier.State.PARTLY,
    )
    Precedent.objects.filter(pk=rows[0].pk).update(barrier=barrier)
    now = clock.now()
    SameSituation.objects.bulk_create(
        SameSituation(
            precedent=rows[0] if n % 3 else None,
            barrier=None if n % 3 else barrier,
            email=f"blocage-{n}@demo.test",
            lost_days=5 + 7 * n if n % 2 else None,
            lost_euros=Decimal(400 * n) if n % 4 else None,
            confirmed_at=now,
        )
        for n in range(1, 15)
    )
    Feedback.objects.bulk_create(
        Feedback(precedent=one, is_useful=n % 4 != 3, source=print_of(f"demo-{one.pk}-{n}"))
        for one in rows[:3]
        for n in range(9 - 2 * rows.index(one))
    )
