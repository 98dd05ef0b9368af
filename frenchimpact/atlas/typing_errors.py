"""Mistyped words: what they may have meant, among the words that public sheets use."""

from django.db import connection


def distance(one: str, other: str) -> int:
    """How many letters are added, lost, changed or swapped between two words."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, right in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]


def corrections(words: list[str], *, is_prefix: bool = False) -> dict[str, str]:
    """For each word that no sheet uses, the used word closest to it. `is_prefix`: the last word is not finished yet."""
    wanted = [word for word in words if len(word) >= 4 and not word.isdigit()]
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT typed, near.word, near.uses FROM unnest(%s::text[]) typed CROSS JOIN LATERAL ("
            " SELECT word, uses FROM atlas_word WHERE word %% typed ORDER BY similarity(word, typed) DESC, uses DESC LIMIT 12) near"
            " WHERE NOT EXISTS (SELECT 1 FROM atlas_word known WHERE known.word = typed)",
            [wanted],
        )
        near = cursor.fetchall()
    best: dict[str, tuple[int, int, str]] = {}
    for typed, word, uses in near:
        unfinished = is_prefix and typed == words[-1] and len(word) > len(typed)
        far = min(distance(typed, word), distance(typed, word[: len(typed)]) if unfinished else 99)
        if far <= (1 if len(typed) < 6 else 2):
            best[typed] = min(best.get(typed, (99, 0, "")), (far, -uses, word))
    return {typed: word for typed, (_far, _uses, word) in best.items()}
