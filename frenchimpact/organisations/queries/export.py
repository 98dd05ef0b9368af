"""Every sheet, under the columns of the import."""

from collections.abc import Iterator

from django.db import connection

EXPORT_COLUMNS = (
    "nom",
    "siren",
    "siret",
    "rna",
    "categorie_juridique",
    "type",
    "commune",
    "adresse",
    "site",
    "courriel",
    "description",
    "themes",
    "publication",
    "id_source",
)
# The columns of `import_organisations`, so that what comes out may come back in. A sheet that no source numbered is named by its address.
EXPORT_SQL = """
SELECT o.name, o.siren, o.siret, o.rna, o.legal_category, array_to_string(o.kinds, '|'), COALESCE(c.code, ''), o.address, o.website,
  o.email, o.description, array_to_string(o.themes, '|'), CASE WHEN o.is_published THEN 'oui' ELSE 'non' END,
  CASE WHEN o.source_key = '' THEN 'slug:' || o.slug ELSE o.source_key END
FROM organisations_organisation o LEFT JOIN geo_place c ON c.id = o.commune_id
"""
PUBLIC_EXPORT_SQL = EXPORT_SQL + "WHERE o.is_published ORDER BY o.id"


def export_rows(*, is_public_only: bool = True) -> Iterator[tuple[str, ...]]:
    """Every organisation under the columns of the import, as a stream. Must run inside a transaction."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(PUBLIC_EXPORT_SQL if is_public_only else EXPORT_SQL + "WHERE o.merged_into_id IS NULL ORDER BY o.id")
        yield from cursor
