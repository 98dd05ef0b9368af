"""Tables of events, by noun."""

from frenchimpact.events.models.captures import Capture, Card
from frenchimpact.events.models.events import REPORT_DAYS, Event, EventChange, EventCounter, Quota, Session, Speaker, Tour
from frenchimpact.events.models.registrations import Feedback, Letter, Registration

__all__ = [
    "REPORT_DAYS",
    "Capture",
    "Card",
    "Event",
    "EventChange",
    "EventCounter",
    "Feedback",
    "Letter",
    "Quota",
    "Registration",
    "Session",
    "Speaker",
    "Tour",
]
