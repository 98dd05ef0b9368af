"""Two territories of the demonstration: Chloé's, which has a plan and promises of both sides, and a young one. All invented."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.autosave import Change
from frenchimpact.demo.seed import territory_texts as texts
from frenchimpact.demo.seed.past import days_ago
from frenchimpact.demo.seed.people import person
from frenchimpact.labels.models import Label
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project
from frenchimpact.territories import actions
from frenchimpact.territories.actions import reviews
from frenchimpact.territories.actions.reminders import ask_due
from frenchimpact.territories.models import (
    Action,
    ActionEvent,
    Agreement,
    Aim,
    Attendance,
    BudgetLine,
    Challenge,
    Commitment,
    CommitmentEvent,
    CommonIndicator,
    Indicator,
    Measurement,
    Meeting,
    Member,
    Method,
    Objective,
    Party,
    Proposal,
    Recommendation,
    Resolution,
    Review,
    Signature,
    Step,
    SupportRequest,
    Territory,
)
from frenchimpact.territories.queries import next_closing

FOUNDED = 440


def load() -> None:
    """Write what is not there yet."""
    labels = Label.objects.filter(is_demo=True, kind__code="territoire", territory_link=None).select_related("kind", "organisation")
    for label in labels.order_by("granted_on", "pk"):
        with days_ago((clock.today() - label.granted_on).days):
            actions.follow_label(label=label)
    territory = Territory.objects.filter(is_demo=True, lead__memberships__user=person("chloe@demo.test")).order_by("pk").first()
    if territory is None or territory.challenges.exists():
        return
    houses = {one.name: one for one in Organisation.objects.filter(name__in=[name for name, _kind, _role in texts.MEMBERS])}
    _describe(territory)
    _members(territory, houses)
    _plan(territory, houses)
    _measure(territory)
    _promise(territory, houses)
    _meet(territory)
    _ask(territory)
    _review(territory)
    # A reminder waits in the mailbox: a number sent back is recorded.
    ask_due()


def _describe(territory: Territory) -> None:
    territory.presentation = (
        "Un collectif d’habitants, d’associations et de communes, entre la cluse et les lacs. "
        "Il a choisi trois défis et se revoit chaque mois."
    )
    territory.governance = (
        "Un comité de pilotage par trimestre décide ; trois groupes de travail préparent. Une voix par membre, à la majorité des présents."
    )
    territory.perimeter_words = "Et les hameaux du haut Guiers, de part et d’autre de la limite du département."
    territory.officer = person("gaelle@demo.test")
    territory.contact_name, territory.contact_email = "Chloé Martinet", "chloe@demo.test"
    territory.save()


def _members(territory: Territory, houses: dict[str, Organisation]) -> None:
    since = clock.today() - dt.timedelta(days=FOUNDED + 40)
    Member.objects.bulk_create(
        Member(
            territory=territory,
            organisation=houses.get(name),
            name=name,
            kind=kind,
            role=role,
            since=since,
            mandate_signed_on=since,
            mandate_signed_by="Présidence (signature fictive)",
        )
        for name, kind, role in texts.MEMBERS
    )
    territory.successor = houses.get("Syndicat des vallées douces")
    territory.save(update_fields=["successor"])


def _plan(territory: Territory, houses: dict[str, Organisation]) -> None:
    chloe, today = person("chloe@demo.test"), clock.today()
    challenges = Challenge.objects.bulk_create(
        Challenge(territory=territory, number=number, **{key: value for key, value in one.items() if key != "aims"})
        for number, one in enumerate(texts.CHALLENGES, start=1)
    )
    aims = {
        f"{challenge.number}.{number}": Objective(challenge=challenge, number=number, title=title)
        for challenge, one in zip(challenges, texts.CHALLENGES, strict=True)
        for number, title in enumerate(one["aims"], start=1)
    }
    Objective.objects.bulk_create(aims.values())
    rows = Action.objects.bulk_create(
        Action(
            territory=territory,
            objective=aims[one["aim"]],
            number=number,
            title=one["title"],
            owner=houses.get(one["owner"]),
            note="" if one["owner"] in houses else one["owner"],
            pilot=chloe if number in (1, 2, 5) else None,
            starts_on=today + dt.timedelta(days=one["days"][0]),
            ends_on=today + dt.timedelta(days=one["days"][1]),
            state=one["state"],
            progress=one["progress"],
            blocked_by=one.get("blocked_by", ""),
            unblocked_by=one.get("unblocked_by", ""),
            blocked_on=today - dt.timedelta(days=34) if one["state"] == "blocked" else None,
        )
        for number, one in enumerate(texts.ACTIONS, start=1)
    )
    ActionEvent.objects.bulk_create(
        ActionEvent(action=row, at=clock.now() - dt.timedelta(days=20), by=chloe, verb="change", state=row.state, note=row.blocked_by)
        for row in rows
        if row.state != Action.State.TO_START
    )
    BudgetLine.objects.bulk_create(
        BudgetLine(
            action=rows[number - 1],
            year=today.year + later,
            funder=funder,
            organisation=houses.get(funder),
            unit=unit,
            planned=planned,
            secured=secured,
            spent=spent,
        )
        for number, later, funder, unit, planned, secured, spent in texts.BUDGET
    )
    first = rows[0]
    steps = (("Signer le bail", -60, -55), ("Poser la mezzanine et les rayonnages", -10, None), ("Recruter l’équipe de tri", 40, None))
    Step.objects.bulk_create(
        Step(
            action=first,
            position=position,
            title=title,
            due_on=today + dt.timedelta(days=due),
            done_on=None if done is None else today + dt.timedelta(days=done),
        )
        for position, (title, due, done) in enumerate(steps, start=1)
    )


def _measure(territory: Territory) -> None:
    chloe, year = person("chloe@demo.test"), clock.today().year
    common = {one.code: one for one in CommonIndicator.objects.all()}
    challenges = {one.number: one for one in territory.challenges.all()}
    rows = {one.number: one for one in territory.actions.all()}
    indicators, aims, values, methods = [], [], [], []
    for number, one in enumerate(texts.INDICATORS, start=1):
        periods = _quarters(one["quarters"]) if "quarters" in one else _years(one)
        last = periods[-1] if periods else None
        indicator = Indicator(
            territory=territory,
            challenge=challenges[one["challenge"]],
            action=rows[one["action"]],
            number=number,
            name=one["name"],
            unit=one["unit"],
            source=one["source"],
            keeper=chloe,
            common=common.get(one["common"]),
            counts_nationally=one["common"] in common,
            frequency=Indicator.Frequency.QUARTER if "quarters" in one else Indicator.Frequency.YEAR,
            last_on=last[1] if last else None,
            last_value=last[2] if last else None,
        )
        # A value given before its period is over is asked for again.
        is_early = last is not None and last[1] >= clock.today()
        indicator.due_on = dt.date(year, 12, 31) if last is None else last[1] if is_early else next_closing(last[1], indicator.frequency)
        first = periods[0] if periods else None
        aims.append(
            Aim(
                indicator=indicator,
                number=1,
                baseline=first[2] if first else None,
                baseline_on=first[1] if first else None,
                target=one["target"],
                target_on=dt.date(year + 2, 12, 31),
                by=chloe,
            )
        )
        for version, (text, years, reason) in enumerate(one.get("methods", ()), start=1):
            indicator.method, since = text, dt.date(year - years, 1, 1)
            methods.append(
                Method(indicator=indicator, number=version, text=text, since=since, is_break=version > 1, reason=reason, by=chloe)
            )
        values += [Measurement(indicator=indicator, starts_on=begin, ends_on=end, value=value, by=chloe) for begin, end, value in periods]
        indicators.append(indicator)
    Indicator.objects.bulk_create(indicators)
    Aim.objects.bulk_create(aims)
    Method.objects.bulk_create(methods)
    Measurement.objects.bulk_create(values)


def _years(one: dict[str, Any]) -> list[tuple[dt.date, dt.date, Decimal]]:
    """The values of a yearly indicator, as if the texts had been written this year."""
    shift = clock.today().year - texts.WRITTEN_IN
    by_year = {when + shift: value for when, value in one["values"].items()}
    if one["this_year"] is not None:
        by_year[clock.today().year] = one["this_year"]
    return [(dt.date(year, 1, 1), dt.date(year, 12, 31), Decimal(value)) for year, value in sorted(by_year.items())]


def _quarter_end(ago: int) -> dt.date:
    """The last day of the quarter that ended last, or of one before it."""
    today = clock.today()
    months = today.year * 12 + (today.month - 1) // 3 * 3 - 3 * ago
    return dt.date(months // 12, months % 12 + 1, 1) - dt.timedelta(days=1)


def _quarters(values: tuple[int, ...]) -> list[tuple[dt.date, dt.date, Decimal]]:
    """The values of the quarters before the last one that ended."""
    found = []
    for ago, value in zip(range(len(values), 0, -1), values, strict=True):
        found.append((_quarter_end(ago + 1) + dt.timedelta(days=1), _quarter_end(ago), Decimal(value)))
    return found


def _promise(territory: Territory, houses: dict[str, Organisation]) -> None:
    today = clock.today()
    parties = Party.objects.bulk_create(
        Party(territory=territory, side=side, name=name, organisation=territory.lead if side == "territory" else houses.get(house))
        for side, name, house in texts.PARTIES
    )
    title, words, amount = texts.AGREEMENT
    signed_on = today - dt.timedelta(days=FOUNDED - 60)
    agreement = Agreement.objects.create(
        territory=territory,
        title=title,
        text=words,
        amount=amount,
        starts_on=signed_on,
        ends_on=signed_on.replace(year=signed_on.year + 3, day=min(signed_on.day, 28)),
        state=Agreement.State.IN_FORCE,
    )
    Signature.objects.bulk_create(
        Signature(agreement=agreement, party=party, signatory="Signature fictive", signed_on=signed_on) for party in parties
    )
    rows = Commitment.objects.bulk_create(
        Commitment(
            territory=territory,
            party=parties[number - 1],
            agreement=agreement,
            title=name,
            unit=unit,
            quantity=quantity,
            delivered=delivered,
            owner=owner,
            due_on=today + dt.timedelta(days=due),
            state=state,
            proof=proof,
            kept_on=today + dt.timedelta(days=due - 3) if state == "kept" else None,
        )
        for number, name, unit, quantity, delivered, due, state, proof, owner in texts.COMMITMENTS
    )
    CommitmentEvent.objects.bulk_create(
        CommitmentEvent(commitment=row, verb=verb, state=state, note=note, by=by, at=clock.now() - dt.timedelta(days=ago))
        for row in rows
        for ago, verb, state, note, by in _said_of(row)
    )


def _said_of(row: Commitment) -> list[tuple[int, str, str, str, User]]:
    """Chloé wrote each promise; the other parties confirmed theirs, but for the last one; those that are kept say their proof."""
    is_ours = row.party.side == Party.Side.TERRITORY
    awaited = Commitment.State.PROMISED if is_ours else Commitment.State.PROPOSED
    said: list[tuple[int, str, str, str, User]] = [(FOUNDED - 60, "promise", awaited, "", person("chloe@demo.test"))]
    if row.state != Commitment.State.PROPOSED and not is_ours:
        said.append((FOUNDED - 62, "confirm", Commitment.State.PROMISED, "", _speaker(row)))
    if row.state == Commitment.State.KEPT:
        said.append(((clock.today() - (row.kept_on or row.due_on)).days, "keep", row.state, row.proof, _speaker(row)))
    return said


def _speaker(commitment: Commitment) -> User:
    return person("chloe@demo.test" if commitment.party.side == Party.Side.TERRITORY else "gaelle@demo.test")


def _meet(territory: Territory) -> None:
    chloe, members = person("chloe@demo.test"), list(territory.members.filter(until=None).order_by("pk"))
    for days, kind, title, where, agenda, minutes, decisions in texts.MEETINGS:
        start = timezone.localtime(clock.now() + dt.timedelta(days=days)).replace(hour=14, minute=0, second=0, microsecond=0)
        meeting = Meeting.objects.create(
            territory=territory,
            kind=kind,
            title=title,
            starts_at=start,
            ends_at=start + dt.timedelta(hours=2),
            where=where,
            agenda=agenda,
            minutes=minutes,
            state=Meeting.State.HELD if days < 0 else Meeting.State.PLANNED,
            is_public=kind == Meeting.Kind.ASSEMBLY or days > 0,
            by=chloe,
        )
        if days < 0:
            # Somebody is missing each time, and somebody is represented.
            rows = [Attendance(meeting=meeting, member=one, is_present=place % 5 != days % 5) for place, one in enumerate(members)]
            rows[days % len(rows)].note = "M. Perrin" if rows[days % len(rows)].is_present else "En congé"
            Attendance.objects.bulk_create(rows)
        Resolution.objects.bulk_create(
            Resolution(meeting=meeting, number=number, text=text) for number, text in enumerate(decisions, start=1)
        )


def _ask(territory: Territory) -> None:
    """What the collective asked for, what it was advised, what somebody proposed."""
    chloe, gaelle, now = person("chloe@demo.test"), person("gaelle@demo.test"), clock.now()
    rows = {row.number: row for row in territory.actions.all()}
    for number, kind, title, text, state, answer, ago in texts.REQUESTS:
        SupportRequest.objects.create(
            territory=territory,
            action=rows.get(number),
            kind=kind,
            title=title,
            text=text,
            norm=rows[number].blocked_by if kind == SupportRequest.Kind.BARRIER else "",
            days=12 if kind == SupportRequest.Kind.ENGINEERING else None,
            state=state,
            answer=answer,
            created_at=now - dt.timedelta(days=ago),
            created_by=chloe,
            sent_at=now - dt.timedelta(days=ago) if state != SupportRequest.State.DRAFT else None,
            answered_at=now - dt.timedelta(days=ago - 6) if answer else None,
            answered_by=gaelle if answer else None,
        )
    Recommendation.objects.bulk_create(
        Recommendation(territory=territory, text=text, due_on=clock.today() + dt.timedelta(days=due), state=state, reason=reason, by=gaelle)
        for text, due, state, reason in texts.RECOMMENDATIONS
    )
    for young in Territory.objects.filter(is_demo=True).exclude(pk=territory.pk).order_by("pk")[:1]:
        territory.sponsored.create(
            sponsored=young, since=clock.today() - dt.timedelta(days=12), subject="Écrire le premier plan.", by=gaelle
        )
    challenges = {one.number: one for one in territory.challenges.all()}
    Proposal.objects.bulk_create(
        Proposal(
            challenge=challenges[number],
            kind=kind,
            name=name,
            email=email,
            text=text,
            at=now - dt.timedelta(days=ago),
            confirmed_at=now - dt.timedelta(days=ago),
        )
        for number, kind, name, email, text, ago in texts.PROPOSALS
    )
    shown = Project.objects.filter(status=Project.Status.PUBLISHED, places__department__code="73").distinct().order_by("pk")
    for challenge, project in zip(challenges.values(), shown[: len(challenges)], strict=False):
        challenge.challenge_projects.create(project=project)
    # What is measured first is the result of the project that answers the first challenge.
    if answering := challenges[1].projects.first():
        territory.indicators.filter(number=1).update(project=answering)


def _review(territory: Territory) -> None:
    """The first year, told and concluded; the updates of the second are expected."""
    chloe, gaelle = person("chloe@demo.test"), person("gaelle@demo.test")
    starts_on = clock.today() - dt.timedelta(days=FOUNDED)
    ends_on = starts_on + dt.timedelta(days=364)
    with days_ago((clock.today() - ends_on).days - 20):
        review = reviews.plan_review(
            territory=territory,
            kind=Review.Kind.YEARLY,
            starts_on=starts_on,
            ends_on=ends_on,
            due_on=ends_on + dt.timedelta(days=60),
            by=chloe,
        )
        reviews.open_review(review=review, by=chloe)
        lights = {one.pk: light for one, light in zip(territory.challenges.all(), texts.LIGHTS, strict=True)}
        reviews.save_lights(review=review, lights=lights, by=chloe)
        reviews.save_narrative(review=review, changes={"narrative": Change(texts.NARRATIVE, 0)}, page="demo", by=chloe)
        reviews.lock_review(review=review, by=chloe)
        plan = [(text, clock.today() + dt.timedelta(days=120)) for text in texts.IMPROVEMENT]
        reviews.conclude_review(review=review, conclusion="continue_with_plan", reasons=texts.CONCLUSION, plan=plan, by=gaelle)
        reviews.publish_review(review=review, by=chloe)
    reviews.schedule_reviews()
