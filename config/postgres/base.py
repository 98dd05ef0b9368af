"""Django's PostgreSQL engine; with HOST "embedded" it first makes sure that the packaged server runs."""

from typing import Any

from django.db.backends.postgresql import base

from config.postgres import server


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        if self.settings_dict["HOST"] == "embedded":
            self.settings_dict.update(server.ensure(self.settings_dict["PGDATA"]))
        return super().get_connection_params()
