"""Django's PostgreSQL engine. With a PGDATA it first makes sure that the packaged server runs; a kept connection is checked for free."""

import select
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

    def is_usable(self) -> bool:
        """Whether the connection still works. One that nothing was heard from is taken to be: a server that leaves says so.

        Django asks this at the first statement of each request, by a statement of its own.
        """
        if self.connection is not None and not self.connection.closed:
            heard = select.poll()
            heard.register(self.connection.fileno(), select.POLLIN)
            if not heard.poll(0):
                return True
        return super().is_usable()
