"""A second instance started beside the first harvests it: what appears there appears here, what goes there goes here, even when it dies."""

import http.client
import re
from pathlib import Path

from drills.instance import Broken, Instance, say

# Enough that a cut would show, few enough that an import is short.
COUNT = 300


def run(folder: Path) -> list[str]:
    """Two instances, each with its database, its pages and its keys. Raises Broken."""
    first = Instance(folder / "first")
    origin = first.variables["BASE_URL"]
    second = Instance(folder / "second", FEDERATION_ORIGINS=origin)
    say("Preparing two instances…")
    try:
        for one in (first, second):
            one.manage("prepare")
        _publish(first, folder, range(COUNT))
        for one in (first, second):
            one.start("web")
            one.wait_until_ready()
        return _follow(first, second, origin)
    finally:
        for one in (first, second):
            one.stop()


def _publish(first: Instance, folder: Path, numbers: range) -> None:
    """So many organisations of the first one, by the file that anybody imports."""
    path = folder / "organisations.csv"
    lines = [f"Atelier numéro {number},association,d-{number}" for number in numbers]
    path.write_text("\n".join(["nom,type,id_source", *lines, ""]), "utf-8")
    first.manage("import_organisations", str(path))


def _follow(first: Instance, second: Instance, origin: str) -> list[str]:
    found = _harvest(second, origin)
    if (found["new"], found["refused"]) != (found["read"], 0) or found["read"] < COUNT:
        raise Broken(f"the first reading: {found}")
    again = _harvest(second, origin)
    if again["same"] != found["read"]:
        raise Broken(f"the same again: {again}")
    status, page = second.get("/ailleurs/?q=atelier")
    if status != http.client.OK or f"{origin[7:]}" not in page:
        raise Broken(f"the list of what others publish does not name its source ({status})")
    ((record, title),) = second.query("SELECT id, title FROM federation_record WHERE title = 'Atelier numéro 7'")
    with first.connect() as link:
        link.execute("UPDATE organisations_organisation SET is_published = false WHERE name = %s", [title])
    if (gone := _harvest(second, origin)["withdrawn"]) != 1 or second.get(f"/ailleurs/{record}/")[0] != http.client.GONE:
        raise Broken(f"{gone} withdrawn instead of one, or its address does not say so")
    with first.connect() as link:
        link.execute("UPDATE organisations_organisation SET is_published = true WHERE name = %s", [title])
    if _harvest(second, origin)["changed"] != 1 or second.get(f"/ailleurs/{record}/")[0] != http.client.OK:
        raise Broken("what came back there did not come back here")
    say("Killing the first one…")
    first.kill("web")
    try:
        second.manage("harvest_instance", origin)
    except Broken:
        pass
    else:
        raise Broken("an instance that is dead was read")
    ((left,),) = second.query("SELECT count(*) FROM federation_record WHERE gone_at IS NULL")
    if left != found["read"]:
        raise Broken(f"{left} left of {found['read']} after the death of the first one")
    return [
        f"{found['read']} things harvested and none doubled by a second reading; one withdrawn (410) and back at the same address;"
        f" the first one killed, {left} still there"
    ]


def _harvest(second: Instance, origin: str) -> dict[str, int]:
    """The report of a reading."""
    said = second.manage("harvest_instance", origin)
    return {word: int(count) for word, count in re.findall(r"^(\w+): (\d+)$", said, re.MULTILINE)}
