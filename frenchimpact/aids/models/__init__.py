"""Aids: the catalogue, its rules as data, matches that explain themselves, alerts, requests and introductions."""

from frenchimpact.aids.models.words import Instrument, Origin, Regime

__all__ = ["Instrument", "Origin", "Regime"]
