"""Django's PostgreSQL engine; with a PGDATA it first makes sure that the packaged server runs."""

from typing import Any

from django.db import OperationalError
from django.db.backends.postgresql import base

from config.postgres import server
from config.postgres.diagnosis import ServerRefused


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        if "PGDATA" in self.settings_dict:
            try:
                self.settings_dict.update(server.ensure(self.settings_dict["PGDATA"]))
            except ServerRefused as refused:
                raise OperationalError(str(refused)) from refused
        return super().get_connection_params()
