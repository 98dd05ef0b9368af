"""« My space »: the page of a person who has much, beside the same page without any of its blocks."""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.db import connections
from django.test import Client

from bench import database
from bench.measure import Result, pairs
from bench.site import Site
from frenchimpact.accounts.models import User
from frenchimpact.calls import actions as calls
from frenchimpact.calls.models import Application, Call, Cohort, Question
from frenchimpact.core import clock
from frenchimpact.desk import blocks
from frenchimpact.journal.models import Entry
from frenchimpact.notifications.models import Notice
from frenchimpact.notifications.rules import declare_kind
from frenchimpact.organisations.models import Invitation, Membership, Organisation
from frenchimpact.projects.models import Declaration, Project, TeamMember

FEW, MANY = 3, 60
SPACE = "/mon-espace/"
SOON = dt.timedelta(days=9)


def _session(by: User) -> Cohort:
    """A call with one session that closes soon."""
    office = {"office_name": "Bureau", "office_address": "1 rue", "office_email": "bureau@bench.example"}
    call = calls.create_call(by=by, title="Appel", summary="Un appel.", kind=Call.Kind.PERMANENT, **office)
    form = call.forms.get()
    calls.set_question(section=calls.set_section(form=form, title="Dossier"), label="Mission", kind=Question.Kind.TEXT)
    calls.publish_form(form=form, change_note="", by=by)
    now = clock.now()
    found = calls.set_cohort(call=call, by=by, title="Session", opens_at=now - SOON, closes_at=now + 2 * SOON, regime=Cohort.Regime.EXAMEN)
    calls.publish_call(call=call, by=by)
    return found


def _someone(name: str, count: int, other: User, session: Cohort) -> User:
    """A person with so many of everything that the page shows: things to do, news, dates, projects, drafts, sheets, files, invitations,
    what others did."""
    now, today = clock.now(), clock.today()
    person = User.objects.create(email=f"{name}@bench.example", full_name=name.title())
    numbers = range(count)
    Notice.objects.bulk_create(
        Notice(
            person=person,
            kind="bench.news",
            reference=f"P-{name}-{number}",
            text_fr="Il y a du nouveau",
            text_en="Something is new",
            url="/",
            is_task=is_task,
            due_on=today + dt.timedelta(days=number) if is_task else None,
        )
        for number in numbers
        for is_task in (True, False)
    )
    sheets = Organisation.objects.bulk_create(
        Organisation(slug=f"{name}-{number}", name=f"Structure {number}", kinds=["association"], confirmed_at=now, freshness_months=1)
        for number in numbers
    )
    Membership.objects.bulk_create(Membership(user=person, organisation=sheet, role=Membership.Role.ADMIN) for sheet in sheets)
    projects = Project.objects.bulk_create(
        Project(
            reference=f"{name.upper()}-{number:04}",
            slug=f"{name}-{number}",
            name=f"Projet {number}",
            stage="idee",
            problem="Un problème.",
            answer="Une réponse.",
            created_by=person,
            organisation=sheets[number],
        )
        for number in numbers
    )
    TeamMember.objects.bulk_create(TeamMember(project=project, user=person, role=TeamMember.Role.LEAD) for project in projects)
    Declaration.objects.bulk_create(
        Declaration(
            key_digest=f"{name}{number:040}", author=person, answers={"name": f"Idée {number}"}, expires_at=now + dt.timedelta(days=9)
        )
        for number in numbers
    )
    applications = Application.objects.bulk_create(
        Application(
            reference=f"C-{name}-{number:04}",
            call=session.call,
            cohort=session,
            form=session.call.forms.get(),
            organisation=sheets[number],
            lead=person,
        )
        for number in numbers
    )
    hosts = Organisation.objects.bulk_create(
        Organisation(slug=f"{name}-host-{number}", name=f"Hôte {number}", kinds=["association"]) for number in numbers
    )
    Invitation.objects.bulk_create(
        Invitation(
            organisation=host,
            email=person.email,
            role=Membership.Role.EDITOR,
            invited_by=other,
            key_digest=f"{host.pk:064}",
            expires_at=now + SOON,
        )
        for host in hosts
    )
    Entry.objects.bulk_create(
        Entry(by=other, fact=fact, fields={}, subject_model=model, subject_id=thing.pk, at=now)
        for model, fact, things in (
            ("projects.Project", "projects.SheetConfirmed", projects),
            ("organisations.Organisation", "organisations.OrganisationConfirmed", sheets),
            ("calls.Application", "calls.MemberJoined", applications),
        )
        for thing in things
    )
    return person


def _site_of(person: User) -> Site:
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    return Site(cookie=f"{name}={client.cookies[name].value}")


def space() -> Iterator[Result]:
    """The page by the bare one, through the whole HTTP stack; then its statements for a person with sixty of each by one with three."""
    database.clone(database.ground(), "space")
    database.use("space")
    declare_kind("bench.news", "Nouvelles")
    other = User.objects.create(email="autre@bench.example", full_name="Une autre personne")
    session = _session(other)
    few, many = (_site_of(_someone(name, count, other, session)) for name, count in (("few", FEW), ("many", MANY)))
    with database.connect("space") as raw:
        raw.execute("VACUUM ANALYZE")
    every, whole = blocks.BLOCKS, many.get(SPACE).decode()
    # A ratio means nothing if the page lacks what it must show.
    for words in (
        "À faire",
        "Échéances",
        "Mes projets",
        "Ce qui a bougé",
        "Projet 59",
        "Structure",
        "Mes candidatures",
        "C-many-",
        "vous invite",
    ):
        if words not in whole:
            raise AssertionError(f"the page does not show « {words} »")

    def bare(_given: str) -> bytes:
        blocks.BLOCKS = ()
        try:
            return many.get(SPACE)
        finally:
            blocks.BLOCKS = every

    note = f"{len(whole)} bytes, {len(bare(''))} bare"
    yield pairs("space", bare, lambda _given: many.get(SPACE), [""], rounds=60, target=2.0, note=note)
    asked = [site.statements(SPACE) for site in (few, many)]
    ratio = asked[1] / asked[0]
    yield Result("space_statements", ratio, ratio, ratio, asked[0], asked[1], 1.0, "statements, not milliseconds")
    connections.close_all()
    database.drop("space")
