"""The public API, version 1: open to all, public data only. One file a collection: putting it here makes it part of the interface.

Read-only, but for the values of a project, given by its own secret key, and what an organisation's tokens write (`machine_auth`).
Questions (POST /matches) are not kept.

Its views stand behind no door on purpose: everything they can reach is what a visitor without an account sees.
"""

from importlib import import_module
from pkgutil import iter_modules

from frenchimpact.opendata.api.interface import api

__all__ = ["api"]

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
