"""Offers before projects: ten thousand aids with their conditions, a hundred thousand projects with places and passports."""

import datetime as dt
import os
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import psycopg
from django.db.models import F

from bench import database
from bench.rows import insert
from bench.scale import Scale
from bench.words import Writer
from frenchimpact.accounts.models import User
from frenchimpact.aids.actions.compiling import terms_of
from frenchimpact.aids.codes import FORMS, INSTRUMENTS, STAGES
from frenchimpact.aids.models import Aid, AidPlace, Rule, Terms
from frenchimpact.aids.queries.bits import all_bits
from frenchimpact.core import clock
from frenchimpact.geo.models import Place
from frenchimpact.organisations.models import Membership, Organisation
from frenchimpact.projects.models import Project, TeamMember

AIDS = int(os.environ.get("BENCH_AIDS", "10000"))
# The funder who is measured has so many of them; the person of the projects leads so many.
OURS, LED = 40, 30
FUNDERS = 300
_COUNTRY, _EPCI = 90_001, 91_000
_STAGES = [code for code in STAGES if code not in {"besoin", "pause"}]


@dataclass(frozen=True)
class Cast:
    """Who opens the pages that are measured."""

    funder: User
    lead: User
    aids: Sequence[Aid]
    projects: Sequence[Project]


def made(scale: Scale) -> str:
    """The database with so many of each, made if needed; Django uses it from then on."""
    name = f"full_aids_{AIDS}_{scale.organisations}_{scale.projects}_{database.version()}"
    if not database.exists(name):
        source = scale.database()
        begun = time.monotonic()
        database.say(f"Making {AIDS} aids before {scale.projects} projects; once only, up to two minutes…")
        database.clone(source, f"{name}_draft")
        with database.connect(f"{name}_draft") as raw:
            _ground(raw)
            _passports(raw)
            database.use(f"{name}_draft")
            _aids()
            _people()
            raw.execute("VACUUM ANALYZE")
        database.rename(f"{name}_draft", name)
        database.say(f"  made in {time.monotonic() - begun:.0f} s")
    database.use(name)
    return name


def cast() -> Cast:
    """The people of the database in use, with what they open."""
    funder, lead = (User.objects.get(email=f"{name}@bench.example") for name in ("financeur", "porteuse"))
    aids = Aid.objects.filter(funder__memberships__user=funder, status=Aid.Status.PUBLISHED).select_related("terms").order_by("pk")
    projects = Project.objects.filter(team__user=lead).order_by("pk")
    return Cast(funder, lead, list(aids[:OURS]), list(projects[:LED]))


def _ground(raw: psycopg.Connection[Any]) -> None:
    """The country, and intermunicipalities of some thirty communes each; some projects act in a department, a region or several places."""
    raw.execute("SET session_replication_role = replica")
    unit = {"vintage": "2026", "is_current": "true"}
    insert(raw, "geo_place", {**unit, "id": str(_COUNTRY), "level": "'pays'", "code": "'FR'", "name": "'France'"}, "(SELECT 1) one")
    epci = {
        **unit,
        "id": f"{_EPCI} + n",
        "level": "'epci'",
        "code": "(200000000 + n)::text",
        "name": "'Communauté ' || n",
        "department_id": "department_id",
        "region_id": "region_id",
    }
    group = "(SELECT DISTINCT department_id, region_id, department_id * 12 - 1200 + id %% 12 AS n FROM geo_place WHERE level = 'commune') g"
    insert(raw, "geo_place", epci, group.replace("%%", "%"))
    raw.execute(f"UPDATE geo_place SET epci_id = {_EPCI} + department_id * 12 - 1200 + id % 12 WHERE level = 'commune'")
    wide = "CASE project_id % 40 WHEN 0 THEN c.region_id WHEN 1 THEN c.department_id WHEN 2 THEN c.department_id ELSE c.epci_id END"
    raw.execute(f"UPDATE projects_projectplace p SET place_id = {wide} FROM geo_place c WHERE c.id = p.place_id AND project_id % 40 < 5")
    raw.execute("DELETE FROM projects_projectplace WHERE project_id % 50 = 7")
    raw.execute(
        "INSERT INTO projects_projectplace (project_id, place_id) SELECT p.project_id, o.id FROM projects_projectplace p"
        " JOIN geo_place c ON c.id = p.place_id JOIN geo_place o ON o.level = 'commune' AND o.id = c.id + 1"
        " WHERE p.project_id % 6 = 1 ON CONFLICT DO NOTHING"
    )


def _passports(raw: psycopg.Connection[Any]) -> None:
    """Six projects in ten answered each question that aids ask about; one team in twenty chose who sees a section. Then the faces."""
    answers = {
        "budget": "to_jsonb(((p.id * 7919) % 400 + 1) * 1000)",
        "amount_sought": "to_jsonb(((p.id * 104729) % 200 + 1) * 500)",
        "founded_on": "to_jsonb((DATE '2026-11-01' - (p.id * 31 % 4000)::int)::text)",
        "employees": "to_jsonb((p.id * 13) % 25)",
        "evidence": "to_jsonb(((p.id * 17) % 6)::text)",
    }
    for number, (key, value) in enumerate(answers.items()):
        columns = {"project_id": "p.id", "key": f"'{key}'", "value": value, "source": "'typed'"}
        insert(raw, "projects_passportanswer", columns, f"projects_project p WHERE (p.id * 37 + {number} * 11) % 10 < 6")
    chosen = {"project_id": "p.id", "section": "s", "audience": "(ARRAY['public', 'private'])[1 + p.id % 2]"}
    insert(raw, "projects_sectionaudience", chosen, "projects_project p, unnest(ARRAY['moyens', 'structure']) s WHERE p.id % 20 = 3")
    raw.execute("SET session_replication_role = DEFAULT")
    raw.execute("SELECT aids_draw_faces(ARRAY(SELECT id FROM projects_project))")


