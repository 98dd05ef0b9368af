"""Tokens by which machines act for an organisation, and the addresses that are told of public facts."""

from frenchimpact.machines.models.hooks import PING, Attempt, Delivery, Kind, Subscription
from frenchimpact.machines.models.tokens import MachineRequest, Scope, Token, TokenHour

__all__ = ["PING", "Attempt", "Delivery", "Kind", "MachineRequest", "Scope", "Subscription", "Token", "TokenHour"]
