"""The import inside the database: lines wait in a temporary table, and every question is asked of all of them at once."""

from frenchimpact.organisations.queries import PROVEN_SQL

CREATE = """
DROP TABLE IF EXISTS grants_line, grants_plan;
CREATE TEMPORARY TABLE grants_line (
  n integer, line integer, problem text, mark text, has_own_mark boolean, funder_name varchar, funder_number varchar,
  beneficiary_name varchar, beneficiary_number varchar, title varchar, amount numeric(14,2), paid numeric(14,2), "on" date, origin varchar,
  instrument varchar, decision varchar, nature varchar, conditions varchar, pays_from date, pays_until date, share numeric(9,6),
  register_number varchar, is_notified boolean, scheme varchar, source_url varchar, own_reference varchar, is_regrant boolean,
  source_key varchar, funder_vehicle bigint, beneficiary_vehicle bigint, funder_doubt text DEFAULT '', beneficiary_doubt text DEFAULT '');
"""
COLUMNS = (
    "n",
    "line",
    "problem",
    "mark",
    "has_own_mark",
    "funder_name",
    "funder_number",
    "beneficiary_name",
    "beneficiary_number",
    "title",
    "amount",
    "paid",
    '"on"',
    "origin",
    "instrument",
    "decision",
    "nature",
    "conditions",
    "pays_from",
    "pays_until",
    "share",
    "register_number",
    "is_notified",
    "scheme",
    "source_url",
    "own_reference",
    "is_regrant",
)
COPY = f"COPY grants_line ({', '.join(COLUMNS)}) FROM STDIN"
INDEX = "ALTER TABLE grants_line ADD PRIMARY KEY (n); ANALYZE grants_line;"

# One grant shared between several beneficiaries: each line says the whole amount and its own part. The parts must make the whole.
SHARES = """
UPDATE grants_line l SET amount = round(l.amount * l.share, 2), paid = CASE WHEN l.paid > 0 THEN round(l.amount * l.share, 2) ELSE 0 END
FROM (
  SELECT funder_number, funder_name, decision, "on", title, amount FROM grants_line WHERE problem = '' AND share < 1
  GROUP BY funder_number, funder_name, decision, "on", title, amount HAVING count(*) > 1 AND sum(share) BETWEEN 0.99 AND 1.01
) shared
WHERE l.problem = '' AND l.share < 1 AND (l.funder_number, l.funder_name, l.decision, l."on", l.title, l.amount)
  = (shared.funder_number, shared.funder_name, shared.decision, shared."on", shared.title, shared.amount)
  AND round(l.amount * l.share, 2) > 0;
"""

# The publisher's own mark, or a digest with the rank of the line among those that are alike.
KEYS = """
UPDATE grants_line l SET source_key = CASE WHEN l.has_own_mark THEN l.mark ELSE md5(l.mark) || '-' || ranked.rank END
FROM (SELECT n, row_number() OVER (PARTITION BY mark ORDER BY n) AS rank FROM grants_line WHERE problem = '') ranked
WHERE ranked.n = l.n;
"""
TWICE = """
UPDATE grants_line l SET problem = format(%s, first.line) FROM (
  SELECT source_key, min(n) AS n, min(line) AS line FROM grants_line WHERE problem = '' GROUP BY source_key HAVING count(*) > 1
) first WHERE first.source_key = l.source_key AND l.n > first.n AND l.problem = '';
"""

# A publisher's own mark is its own: another funder that bears the same one says nothing of the grant known under it.
STRANGERS = """
UPDATE grants_line l SET problem = %(words)s FROM commitments_commitment c
WHERE l.problem = '' AND l.has_own_mark AND c.source_name = %(source)s AND c.source_key = l.source_key
  AND CASE WHEN l.funder_number <> '' AND c.funder_number <> '' THEN left(l.funder_number, 9) <> left(c.funder_number, 9)
    ELSE core_fold(l.funder_name) <> core_fold(c.funder_name) END;
"""

