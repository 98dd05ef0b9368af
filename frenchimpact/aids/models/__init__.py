"""Aids: the catalogue, its rules as data, matches that explain themselves, alerts, requests and introductions."""

from frenchimpact.aids.models.alerts import Alert, Find, Reminder
from frenchimpact.aids.models.catalogue import Aid, AidChange, AidDay, AidDocument, AidPlace, AidReport, LinkCheck
from frenchimpact.aids.models.harvest import Refusal, Run, Source, Twin
from frenchimpact.aids.models.matching import Bit, Face, Rule, Terms
from frenchimpact.aids.models.requests import Choice, Contest, FundingRequest, Introduction, Message, RequestEvent
from frenchimpact.aids.models.variants import VariantProposal
from frenchimpact.aids.models.words import LENT, Instrument, Origin, Regime

__all__ = [
    "LENT",
    "Aid",
    "AidChange",
    "AidDay",
    "AidDocument",
    "AidPlace",
    "AidReport",
    "Alert",
    "Bit",
    "Choice",
    "Contest",
    "Face",
    "Find",
    "FundingRequest",
    "Instrument",
    "Introduction",
    "LinkCheck",
    "Message",
    "Origin",
    "Refusal",
    "Regime",
    "Reminder",
    "RequestEvent",
    "Rule",
    "Run",
    "Source",
    "Terms",
    "Twin",
    "VariantProposal",
]
