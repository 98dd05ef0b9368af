"""The cache of PostgreSQL, which a page that may only read neither fills nor cleans."""

from typing import Any

from django.core.cache.backends.db import DatabaseCache

from frenchimpact.core import read_only


class ReadableCache(DatabaseCache):
    """Read as usual, whatever may be written."""

    def _base_set(self, mode: str, key: str, value: Any, *args: Any, **kwargs: Any) -> bool:
        return False if read_only.is_on() else bool(super()._base_set(mode, key, value, *args, **kwargs))  # type: ignore[misc]  # untyped, and there

    def _base_delete_many(self, keys: Any) -> bool:
        return False if read_only.is_on() else bool(super()._base_delete_many(keys))  # type: ignore[misc]  # untyped, and there
