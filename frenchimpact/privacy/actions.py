"""Giving people back what is kept about them, and forgetting them."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.holdings import Consequence, Fate, consequences_for, holdings
from frenchimpact.core.mentions import LANGUAGES, unname
from frenchimpact.core.rows import lock
from frenchimpact.mail.actions import forget_sent, queue_mail
from frenchimpact.notifications.actions import notify
from frenchimpact.organisations.rules import operators
from frenchimpact.privacy.facts import DataHandedOver, HoldLifted, HoldSet, PersonErased
from frenchimpact.privacy.models import Erasure, Hold
from frenchimpact.privacy.queries import lines_of
from frenchimpact.privacy.words import FATES, MENTIONS

REPORT_MAIL = "privacy.erased"
LEFT_ALONE = "privacy.left_alone"


@transaction.atomic
def note_handing_over(*, person: User) -> None:
    """Write in the journal that the person took a copy of their data."""
    announce(DataHandedOver(user_id=person.pk), by=person)


@transaction.atomic
def erase_person(*, person: User, by: User | None) -> Erasure:
    """Apply to every table the fate that its room declared, and send the report to the address before it is forgotten.

    All or nothing. Raises Refusal when it is done already, or while a reason obliges to keep.
    """
    person = lock(person)
    if person.erased_at is not None:
        raise Refusal(_("Ce compte est déjà effacé."))
    if Hold.objects.filter(person=person, lifted_at=None).exists():
        raise Refusal(_("Vos données doivent être gardées pour l’instant (RGPD, article 17.3). Demandez pourquoi à l’équipe du programme."))
    address, name, language, alone = person.email, person.full_name, person.language, consequences_for(person)
    announce(PersonErased(user_id=person.pk), by=by)
    report = {}
    # From the top floor down: what points to others goes first, the account last.
    for holding in reversed(holdings()):
        count = holding.forget(person)
        if count:
            report[holding.model._meta.label] = {"fate": holding.fate.value, "count": count}
    named = unname(name, address, _nobody())
    if named:
        report[MENTIONS] = {"fate": Fate.NAMELESS.value, "count": named}
    erasure = Erasure.objects.create(person_number=person.pk, report=report)
    queue_mail(
        to=address,
        kind=REPORT_MAIL,
        subject=_("Votre compte est effacé"),
        template="privacy/mail/erased",
        context={
            "lines": lines_of(erasure),
            "fates": FATES,
            "consequences": alone,
            "url": settings.BASE_URL + reverse("privacy:erased", args=[erasure.key]),
        },
        language=language,
        is_secret=True,
    )
    _tell_operators(alone)
    return erasure


def _nobody() -> dict[str, str]:
    """What stands for them from now on, in each language."""
    words = {}
    for language in LANGUAGES:
        with translation.override(language):
            words[language] = str(User(erased_at=clock.now()))
    return words


def _tell_operators(consequences: list[Consequence]) -> None:
    """What was left without anyone, to those who can find someone; without saying who left."""
    for one in consequences:
        for operator in operators() if one.url else ():
            text = format_lazy("{start} {words}", start=_("Une personne a effacé son compte."), words=one.words)
            notify(person=operator, kind=LEFT_ALONE, text=text, url=one.url, is_task=True)


@transaction.atomic
def forget_reports() -> int:
    """Remove the mails that told people they were erased, once they have left: they carry the address. Gives their number."""
    return forget_sent(kind=REPORT_MAIL)


@transaction.atomic
def set_hold(*, person: User, reason: str, by: User) -> Hold:
    """From now on nothing of the person is erased. Raises Refusal when it is so already, or when nobody is left."""
    person = lock(person)
    if person.erased_at is not None:
        raise Refusal(_("Ce compte est déjà effacé."))
    if Hold.objects.filter(person=person, lifted_at=None).exists():
        raise Refusal(_("Les données de cette personne sont déjà gardées."))
    hold = Hold.objects.create(person=person, reason=reason, by=by)
    announce(HoldSet(user_id=person.pk), by=by)
    return hold


@transaction.atomic
def lift_hold(*, hold: Hold, why: str, by: User) -> None:
    """The reason is over: rules of time and requests of erasure apply again."""
    hold = lock(hold)
    if hold.lifted_at is not None:
        raise Refusal(_("Ce motif est déjà levé."))
    hold.lifted_at, hold.lifted_by, hold.lifted_why = clock.now(), by, why
    hold.save(update_fields=["lifted_at", "lifted_by", "lifted_why"])
    announce(HoldLifted(user_id=hold.person_id), by=by)
