"""Things of the desk for tests."""

import datetime as dt
from typing import Any

from frenchimpact.accounts.models import User
from frenchimpact.barriers.actions import references
from frenchimpact.barriers.models import (
    Authority,
    Barrier,
    Case,
    Consultation,
    Evidence,
    Experiment,
    Norm,
    NoteBarrier,
    Pairing,
    PolicyNote,
    Precedent,
    Sentence,
)
from frenchimpact.barriers.queries.evidence import see
from frenchimpact.core import clock
from frenchimpact.organisations.models import Assignment
from frenchimpact.projects.models import Project
from frenchimpact.projects.tests.factories import make_person


def make_case(**values: Any) -> Case:
    """A case just received, without an account."""
    given = {
        "title": "Transport solidaire et licence",
        "wish": "Notre association veut conduire des personnes âgées à leurs rendez-vous.",
        "obstacle": "On nous demande une licence de transport.",
        "email": "gaelle@exemple.test",
        "next_on": clock.today() + dt.timedelta(days=5),
        "next_what": "Trier",
    }
    return Case.objects.create(reference=references.next_reference(references.CASE), **(given | values))


def make_norm(text: str = "Code des transports", article: str = "L. 3120-1", **values: Any) -> Norm:
    """A text of law."""
    return Norm.objects.create(text=text, article=article, **values)


def make_authority(name: str = "DREAL Auvergne-Rhône-Alpes", email: str = "dreal@exemple.test", **values: Any) -> Authority:
    """A service that may be asked."""
    return Authority.objects.create(name=name, email=email, **({"level": "state_local"} | values))


def make_barrier(title: str = "Licence demandée au transport solidaire", **values: Any) -> Barrier:
    """What several cases hit."""
    return Barrier.objects.create(reference=references.next_reference(references.BARRIER), title=title, **values)


def make_consultation(case: Case, **values: Any) -> Consultation:
    """A question of thirty days."""
    given = {"question": "Faut-il une licence ?", "due_on": clock.today() + dt.timedelta(days=30)}
    return Consultation.objects.create(case=case, **(given | values))


def make_experiment(title: str = "Transport solidaire sans licence", **values: Any) -> Experiment:
    """One that runs for a year more."""
    today = clock.today()
    reference = references.next_reference(references.EXPERIMENT)
    given = {
        "object": "Conduire sans licence, dans un rayon de 30 km.",
        "channel": "prefect_derogation",
        "legal_basis": "Décret n° 2020-412 du 8 avril 2020",
        "authority_name": "Préfecture de la Savoie",
        "starts_on": today - dt.timedelta(days=200),
        "check_on": today,
        "ends_on": today + dt.timedelta(days=365),
    }
    return Experiment.objects.create(reference=reference, slug=reference.lower(), title=title, **(given | values))


def make_precedent(title: str = "Conduire des personnes sans licence", **values: Any) -> Precedent:
    """A draft of a published answer."""
    reference = references.next_reference(references.PRECEDENT)
    given = {"question": "Faut-il une licence ?", "answer": "Non, si le trajet est bénévole.", "outcome": "clarification"}
    return Precedent.objects.create(reference=reference, title=title, **({"slug": reference.lower()} | given | values))


def make_published(title: str = "Conduire des personnes sans licence", **values: Any) -> Precedent:
    """An answer in force for a year, validated by somebody other than its author."""
    now = clock.now()
    given = {
        "state": Precedent.State.VALID,
        "created_by": values.pop("created_by", None) or make_person("Autrice"),
        "validated_by": values.pop("validated_by", None) or make_person("Juriste"),
        "validated_at": now,
        "published_at": now,
        "checked_on": clock.today(),
        "valid_until": clock.today() + dt.timedelta(days=365),
    }
    return make_precedent(title, **(given | values))


def make_hacker(name: str = "Denis Hacker", **values: Any) -> User:
    """A public hacker of today."""
    person = make_person(name, **values)
    Assignment.objects.create(user=person, role=Assignment.Role.HACKER)
    return person


def make_note(title: str = "Transporter sans licence", text: str = "Un frein bloque partout.", **values: Any) -> PolicyNote:
    """A draft whose only sentence stands on its barrier, ready to be sent."""
    reference = references.next_reference(references.NOTE)
    given = {
        "request": "Dispenser de licence le transport bénévole.",
        "authority_name": "Direction des transports",
        "email": "direction@exemple.test",
        "answer_by": clock.today() + dt.timedelta(days=60),
    }
    note = PolicyNote.objects.create(reference=reference, slug=reference.lower(), title=title, **(given | values))
    barrier = make_barrier()
    NoteBarrier.objects.create(note=note, barrier=barrier)
    sentence = Sentence.objects.create(note=note, rank=1, text=text)
    seen = see(Evidence.Kind.BARRIER, barrier.pk)
    assert seen is not None
    Evidence.objects.create(sentence=sentence, kind=seen.kind, thing_id=seen.thing_id, said=seen.said, url=seen.path)
    return note


def make_sent_note(**values: Any) -> PolicyNote:
    """One that waits for its administration."""
    return make_note(**({"state": "sent", "sent_at": clock.now(), **values}))


def make_pairing(project: Project, **values: Any) -> Pairing:
    """A senior official without an account, proposed to a project."""
    given = {"name": "Claire Préfète", "office": "Préfecture", "email": "claire@prefecture.test", "subject": "Ouvrir des portes."}
    return Pairing.objects.create(project=project, **(given | values))


def make_running_pairing(project: Project, **values: Any) -> Pairing:
    """One to which both sides said yes today."""
    now = clock.now()
    given = {"state": "running", "official_agreed_at": now, "project_agreed_at": now, "since": clock.today()}
    return make_pairing(project, **(given | values))
