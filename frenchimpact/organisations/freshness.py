"""Sheets that their people promised to look at again: asked when the day has come, confirmed on the page or by answering the mail."""

import re
from collections.abc import Iterable

from django.conf import settings
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.core.text import fold
from frenchimpact.inbound.rules import Reply, Understood, reply_address
from frenchimpact.notifications.actions import notify
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations import actions, queries, rules
from frenchimpact.organisations.actions.states import reference_of
from frenchimpact.organisations.models import Membership, Organisation
from frenchimpact.organisations.queries.sheets import FRESHNESS, PROMISED_AT

TOPIC = "or"
AT_ONCE = 500
# What people write first, before they answer.
_GREETING = re.compile(
    r"^(?:(?:bonjour|bonsoir|salut|hello|hi|dear|madame|monsieur|mesdames|messieurs|cher|chere|a tous|a toutes|et)(?: |$))+"
)
_YES = re.compile(
    r"^(?:ok|oui|yes|d accord|(?:c|tout|elle|la fiche) est (?:toujours |bien |encore )*(?:ok|bon|juste|exacte?|correcte?|a jour)|"
    r"(?:toujours |bien )?a jour|(?:je |nous )?(?:vous )?confirm\w*|(?:everything is )?(?:still )?up to date|correct|exact|inchangee?)\b"
)
_BUT = re.compile(r"\b(?:pas|non|plus|sauf|mais|hormis|not|no|but|except|changer|change|modifier|corriger|remplacer)\b")


def late_sheets() -> QuerySet[Organisation]:
    """Sheets whose promise is over, and that somebody could confirm; the oldest promises first."""
    editors = Membership.objects.filter(organisation=OuterRef("pk"), until=None, role__in=EDITORS, user__is_active=True)
    late = Organisation.objects.filter(Exists(editors), closed_on=None).annotate(promised_at=PROMISED_AT)
    return late.filter(promised_at__lt=clock.now()).order_by("promised_at", "pk")


EDITORS = (Membership.Role.ADMIN, Membership.Role.EDITOR)


def ask_freshness() -> int:
    """Ask the people of each late sheet, once for each promise. Gives how many sheets."""
    count = 0
    told = Notice.objects.filter(kind=FRESHNESS, done_at=None, reference=Concat(Value("S-"), Cast(OuterRef("pk"), CharField())))
    for organisation in late_sheets().exclude(Exists(told))[:AT_ONCE]:
        _ask(organisation)
        count += 1
    return count


def _ask(organisation: Organisation) -> None:
    due_on = queries.freshness(organisation).due_on
    members = organisation.memberships.filter(until=None, role__in=EDITORS, user__is_active=True).select_related("user")
    with translation.override(settings.LANGUAGE_CODE):
        page = reverse("atlas:organisation", args=[organisation.slug])
    for member in members:
        notify(
            person=member.user,
            kind=FRESHNESS,
            event=f"{organisation.pk}:{due_on}",
            text=format_lazy(gettext_lazy("La fiche de {name} est-elle toujours à jour ?"), name=organisation.name),
            subject=gettext_lazy("Votre fiche est-elle toujours à jour ?"),
            url=page,
            is_task=True,
            due_on=due_on,
            reference=reference_of(organisation),
            thing=organisation.name,
            template="organisations/mail/freshness",
            context={"organisation": organisation},
            reply_to=reply_address(member.user, TOPIC, organisation.pk),
        )


def still_asked(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """The person may still confirm that sheet."""
    named = Membership.objects.annotate(named=Concat(Value("S-"), Cast("organisation", CharField())))
    return notices.filter(Exists(named.filter(named=OuterRef("reference"), user=OuterRef("person"), until=None, role__in=EDITORS)))


def find_for_reply(person: User, organisation_id: int) -> Organisation | None:
    """The sheet, if the person may confirm it."""
    organisation = Organisation.objects.filter(pk=organisation_id).first()
    return organisation if organisation is not None and rules.can_edit_organisation(person, organisation) else None


def page_of(organisation: Organisation) -> str:
    """Where a person confirms the sheet, or begins to correct it."""
    return reverse("atlas:organisation", args=[organisation.slug])


def is_yes(text: str) -> bool:
    """Whether an answer plainly says that the sheet is right: short, and without a reserve."""
    lines = [line for line in text.splitlines() if line.strip()]
    words = _GREETING.sub("", fold(" ".join(lines)))
    return bool(lines) and len(words) <= 80 and bool(_YES.match(words)) and not _BUT.search(words)


def take_reply(reply: Reply) -> Understood:
    """« à jour » confirms the sheet; anything else asks to change it on the page. Raises Refusal."""
    organisation: Organisation = reply.thing
    if not is_yes(reply.text):
        raise Refusal(
            _(
                "Nous n’avons pas reconnu « à jour ». Si la fiche est juste, répondez « à jour ». "
                "Sinon, corrigez-la sur sa page : votre message n’a rien changé."
            )
        )
    actions.confirm_organisation(organisation=organisation, by=reply.person)
    ignored: Iterable[str] = [one.name for one in reply.attachments]
    with translation.override(settings.LANGUAGE_CODE):
        page = reverse("atlas:organisation", args=[organisation.slug])
    words = gettext_lazy("La fiche est confirmée à la date d’aujourd’hui.")
    return Understood(words, page, refused_files=[(name, _("cette réponse n’attend pas de fichier")) for name in ignored])
