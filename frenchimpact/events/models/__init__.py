"""Tables of events, by noun."""

from frenchimpact.events.models.events import Event, EventChange, EventCounter, Quota, Session, Speaker, Tour
from frenchimpact.events.models.registrations import Feedback, Registration

__all__ = ["Event", "EventChange", "EventCounter", "Feedback", "Quota", "Registration", "Session", "Speaker", "Tour"]
