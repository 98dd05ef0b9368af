"""One state of the platform with somebody in each position, and something of each room: what walks of every address stand on.

Words that are for some only hold a planted word (`SECRETS`): where it shows, somebody read it.
"""

from dataclasses import dataclass, field
from typing import Any

from frenchimpact.accounts.models import User
from frenchimpact.aids.tests.factories import make_aid
from frenchimpact.barriers.actions import consultations
from frenchimpact.barriers.actions.consultations import Service
from frenchimpact.barriers.actions.routing import accept, propose
from frenchimpact.barriers.messages.consultations import answer_key
from frenchimpact.barriers.tests.factories import make_authority, make_case, make_experiment, make_hacker, make_published
from frenchimpact.calls.tests.factories import make_call, make_submitted
from frenchimpact.commitments.tests.factories import make_commitment, make_envelope, make_funder
from frenchimpact.events.actions.registrations import register
from frenchimpact.events.tests.factories import make_event
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.labels.models import Label
from frenchimpact.machines.models import Scope
from frenchimpact.machines.tests.factories import make_token, make_webhook
from frenchimpact.offers.tests.factories import make_offer, make_request
from frenchimpact.organisations.models import Assignment, Membership, Organisation
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import lead_of, make_operator, make_partner, make_person, make_project, make_published_project
from frenchimpact.projects.tests.factories import make_member as make_team_member
from frenchimpact.reviews import actions as reviews
from frenchimpact.reviews.tests.factories import files_of, jurors_in, make_open_jury, write
from frenchimpact.solutions.tests.factories import make_adoption, make_solution
from frenchimpact.support.tests.factories import make_support
from frenchimpact.territories.tests.factories import make_challenge, make_territory

# What the walks plant, and where. Each word is of one circle: `tests/test_leaks.py` says who may read it.
SECRETS = {
    "mail": "zqmail",
    "file": "zqdossier",
    "note": "zqnote",
    "jury": "zqjury",
    "case": "zqfrein",
    "question": "zqavis",
    "needs": "zqbesoin",
    "project": "zqprojet",
    "account": "zqcompte",
    "phone": "0699887766",
}


@dataclass
class World:
    """Who is there, and what addresses name."""

    people: dict[str, User | None] = field(default_factory=dict)
    # By room, then by argument of an address.
    things: dict[str, dict[str, Any]] = field(default_factory=dict)


def planted(word: str) -> str:
    """A planted word among others."""
    return f"Mot {SECRETS[word]} gardé"


def make_world() -> World:
    """Everything."""
    places = make_places()
    world = World()
    organisation = make_organisation(name="Structure publiée")
    world.people = _people(organisation, places["departement:73"])
    world.things = _things(world, organisation)
    return world


def _people(organisation: Organisation, savoie: Any) -> dict[str, User | None]:
    """Those who stand by themselves; the others come with what they stand beside."""
    admin = make_person("Admin")
    Assignment.objects.create(user=admin, role=Assignment.Role.ADMIN)
    return {
        "visitor": None,
        # A person consulted has no account: their link alone opens, which only the addresses that take it know.
        "official": None,
        "stranger": make_person("Personne"),
        "reader": None,
        "lead": None,
        "org": make_member(organisation),
        "colleague": make_member(organisation, role=Membership.Role.EDITOR),
        "outsider": make_member(make_organisation(name="Autre structure")),
        "juror": None,
        "recused": None,
        "hacker": make_hacker(),
        "funder": None,
        "territory": None,
        "partner": make_partner(savoie),
        "operator": make_operator(),
        "admin": admin,
    }


def _things(world: World, organisation: Organisation) -> dict[str, dict[str, Any]]:
    people = world.people
    private = make_project(name=planted("project"))
    published = make_published_project(name="Projet publié")
    people["lead"], people["reader"] = lead_of(private), make_team_member(private, role="reader")
    plain = {"reference": private.reference, "slug": published.slug, "organisation": organisation.slug}
    territory = make_territory("Territoire", lead=make_organisation(name="Chef de file"))
    make_challenge(territory)
    people["territory"] = make_member(territory.lead)  # type: ignore[arg-type]  # made with its lead
    label = Label.objects.get(territory="Territoire")
    return {
        "": plain,
        "territories": {"slug": territory.slug, "reference": territory.reference, "member": territory.members.get().pk},
        "labels": {"reference": label.reference, "verb": "suspend", "code": label.kind.code},
        "desk": {"person_id": people["stranger"].pk},  # type: ignore[union-attr]  # one of those who are there from the start
        **_calls(people, organisation),
        **_money(people),
        **_barriers(people),
        **_meetings(people, organisation),
    }


