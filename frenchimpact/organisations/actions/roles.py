"""Giving a programme role for some time."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.organisations.models import Assignment


@transaction.atomic
def give_role(*, user: User, role: str, ends_on: dt.date, by: User | None) -> None:
    """The person holds the role from today until that day at least, over the whole programme. What they hold already is lengthened."""
    today = clock.today()
    User.objects.select_for_update().get(pk=user.pk)
    held = Assignment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), user=user, role=role, perimeter=None).first()
    if held is None:
        Assignment.objects.create(user=user, role=role, starts_on=today, ends_on=ends_on, given_by=by)
    elif held.ends_on is not None and held.ends_on < ends_on:
        held.ends_on = ends_on
        held.save(update_fields=["ends_on"])