# Which commitment each line is: by its key, or our own reference when the file is ours.
PLAN = """
CREATE TEMPORARY TABLE grants_plan AS
SELECT l.n, coalesce(own.id, known.id) AS id, own.id IS NOT NULL AS is_own, false AS is_recognised, false AS is_new_key
FROM grants_line l
LEFT JOIN commitments_commitment known ON known.source_name = %(source)s AND known.source_key = l.source_key
LEFT JOIN commitments_commitment own ON own.reference = nullif(l.own_reference, '')
WHERE l.problem = '';
ALTER TABLE grants_plan ADD PRIMARY KEY (n);
ANALYZE grants_plan;
"""

# Money that is written here already, typed by somebody or brought in from another sort of file: the same funder, beneficiary and amount
# within a month. Each commitment is the twin of one line at most.
RECOGNISE = """
WITH written AS (
  SELECT c.id, left(c.funder_number, 9) AS funder,
    coalesce(nullif(left(c.beneficiary_number, 9), ''), core_fold(c.beneficiary_name)) AS to_whom,
    c.gross - c.cancelled AS amount, c.committed_on, row_number() OVER (PARTITION BY left(c.funder_number, 9),
      coalesce(nullif(left(c.beneficiary_number, 9), ''), core_fold(c.beneficiary_name)), c.gross - c.cancelled
      ORDER BY c.committed_on, c.id) AS rank
  FROM commitments_commitment c
  WHERE c.funder_number <> '' AND c.source_name <> %(source)s AND c.state <> 'cancelled'
    AND NOT EXISTS (SELECT 1 FROM grants_plan q WHERE q.id = c.id)
), lines AS (
  -- Only where such an amount is written: names are not folded for nothing.
  SELECT l.n, left(l.funder_number, 9) AS funder,
    coalesce(nullif(left(l.beneficiary_number, 9), ''), core_fold(l.beneficiary_name)) AS to_whom, l.amount, l."on",
    row_number() OVER (PARTITION BY left(l.funder_number, 9),
      coalesce(nullif(left(l.beneficiary_number, 9), ''), core_fold(l.beneficiary_name)), l.amount ORDER BY l."on", l.n) AS rank
  FROM grants_line l JOIN grants_plan p USING (n)
  WHERE p.id IS NULL AND l.funder_number <> '' AND l.amount IN (SELECT amount FROM written)
)
UPDATE grants_plan p SET id = w.id, is_recognised = true FROM lines l JOIN written w USING (funder, to_whom, amount, rank)
WHERE p.n = l.n AND w.committed_on BETWEEN l."on" - 31 AND l."on" + 31;
"""
# The same line as one brought in before from this sort of file, save for its numbers: a spreadsheet had destroyed them, or they were mended
# since; or for its decision, when our own file lent it the reference of the commitment.
MENDED = """
WITH near AS (
  SELECT c.id, c.reference, c.committed_on AS "on", c.gross - c.cancelled AS amount, c.funder_number, c.beneficiary_number,
    core_fold(c.funder_name) AS funder, core_fold(c.beneficiary_name) AS to_whom, core_fold(c.title) AS what,
    core_fold(coalesce(t.decision, '')) AS act
  FROM commitments_commitment c LEFT JOIN commitments_terms t ON t.commitment_id = c.id
  WHERE c.source_name = %(source)s AND c.source_key <> '' AND c.run_id IS NOT NULL
    AND (c.committed_on, c.gross - c.cancelled) IN (
      SELECT l."on", l.amount FROM grants_line l JOIN grants_plan p USING (n) WHERE p.id IS NULL AND NOT l.has_own_mark)
    AND NOT EXISTS (SELECT 1 FROM grants_plan q WHERE q.id = c.id)
), written AS (
  SELECT *, row_number() OVER (PARTITION BY "on", amount, funder, to_whom, what, act ORDER BY id) AS rank FROM near
), lines AS (
  SELECT l.n, l."on", l.amount, l.funder_number, l.beneficiary_number, l.decision, core_fold(l.funder_name) AS funder,
    core_fold(l.beneficiary_name) AS to_whom, core_fold(l.title) AS what,
    CASE WHEN l.decision ~ '^E-[0-9]{4}-[0-9]{4,}$' THEN '' ELSE core_fold(l.decision) END AS act
  FROM grants_line l JOIN grants_plan p USING (n)
  WHERE p.id IS NULL AND NOT l.has_own_mark AND (l."on", l.amount) IN (SELECT "on", amount FROM near)
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY "on", amount, funder, to_whom, what, act ORDER BY n) AS rank FROM lines
)
UPDATE grants_plan p SET id = w.id, is_recognised = true
FROM ranked r JOIN written w USING ("on", amount, funder, to_whom, what, act, rank)
WHERE p.n = r.n AND (r.decision !~ '^E-[0-9]{4}-[0-9]{4,}$' OR r.decision = w.reference)
  AND (r.funder_number = '' OR w.funder_number = '' OR left(r.funder_number, 9) = left(w.funder_number, 9))
  AND (r.beneficiary_number = '' OR w.beneficiary_number = '' OR left(r.beneficiary_number, 9) = left(w.beneficiary_number, 9));
"""
# They take the numbers that they lacked, and the key by which the line will be known from now on.
KEEP_MENDED = """
UPDATE commitments_commitment c SET source_key = l.source_key,
  funder_number = coalesce(nullif(c.funder_number, ''), l.funder_number),
  beneficiary_number = coalesce(nullif(c.beneficiary_number, ''), l.beneficiary_number),
  funder_id = coalesce(c.funder_id,
    (SELECT o.id FROM organisations_organisation o
      WHERE o.siret = nullif(l.funder_number, '') AND c.funder_vehicle_id IS NULL AND PROVEN)),
  beneficiary_id = coalesce(c.beneficiary_id,
    (SELECT o.id FROM organisations_organisation o WHERE o.siret = nullif(l.beneficiary_number, '') AND c.beneficiary_vehicle_id IS NULL))
FROM grants_plan p JOIN grants_line l USING (n)
WHERE p.id = c.id AND p.is_recognised AND NOT l.has_own_mark AND c.source_name = %(source)s AND c.source_key <> l.source_key;
""".replace("PROVEN", PROVEN_SQL.format("o"))
# Typed commitments take the key of the line that they are, so that they are known again after an amendment.
KEEP_KEYS = """
UPDATE commitments_commitment c SET source_name = %(source)s, source_key = l.source_key
FROM grants_plan p JOIN grants_line l USING (n) WHERE p.id = c.id AND p.is_recognised AND c.source_key = '';
"""