def _calls(people: dict[str, User | None], organisation: Organisation) -> dict[str, dict[str, Any]]:
    org, operator = people["org"], people["operator"]
    assert org is not None
    assert operator is not None
    file = make_submitted(make_call(), organisation=organisation, by=org)
    jury = make_open_jury(by=operator)
    sitting, recused, third = jurors_in(jury)
    one, other = files_of(jury)
    reviews.recuse(juror=recused, because_of=one, reason=planted("note"), origin="self", by=recused.user)
    review = reviews.start_review(juror=third, application=one)
    people["juror"], people["recused"] = sitting.user, recused.user
    write(review, {"C1": 4}, opinion=planted("jury"))
    return {
        "calls": {"slug": file.call.slug, "reference": file.reference, "code": "structure", "section": "structure", "key": "mission"},
        "reviews": {
            "slug": jury.cohort.call.slug,
            "jury_id": jury.pk,
            "reference": one.reference,
            "juror_id": third.pk,
            "recusal_id": recused.recusals.get().pk,
            "assignment_id": third.assignments.get(application=other).pk,
        },
    }


def _money(people: dict[str, User | None]) -> dict[str, dict[str, Any]]:
    funder = make_funder(name="Fonds d’essai")
    # An aid of theirs was read; of a year that the product numbers no more.
    make_aid("Aide lue", funder=funder, reference="AF-2020-0001")
    people["funder"] = make_member(funder)
    commitment = make_commitment(funder=funder)
    return {
        "commitments": {
            "reference": commitment.reference,
            "verb": "verser",
            "entry": commitment.entries.get().pk,
            "envelope": make_envelope(funder).pk,
            "slug": funder.slug,
        },
    }


def _barriers(people: dict[str, User | None]) -> dict[str, dict[str, Any]]:
    case = make_case(
        state="qualified",
        obstacle=planted("case"),
        name=SECRETS["account"].title(),
        email=f"{SECRETS['mail']}.frein@exemple.test",
        phone=SECRETS["phone"],
    )
    hacker = people["hacker"]
    assert hacker is not None
    accept(assigned=propose(case=case, user=hacker, by=people["operator"]), by=hacker)
    authority = make_authority()
    asked = consultations.ask(
        case=case,
        by=people["operator"],
        question=planted("question"),
        context=planted("question"),
        services=[Service(authority.name, authority.email, authority)],
    ).asked.get()
    return {
        "barriers": {
            "reference": case.reference,
            "number": asked.pk,
            "key": answer_key(asked),
            "slug": make_published().slug,
            "experiment": make_experiment().reference,
        }
    }


def _meetings(people: dict[str, User | None], organisation: Organisation) -> dict[str, dict[str, Any]]:
    org = people["org"]
    assert org is not None
    event = make_event(organiser=organisation)
    coming = register(event=event, name=SECRETS["account"].title(), email=f"{SECRETS['mail']}.inscrit@exemple.test", needs=planted("needs"))
    offer = make_offer(organisation)
    request = make_request(organisation=organisation)
    solution = make_solution()
    support = make_support()
    admin = org.memberships.select_related("organisation").get()
    token, secret = make_token(admin, *Scope.values)
    webhook, _shown = make_webhook(admin)
    return {
        "events": {"slug": event.slug, "reference": event.reference, "pk": coming.pk},
        "offers": {"slug": offer.slug, "reference": offer.reference, "need": request.reference, "need_slug": request.slug},
        "solutions": {"slug": solution.slug, "reference": make_adoption(solution).reference},
        "support": {"reference": support.reference},
        "machines": {"slug": organisation.slug, "token": token.pk, "webhook": webhook.pk, "secret": secret},
    }
