"""What waits for those who run the programme in the catalogue of aids."""

from dataclasses import dataclass

from django.db import connection

from frenchimpact.aids.queries.links import BROKEN


@dataclass(frozen=True)
class Waiting:
    """How many things wait for a person, by page of the catalogue."""

    to_read: int = 0
    # Sources that fail, and aids that a source no longer gives.
    sources: int = 0
    twins: int = 0
    contests: int = 0
    links: int = 0

    @property
    def total(self) -> int:
        """All that somebody expects: links are seen once a week by those who open their page."""
        return self.to_read + self.sources + self.twins + self.contests


_WORK = """
SELECT
  (SELECT count(*) FROM aids_aid WHERE status = 'submitted')
    + (SELECT count(*) FROM aids_aidreport r JOIN aids_aid a ON a.id = r.aid_id WHERE r.closed_at IS NULL AND a.funder_id IS NULL)
    + (SELECT count(*) FROM aids_variantproposal v JOIN aids_aid a ON a.id = v.aid_id JOIN aids_aid g ON g.id = v.generic_id
       WHERE v.state = 'asked' AND a.status = 'published' AND g.status = 'published' AND g.is_generic),
  (SELECT count(*) FROM aids_source WHERE is_active AND failures_count > 0) + (SELECT count(*) FROM aids_aid WHERE gone_at IS NOT NULL),
  (SELECT count(*) FROM aids_twin WHERE state = 'open'),
  (SELECT count(*) FROM aids_contest WHERE answered_at IS NULL),
  (SELECT count(*) FROM (BROKEN) broken)
"""


def waiting(*, has_links: bool = True) -> Waiting:
    """One statement. `has_links`: count the links that no longer answer too, which reads the last visit of each aid."""
    with connection.cursor() as cursor:
        cursor.execute(_WORK.replace("BROKEN", BROKEN if has_links else "SELECT WHERE false"))
        return Waiting(*cursor.fetchone())
