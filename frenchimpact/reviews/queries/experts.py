"""What experts are asked, and what they may see."""

from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from frenchimpact.calls.models import Application
from frenchimpact.core import clock
from frenchimpact.reviews import rules, ties
from frenchimpact.reviews.keys import digest
from frenchimpact.reviews.models import Declaration, Expertise, Jury
from frenchimpact.reviews.queries.files import veil_of
from frenchimpact.reviews.queries.juries import candidates_of


def expertise_by_key(key: str) -> Expertise | None:
    """What was asked behind a link."""
    asked = Expertise.objects.filter(key_digest=digest(key))
    return asked.select_related("jury__cohort__call", "application__organisation", "application__project", "application__lead").first()


def is_readable_by_expert(asked: Expertise) -> bool:
    """Whether the link opens the file: no tie, not answered, not taken back, in time, and the jury still works."""
    return (
        asked.nature == Declaration.Nature.NONE
        and asked.sent_at is None
        and asked.ended_at is None
        and asked.expires_at >= clock.now()
        and asked.jury.state != Jury.State.CLOSED
    )


def flags_of_address(email: str, application: Application) -> list[ties.Flag]:
    """What the product sees by itself between an address and those who apply."""
    return ties.flags(ties.Person(emails=frozenset({email})), candidates_of(application), clock.today())


def expert_code(asked: Expertise, application: Application) -> str:
    """An opaque name for a file, known by this expert's declaration alone."""
    return salted_hmac("reviews.expert", f"{asked.pk}:{application.pk}", algorithm="sha256").hexdigest()[:20]


@dataclass(frozen=True)
class Applicant:
    """A name on which an expert says whether they have a tie."""

    code: str
    name: str
    partners: list[str]


def names_for_expert(asked: Expertise) -> list[Applicant]:
    """Who applies with this file; with all those of the session when files are anonymous, so that nothing tells which one is asked."""
    files = rules.files_before(asked.jury).select_related("organisation").prefetch_related("partners")
    if not asked.jury.is_anonymous:
        files = files.filter(pk=asked.application_id)
    found = [
        Applicant(
            expert_code(asked, one), one.organisation.name, sorted(each.name for each in one.partners.all() if each.declined_at is None)
        )
        for one in files
    ]
    return sorted(found, key=lambda one: (one.name.casefold(), one.code))


@dataclass(frozen=True)
class Heard:
    """An expert's opinion as the jury reads it."""

    name: str
    quality: str
    question: str
    opinion: str


def heard_on(application: Application, jury: Jury) -> list[Heard]:
    """The opinions that experts sent on a file; names hidden when files are anonymous."""
    sent = Expertise.objects.filter(application=application, jury=jury, sent_at__isnull=False, ended_at=None).order_by("sent_at", "pk")
    veil = veil_of(application) if jury.is_anonymous else None
    hide = veil.hide if veil else str
    return [Heard(one.name, one.quality, hide(one.question), hide(one.opinion)) for one in sent]
