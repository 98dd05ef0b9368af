"""Making the index again, and the words that mistyped searches are compared with. Day to day the database keeps it by itself."""

from django.db import connection, transaction

# Sheets whose descriptions lend their words, beside every title: enough to know the language of the field.
DESCRIPTIONS_READ = 30_000


@transaction.atomic
def rebuild_index() -> int:
    """Compute every entry and every count again; give the number of entries."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE atlas_entry IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("DELETE FROM atlas_entry")
        cursor.execute("DELETE FROM atlas_tally")
        cursor.execute("SELECT atlas_refresh(1, (SELECT array_agg(id) FROM organisations_organisation WHERE is_published))")
        cursor.execute("SELECT atlas_refresh(2, (SELECT array_agg(id) FROM projects_project WHERE status = 'published'))")
        cursor.execute("SELECT count(*) FROM atlas_entry")
        (entries,) = cursor.fetchone()
    return int(entries)


@transaction.atomic
def rebuild_words() -> int:
    """List the words of titles, places, themes and of a sample of descriptions; give how many."""
    texts = f"""
      SELECT to_tsvector('simple', title_fold) FROM atlas_entry
      UNION ALL SELECT to_tsvector('simple', core_fold(name)) FROM geo_place WHERE is_current
      UNION ALL SELECT to_tsvector('simple', core_fold(fr || ' ' || en)) FROM vocabularies_term WHERE scheme = 'theme'
      UNION ALL (SELECT to_tsvector('simple', core_fold(left(problem || ' ' || answer, 5000))) FROM projects_project
        WHERE status = 'published' ORDER BY published_at DESC LIMIT {DESCRIPTIONS_READ})
      UNION ALL (SELECT to_tsvector('simple', core_fold(left(description, 5000))) FROM organisations_organisation
        WHERE is_published AND description <> '' ORDER BY id DESC LIMIT {DESCRIPTIONS_READ})
    """  # noqa: S608 - a constant of ours
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM atlas_word")
        cursor.execute(
            "INSERT INTO atlas_word (word, uses) SELECT word, ndoc FROM ts_stat(%s) WHERE word ~ '^[a-z]{3,30}$' ORDER BY word"
            " ON CONFLICT (word) DO UPDATE SET uses = excluded.uses",
            [texts],
        )
        return int(cursor.rowcount)


@transaction.atomic
def fold_counts() -> None:
    """Add up the differences that writers left, so that reading the counts stays short."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH rows AS (DELETE FROM atlas_tally RETURNING kind, facet, n) INSERT INTO atlas_tally (kind, facet, n)"
            " SELECT kind, facet, sum(n) FROM rows GROUP BY kind, facet HAVING sum(n) <> 0"
        )