def _aids() -> None:
    """Most for a department or a region, a quarter for the whole country; conditions as funders write them, each on some of the aids."""
    draw, write, today = random.Random(6), Writer(8), clock.today()
    units = {
        level: list(Place.objects.filter(level=level).order_by("pk")) for level in ("pays", "region", "departement", "epci", "commune")
    }
    funders = list(Organisation.objects.filter(is_published=True).order_by("pk")[:FUNDERS])
    Organisation.objects.filter(pk=funders[0].pk).update(kinds=["financeur"])
    themes, publics = (list(all_bits().get(scheme, {})) for scheme in ("theme", "public"))
    aids, grounds, rules = [], [], []
    for number in range(AIDS):
        closes = today + dt.timedelta(days=draw.randint(0, 300)) if draw.random() < 0.5 else None
        aid = Aid(
            reference=f"AF-2026-{number:05d}",
            slug=f"aide-{number}",
            status=Aid.Status.PUBLISHED,
            title=f"{write.sentence(3, 7)} {number}"[:200],
            promise=write.sentence(8, 14)[:180],
            description=write.sentence(40, 80),
            instruments=draw.sample(INSTRUMENTS, draw.choice([1, 1, 2])),
            funder=funders[0] if number < OURS else draw.choice(funders),
            ticket_max=draw.choice([None, 5000, 20_000, 100_000]),
            rhythm="once" if closes else "permanent",
            # One in ten is over.
            closes_on=closes - dt.timedelta(days=400) if closes and draw.random() < 0.2 and number >= OURS else closes,
            published_at=clock.now() - dt.timedelta(minutes=number),
        )
        aids.append(aid)
        level = draw.choices(("pays", "region", "departement", "epci", "commune"), (24, 26, 38, 8, 4))[0]
        places = draw.sample(units[level], draw.choice([1, 1, 1, 2, 3]) if level != "pays" else 1)
        excluded = draw.sample(units["departement"], 1) if level == "pays" and draw.random() < 0.2 else []
        grounds.append((places, excluded))
        rules.append(_rules(aid, draw, themes, publics))
    Aid.objects.bulk_create(aids, batch_size=2000)
    AidPlace.objects.bulk_create(
        [
            AidPlace(aid=aid, place=place, is_excluded=out)
            for aid, pair in zip(aids, grounds, strict=True)
            for out in (False, True)
            for place in pair[out]
        ],
        batch_size=5000,
    )
    Rule.objects.bulk_create([rule for some in rules for rule in some], batch_size=5000)
    bits, country = all_bits(), frozenset(place.pk for place in units["pays"])
    compiled = partial(terms_of, mask=lambda scheme, codes: sum(1 << bits[scheme][code] for code in set(codes)), country=country)
    Terms.objects.bulk_create(
        [compiled(aid, some, *pair) for aid, some, pair in zip(aids, rules, grounds, strict=True)],
        batch_size=2000,
    )


def _rules(aid: Aid, draw: random.Random, themes: list[str], publics: list[str]) -> list[Rule]:
    found = []
    for subject, codes, share, most in (
        ("form", list(FORMS), 0.6, 5),
        ("stage", _STAGES, 0.45, 4),
        ("theme", themes, 0.4, 6),
        ("public", publics, 0.2, 6),
    ):
        if draw.random() < share:
            found.append(Rule(aid=aid, subject=subject, values=draw.sample(codes, min(draw.randint(2, most), len(codes)))))
    if not any(rule.subject == "theme" for rule in found) and draw.random() < 0.4:
        found.append(Rule(aid=aid, subject="theme", values=draw.sample(themes, min(3, len(themes))), is_wish=True))
    for subject, share, low, high in (
        ("budget", 0.2, 5_000, 300_000),
        ("amount", 0.3, 2_000, 80_000),
        ("age", 0.2, 12, 120),
        ("employees", 0.1, 1, 20),
        ("evidence", 0.06, 1, 5),
    ):
        if draw.random() < share:
            has_low = draw.random() < 0.7
            found.append(
                Rule(
                    aid=aid, subject=subject, minimum=low if has_low else None, maximum=high if draw.random() < 0.6 or not has_low else None
                )
            )
    if draw.random() < 0.06:
        found.append(Rule(aid=aid, subject="qualified"))
    return found


def _people() -> None:
    """A funder's person, and one who leads projects of every kind."""
    funder = User.objects.create(email="financeur@bench.example", full_name="Une financeuse")
    lead = User.objects.create(email="porteuse@bench.example", full_name="Une porteuse")
    organisation = Organisation.objects.filter(aids__isnull=False).order_by("pk").first()
    if organisation is None:
        raise AssertionError("no organisation has an aid")
    Membership.objects.create(user=funder, organisation=organisation, role=Membership.Role.ADMIN)
    spread = Project.objects.annotate(rest=F("pk") % 97).filter(rest=5).order_by("pk")[:LED]
    TeamMember.objects.bulk_create(TeamMember(project=project, user=lead, role=TeamMember.Role.LEAD) for project in spread)
