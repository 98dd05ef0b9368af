"""A second instance, on a database of its own, harvests the first one, which serves its pages: nothing between them but HTTP."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
import pytest
from django.db import connection
from psycopg import sql
from pytest_django.fixtures import Settings

from frenchimpact.geo.tests.factories import make_places
from frenchimpact.labels.queries import own_issuer
from frenchimpact.methods.tests.factories import make_method
from frenchimpact.offers.tests.factories import make_offer
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.vocabularies.tests.factories import make_terms
from tests import template

ROOT = Path(__file__).resolve().parent.parent.parent
SIRET = "83012345600019"


class Second:
    """Another instance: its commands run in processes of their own."""

    def __init__(self, folder: Path, first: str) -> None:
        self.first, self.name = first, f"frenchimpact_second_{os.getpid()}"
        given = connection.get_connection_params()
        where = urlencode({"host": given["host"]}, quote_via=quote)
        self.address = f"postgresql://{given.get('user', '')}@/{self.name}?{where}"
        self.link = {key: value for key, value in given.items() if key in {"host", "user", "port", "password"}}
        kept = {name: value for name, value in os.environ.items() if name not in {"DEMO_MODE", "BRAND_SKIN"}}
        own = {"DATABASE_URL": self.address, "DATA_DIR": str(folder), "DEBUG": "1", "FEDERATION_ORIGINS": first}
        self.variables = {**kept, **own, "BASE_URL": "http://127.0.0.1:1"}

    def harvest(self) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "manage.py", "harvest_instance", self.first, "--name", "La première"]
        return subprocess.run(command, cwd=ROOT, env=self.variables, capture_output=True, text=True, check=False)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(**self.link, dbname=self.name, autocommit=True) as link:
            return link.execute(statement).fetchall()


@pytest.fixture
def second(live_server: Any, settings: Settings, tmp_path: Path) -> Iterator[Second]:
    settings.BASE_URL = live_server.url
    make_places()
    make_terms()
    found = Second(tmp_path, live_server.url)
    name = sql.Identifier(found.name)
    with psycopg.connect(**found.link, dbname="postgres", autocommit=True) as link:
        link.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(name))
        link.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, sql.Identifier(template.name())))
    yield found
    with psycopg.connect(**found.link, dbname="postgres", autocommit=True) as link:
        link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


@pytest.mark.django_db(transaction=True)
def test_a_second_instance_started_beside_the_first_harvests_it(second: Second) -> None:
    holder = make_organisation(name="Les ateliers", siret=SIRET)
    make_organisation(name="Une autre")
    make_offer(organisation=holder, title="Des bureaux prêtés")
    make_method("tronc-commun")
    done = second.harvest()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "new: 4" in done.stdout
    found = second.rows("SELECT kind, title, url FROM federation_record ORDER BY kind, title")
    assert [(kind, title) for kind, title, _url in found if kind != "methode"] == [
        ("offre", "Des bureaux prêtés"),
        ("organisation", "Les ateliers"),
        ("organisation", "Une autre"),
    ]
    assert all(url.startswith(f"{second.first}/") for _kind, _title, url in found)
    assert second.rows("SELECT did, keys FROM federation_peer") == [(own_issuer()[0][0], own_issuer()[1])]
    # The same again: nothing is doubled. Then one is withdrawn, then it comes back.
    assert "same: 4" in second.harvest().stdout
    Organisation.objects.filter(siret="").update(is_published=False)
    assert "withdrawn: 1" in second.harvest().stdout
    assert second.rows("SELECT title FROM federation_record WHERE gone_at IS NOT NULL") == [("Une autre",)]
    Organisation.objects.update(is_published=True)
    assert "changed: 1" in second.harvest().stdout
    assert second.rows("SELECT count(*) FROM federation_record WHERE gone_at IS NULL") == [(4,)]