# What differs from what this sort of file had brought; what a person typed stays.
_CHANGED = """
FROM grants_line l JOIN grants_plan p USING (n) JOIN commitments_commitment c ON c.id = p.id
LEFT JOIN commitments_terms t ON t.commitment_id = c.id
WHERE l.problem = '' AND NOT p.is_own AND NOT p.is_recognised AND c.run_id IS NOT NULL AND (
  l.amount <> c.gross - c.cancelled OR l.paid > c.paid
  OR (l.title, l.decision, l.conditions, l.scheme, l.source_url, l.register_number)
    IS DISTINCT FROM (c.title, t.decision, t.conditions, t.scheme, t.source_url, t.register_number))
"""
TOO_LOW = """
UPDATE grants_line SET problem = format(%s, c.paid) FROM grants_plan p, commitments_commitment c
WHERE grants_line.n = p.n AND c.id = p.id AND NOT p.is_own AND NOT p.is_recognised AND c.run_id IS NOT NULL
  AND grants_line.amount < greatest(c.paid, grants_line.paid) AND grants_line.problem = '' AND c.paid > 0;
"""
# What was given up lives again with another amount: not beside another commitment that answers the same request.
REVIVED = """
UPDATE grants_line l SET problem = %s FROM grants_plan p, commitments_commitment c
WHERE l.n = p.n AND c.id = p.id AND NOT p.is_own AND NOT p.is_recognised AND c.run_id IS NOT NULL AND l.problem = ''
  AND c.state IN ('cancelled', 'recovered') AND c.request_id IS NOT NULL AND l.amount <> c.gross - c.cancelled
  AND EXISTS (SELECT 1 FROM commitments_commitment o
    WHERE o.request_id = c.request_id AND o.id <> c.id AND o.state NOT IN ('cancelled', 'recovered'));
"""
COUNT = f"""
SELECT (SELECT count(*) FROM grants_line),
  (SELECT count(*) FROM grants_plan p JOIN grants_line l USING (n) WHERE p.id IS NULL AND l.problem = ''),
  (SELECT count(*) {_CHANGED}), (SELECT count(*) FROM grants_line WHERE problem <> ''),
  (SELECT count(*) FROM grants_plan WHERE is_recognised),
  (SELECT count(*) FROM grants_plan p JOIN grants_line l USING (n)
    WHERE p.id IS NULL AND l.problem = '' AND (l.funder_vehicle IS NOT NULL OR l.beneficiary_vehicle IS NOT NULL))
"""  # noqa: S608  constants of this module

