"""The only code that writes to people's inboxes and choices."""

from frenchimpact.notifications.actions.choosing import (
    allow_mails,
    choose_rhythm,
    mute_thing,
    send_stop_links,
    send_test,
    set_habit,
    stop_mails,
    unmute_thing,
)
from frenchimpact.notifications.actions.digests import Due, due_digests, send_digests
from frenchimpact.notifications.actions.news import News, tell_news, write_news
from frenchimpact.notifications.actions.telling import finish_tasks, mark_read, notify

__all__ = [
    "Due",
    "News",
    "allow_mails",
    "choose_rhythm",
    "due_digests",
    "finish_tasks",
    "mark_read",
    "mute_thing",
    "notify",
    "send_digests",
    "send_stop_links",
    "send_test",
    "set_habit",
    "stop_mails",
    "tell_news",
    "unmute_thing",
    "write_news",
]
