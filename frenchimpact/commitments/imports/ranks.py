"""Lines that say the same but for their amounts: each is known again by its amount first, so that their order in the file says nothing."""

from collections import Counter, defaultdict

from django.db import connection

_LINES = """
SELECT md5(mark), n, amount FROM grants_line WHERE problem = '' AND NOT has_own_mark
  AND mark IN (SELECT mark FROM grants_line WHERE problem = '' AND NOT has_own_mark GROUP BY mark HAVING count(*) > 1)
ORDER BY md5(mark), amount, n
"""
_KNOWN = """
SELECT split_part(source_key, '-', 1), source_key, gross - cancelled FROM commitments_commitment
WHERE source_name = %s AND source_key LIKE ANY(%s) ORDER BY id
"""
_TELL = "UPDATE grants_line l SET source_key = told.key FROM unnest(%s::int[], %s::varchar[]) told (n, key) WHERE told.n = l.n"


def keep_ranks(source: str) -> None:
    """Give each of these lines the key of the commitment of that amount; the others take the keys that are left, in order."""
    with connection.cursor() as cursor:
        cursor.execute(_LINES)
        groups = defaultdict(list)
        for mark, n, amount in cursor.fetchall():
            groups[mark].append((n, amount))
        if not groups:
            return
        known = defaultdict(list)
        cursor.execute(_KNOWN, [source, [f"{mark}-%" for mark in groups]])
        for mark, key, amount in cursor.fetchall():
            known[mark].append((key, amount))
        told = [pair for mark, lines in groups.items() for pair in _keys(mark, lines, known[mark])]
        cursor.execute(_TELL, [list(column) for column in zip(*told, strict=True)])


def _keys[A](mark: str, lines: list[tuple[int, A]], known: list[tuple[str, A]]) -> list[tuple[int, str]]:
    found: dict[int, str] = {}
    left = Counter(key for key, _amount in known)
    for n, amount in lines:
        key = next((key for key, theirs in known if theirs == amount and left[key]), "")
        if key:
            found[n], left[key] = key, 0
    free = [key for key, _amount in known if left[key]]
    taken = {key for key, _amount in known}
    free += [key for rank in range(1, len(lines) + len(known) + 1) if (key := f"{mark}-{rank}") not in taken]
    others = [n for n, _amount in lines if n not in found]
    return [*found.items(), *zip(others, free, strict=False)]