# Keys are taken first, so that what belongs to a commitment is written with it.
INSERT = """
WITH taken AS MATERIALIZED (
  SELECT l.n, row_number() OVER (ORDER BY l.n) + %(first)s - 1 AS number,
    nextval(pg_get_serial_sequence('commitments_commitment', 'id')) AS id
  FROM grants_line l JOIN grants_plan p USING (n)
  WHERE p.id IS NULL AND l.problem = '' AND l.n >= %(from)s AND l.n < %(to)s
), made AS (
  INSERT INTO commitments_commitment (id, reference, funder_id, funder_vehicle_id, beneficiary_vehicle_id, funder_name, funder_number,
    beneficiary_id, beneficiary_name,
    beneficiary_number, title, instrument, origin, public_share, is_preexisting, regime, region_id, theme, state, committed_on, signed_on,
    source_name, source_key, run_id, created_at, created_by_id, changed_at, is_demo, gross, cancelled, paid, justified, recovered)
  SELECT taken.id, 'E-' || %(year)s || '-' || lpad(taken.number::text, greatest(4, length(taken.number::text)), '0'),
    CASE WHEN l.funder_vehicle IS NULL THEN coalesce(f1.id, f2.id) END, l.funder_vehicle, l.beneficiary_vehicle,
    l.funder_name, l.funder_number,
    CASE WHEN l.beneficiary_vehicle IS NULL THEN coalesce(b1.id, b2.id, b3.id) END,
    l.beneficiary_name, l.beneficiary_number, l.title, l.instrument, l.origin,
    CASE WHEN l.origin LIKE 'public_%%' THEN 1 ELSE 0 END, false,
    -- SCDL's « notificationUE » says whether it is given under the general de minimis regulation.
    CASE WHEN l.is_notified THEN 'de_minimis_general' ELSE 'unknown' END, place.region_id, '',
    CASE WHEN l.paid = 0 THEN 'signed' WHEN l.paid < l.amount THEN 'partly_paid' ELSE 'paid' END,
    l."on", l."on", %(source)s, l.source_key, %(run)s, %(now)s, %(by)s, %(now)s, false, 0, 0, 0, 0, 0
  FROM taken JOIN grants_line l USING (n)
  -- By one number at a time: each is a hash of the whole directory, never a search line by line.
  LEFT JOIN organisations_organisation f1 ON f1.siret = nullif(l.funder_number, '') AND PROVEN_1
  LEFT JOIN organisations_organisation f2 ON f2.siren = nullif(left(l.funder_number, 9), '') AND f2.siret = '' AND PROVEN_2
  LEFT JOIN organisations_organisation b1 ON b1.siret = nullif(l.beneficiary_number, '')
  LEFT JOIN organisations_organisation b2 ON b2.siren = nullif(left(l.beneficiary_number, 9), '') AND b2.siret = ''
  LEFT JOIN organisations_organisation b3 ON b3.rna = nullif(l.beneficiary_number, '')
  LEFT JOIN geo_place place ON place.id = coalesce(b1.commune_id, b2.commune_id, b3.commune_id) AND l.beneficiary_vehicle IS NULL
), told AS (
  INSERT INTO commitments_terms (commitment_id, decision, nature, conditions, pays_from, pays_until, rate, register_number, is_notified,
    scheme, source_url)
  SELECT taken.id, l.decision, l.nature, l.conditions, l.pays_from, CASE WHEN l.pays_from IS NOT NULL THEN l.pays_until END, NULL,
    l.register_number, l.is_notified, l.scheme, l.source_url
  FROM taken JOIN grants_line l USING (n)
)
UPDATE grants_plan p SET id = taken.id, is_new_key = true FROM taken WHERE p.n = taken.n;
""".replace("PROVEN_1", PROVEN_SQL.format("f1")).replace("PROVEN_2", PROVEN_SQL.format("f2"))
# Lines of the ledger for what is new: the act, then what was paid.
_LINE = """
INSERT INTO commitments_entry (commitment_id, kind, amount, net, value_on, recorded_at, by_id, note, region_id, theme, instrument, origin,
  public_share, is_preexisting, is_from_vehicle, vehicle_kind)
SELECT c.id, {kind}, {amount}, {net}, {on}, %(now)s, %(by)s, '', c.region_id, c.theme, c.instrument, c.origin, c.public_share,
  c.is_preexisting, c.funder_vehicle_id IS NOT NULL, coalesce(v.kind, '')
FROM grants_line l JOIN grants_plan p USING (n) JOIN commitments_commitment c ON c.id = p.id
LEFT JOIN commitments_vehicle v ON v.id = c.beneficiary_vehicle_id
WHERE l.problem = '' AND l.n >= %(from)s AND l.n < %(to)s AND {which} ORDER BY l.n
"""
SIGNED = _LINE.format(kind="'signed'", amount="l.amount", net="l.amount", on='l."on"', which="p.is_new_key")
PAID = _LINE.format(kind="'paid'", amount="l.paid", net="0", on='coalesce(l.pays_from, l."on")', which="p.is_new_key AND l.paid > 0")
_SAME = "NOT p.is_new_key AND NOT p.is_own AND NOT p.is_recognised AND c.run_id IS NOT NULL"
AMENDED = _LINE.format(
    kind="'amended'",
    amount="l.amount - (c.gross - c.cancelled)",
    net="l.amount - (c.gross - c.cancelled)",
    on='l."on"',
    which=f"{_SAME} AND l.amount <> c.gross - c.cancelled",
)
PAID_MORE = _LINE.format(
    kind="'paid'", amount="l.paid - c.paid", net="0", on='coalesce(l.pays_from, l."on")', which=f"{_SAME} AND l.paid > c.paid"
)
# The words and the state of what changed, once its lines are written.
UPDATE = f"""
UPDATE commitments_commitment c SET title = l.title, changed_at = %(now)s,
  state = CASE WHEN c.paid = 0 THEN CASE WHEN c.gross = c.cancelled THEN 'cancelled' ELSE 'amended' END
    WHEN c.paid < c.gross - c.cancelled THEN 'partly_paid' WHEN c.recovered = c.paid THEN 'recovered'
    WHEN c.justified >= c.paid - c.recovered THEN 'justified' ELSE 'paid' END
FROM grants_line l JOIN grants_plan p USING (n)
WHERE c.id = p.id AND l.problem = '' AND l.n >= %(from)s AND l.n < %(to)s AND {_SAME} AND p.is_changed
"""  # noqa: S608  constants of this module
UPDATE_TERMS = f"""
UPDATE commitments_terms t SET decision = l.decision, conditions = l.conditions, scheme = l.scheme, source_url = l.source_url,
  register_number = l.register_number
FROM grants_line l JOIN grants_plan p USING (n), commitments_commitment c
WHERE t.commitment_id = p.id AND c.id = p.id AND l.problem = '' AND l.n >= %(from)s AND l.n < %(to)s AND {_SAME} AND p.is_changed
"""  # noqa: S608  constants of this module
MARK_CHANGED = f"""
ALTER TABLE grants_plan ADD COLUMN is_changed boolean NOT NULL DEFAULT false;
UPDATE grants_plan SET is_changed = true WHERE n IN (SELECT l.n {_CHANGED});
"""  # noqa: S608  constants of this module
REFUSED = "SELECT n, line, problem, mark, title FROM grants_line WHERE problem <> '' ORDER BY n"
