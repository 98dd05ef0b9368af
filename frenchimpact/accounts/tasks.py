"""Housekeeping of sign-in."""

from importlib import import_module

from django.conf import settings
from django.tasks import task

from frenchimpact.accounts import actions
from frenchimpact.core.queue import every


@every("7 3 * * *")
@task
def tidy() -> None:
    """Forget what no longer opens anything: old requests, parked forms, sessions that ended."""
    actions.forget_old_requests()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    actions.forget_closed_sessions()


@every("*/5 * * * *")
@task
def end_looks() -> None:
    """A look whose browser was closed is written down as over."""
    actions.end_late_looks()
