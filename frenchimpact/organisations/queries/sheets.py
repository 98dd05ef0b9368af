"""Reading one sheet, and whether it keeps its promise."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import CharField, DurationField, Exists, F, Func, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from frenchimpact.core import clock
from frenchimpact.journal import queries as journal
from frenchimpact.journal.models import Entry
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations import rules
from frenchimpact.organisations.models import Organisation


def find_organisation(user: rules.Anyone, slug: str) -> Organisation:
    """The organisation of that address, among those that the person may see. Raises Http404."""
    found = (
        rules.visible_organisations(user)
        .select_related("commune__department", "commune__region", "commune__epci", "confirmed_by")
        .filter(slug=slug)
        .first()
    )
    if found is None:
        raise Http404
    return found


def names_seen(user: rules.Anyone, keys: Collection[int]) -> dict[int, journal.Named]:
    """What these sheets are called, those that the person may see: for the trail of what they did."""
    seen = rules.visible_organisations(user).filter(pk__in=keys).values_list("pk", "name", "slug")
    return {pk: journal.Named(name, reverse("atlas:organisation", args=[slug])) for pk, name, slug in seen}


def was_public(organisation: Organisation) -> bool:
    """Whether a sheet that is not public was so before: someone took it off."""
    return journal.entries_for(organisation).filter(fact="organisations.OrganisationUnpublished").exists()


def find_sheet(user: rules.Anyone, slug: str) -> Organisation:
    """The organisation of that public address: one that the person may see, or one that was public and says so. Raises Http404."""
    found = Organisation.objects.select_related("commune__department", "commune__region", "confirmed_by").filter(slug=slug).first()
    if found is None or not (found.is_published or is_visible(user, found) or was_public(found)):
        raise Http404
    return found


def is_visible(user: rules.Anyone, organisation: Organisation) -> bool:
    """Whether the person may read the sheet."""
    return organisation.is_published or rules.visible_organisations(user).filter(pk=organisation.pk).exists()


@dataclass(frozen=True)
class Freshness:
    """Whether the sheet keeps its owner's promise: when it was confirmed, and until when that holds."""

    confirmed_at: dt.datetime | None
    due_on: dt.date | None

    @property
    def is_late(self) -> bool:
        """Whether it is time to look at it again. A sheet that nobody ever confirmed promised nothing."""
        return self.due_on is not None and self.due_on < clock.today()


# The kind of notice that asks whether a sheet is still right.
FRESHNESS = "organisations.freshness"
# When the owner's promise ends, as the database counts it.
PROMISED_AT = F("confirmed_at") + Func(
    F("freshness_months"), template="make_interval(months => %(expressions)s)", output_field=DurationField()
)


def promised_before(end: dt.datetime) -> QuerySet[Organisation]:
    """Sheets whose promise ends before then, and of which nobody is asked yet; nearest first."""
    reference = Concat(Value("S-"), Cast(OuterRef("pk"), CharField()))
    asked = Notice.objects.filter(kind=FRESHNESS, done_at=None, due_on__isnull=False, reference=reference)
    promised = Organisation.objects.filter(closed_on=None, confirmed_at__isnull=False).annotate(promised_at=PROMISED_AT)
    return promised.filter(~Exists(asked), promised_at__lt=end).order_by("promised_at", "pk")


def freshness(organisation: Organisation) -> Freshness:
    """What the owner's promise says today."""
    if organisation.confirmed_at is None:
        return Freshness(None, None)
    on = timezone.localdate(organisation.confirmed_at)
    months = on.year * 12 + on.month - 1 + organisation.freshness_months
    year, month = divmod(months, 12)
    last_day = (dt.date(year + (month == 11), (month + 1) % 12 + 1, 1) - dt.timedelta(days=1)).day
    return Freshness(organisation.confirmed_at, dt.date(year, month + 1, min(on.day, last_day)))


def last_change(organisation: Organisation, names: Iterable[str]) -> Entry | None:
    """The latest entry of the journal that changed one of these fields."""
    changes = journal.entries_for(organisation).filter(fact="organisations.OrganisationUpdated")[:50]
    wanted = set(names)
    return next((one for one in changes if wanted & set(one.fields.get("fields", ()))), None)
