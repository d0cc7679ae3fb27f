/*
title: The same firm without competition, one award after the other
version: 1
area: competition
asks: Did one office buy the same product or service from one family without competition in {min_years} or more fiscal years, each award following the last within {max_gap_days} days of its end?
measures: fiscal years in a row
why: >
  One award without competition can be chance. A chain of them means that nobody else was asked while there was time to
  ask, and each award makes the next firm's start harder.
innocent: >
  The maker of an instrument repairs it, the owner of a building rents it, a licence can only be renewed by who sold it.
  Two needs may share a code. An office that was given a new code is two offices here, which hides chains.
spares:
  utilities: gas, power, water and telephone of one local provider (PSC S1)
  by_statute: every award of the chain was one that a statute gives to a program (authority OTH or RES)
  research_center: every award of the chain was one to a federally funded research center or kept maker (authority MES)
  small_purchase: together worth at most {small_amount} dollars
not_assessed:
  first_act_not_held: the first acts are not held, so when the awards were made is unknown
  competition_not_printed: no source held prints the office, the code and whether the awards were competed
subject: office
rests_on: award
parameters: {min_years: 3, max_gap_days: 365, small_amount: 250000}
based_on:
  - FAR 6.301(c) (want of planning is no reason) and 6.303-2(b)(11) (what will be done to overcome barriers to competition before the next award)
  - GAO-10-833, Federal contracting, opportunities exist to increase competition (2010)
*/
WITH standing AS (
  SELECT supplier_id, family_id, coalesce(from_on, DATE '0001-01-01') AS from_on, coalesce(to_on, DATE '9999-12-31') AS to_on
  FROM family_member
  WHERE stands
),
told AS (
  SELECT
    a.award_id, a.buyer_id, a.office_id, a.psc, a.competed_code, a.sole_source_code, a.supplier_id, a.first_signed_on,
    CASE WHEN a.first_held = '0' OR a.actions = 0 THEN 1 ELSE 0 END AS from_first,
    coalesce(s.family_id, a.supplier_id) AS holder,
    a.competed_code IN ('B', 'C', 'G') AS alone,
    coalesce(a.could_end_on, a.ends_on, a.first_signed_on) AS last_day,
    year(a.first_signed_on) + CASE WHEN month(a.first_signed_on) >= 10 THEN 1 ELSE 0 END AS fiscal_year,
    CASE WHEN a.ceiling_kind = 'stated' THEN a.ceiling ELSE coalesce(a.obligated, a.obligated_stated, a.exercised) END AS worth
  FROM award a
  LEFT JOIN standing s ON s.supplier_id = a.supplier_id
    AND s.from_on <= a.first_signed_on AND s.to_on >= a.first_signed_on
  WHERE a.vehicle_id IS NULL AND a.kind NOT IN ('delivery_order', 'bpa_call') AND a.supplier_id IS NOT NULL
    AND a.first_signed_on IS NOT NULL
),
rounds AS (
  SELECT
    *,
    sum(CASE WHEN alone THEN 0 ELSE 1 END) OVER (
      PARTITION BY buyer_id, office_id, holder, psc ORDER BY first_signed_on NULLS LAST, award_id NULLS LAST
    ) AS competitions
  FROM told
  WHERE office_id IS NOT NULL AND psc IS NOT NULL AND competed_code IS NOT NULL AND from_first = 1
),
followed AS (
  SELECT
    *,
    max(last_day) OVER (
      PARTITION BY buyer_id, office_id, holder, psc, competitions ORDER BY first_signed_on NULLS LAST, award_id NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS held_until
  FROM rounds
  WHERE alone
),
chained AS (
  SELECT
    *,
    sum(CASE WHEN held_until IS NULL OR date_diff('day', held_until, first_signed_on) > $max_gap_days THEN 1 ELSE 0 END) OVER (
      PARTITION BY buyer_id, office_id, holder, psc ORDER BY first_signed_on NULLS LAST, award_id NULLS LAST
    ) AS chain
  FROM followed
),
chains AS (
  SELECT
    buyer_id, office_id, holder, psc, chain,
    count(DISTINCT fiscal_year) AS years, sum(worth) AS worth, count(*) AS awards, max(supplier_id) AS supplier_id,
    max(first_signed_on) AS latest,
    sum(CASE WHEN sole_source_code IN ('OTH', 'RES', '8AN', '8aN') THEN 1 ELSE 0 END) AS by_statute,
    sum(CASE WHEN sole_source_code = 'MES' THEN 1 ELSE 0 END) AS by_need
  FROM chained
  GROUP BY buyer_id, office_id, holder, psc, chain
),
longest AS (
  SELECT *, row_number() OVER (
    PARTITION BY buyer_id, office_id, holder, psc ORDER BY years DESC NULLS LAST, latest DESC NULLS LAST, chain DESC NULLS LAST
  ) AS place
  FROM chains
),
judged AS (
  SELECT
    *,
    years >= $min_years AS hit,
    CASE
      WHEN psc LIKE 'S1%' THEN 'utilities'
      WHEN by_statute = awards THEN 'by_statute'
      WHEN by_need = awards THEN 'research_center'
      WHEN worth <= $small_amount THEN 'small_purchase'
    END AS filtered
  FROM longest
  WHERE place = 1
),
evidence AS (
  SELECT c.buyer_id, c.office_id, c.holder, c.psc, array_agg(c.award_id) AS awards
  FROM chained c
  JOIN judged j ON j.buyer_id = c.buyer_id AND j.office_id = c.office_id AND j.holder = c.holder AND j.psc = c.psc AND j.chain = c.chain
  WHERE j.hit AND j.filtered IS NULL
  GROUP BY c.buyer_id, c.office_id, c.holder, c.psc
),
unseen AS (
  SELECT
    buyer_id, holder, max(supplier_id) AS supplier_id,
    max(CASE WHEN office_id IS NULL OR psc IS NULL OR competed_code IS NULL THEN 1 ELSE 0 END) AS unprinted
  FROM told
  WHERE office_id IS NULL OR psc IS NULL OR competed_code IS NULL OR from_first = 0
  GROUP BY buyer_id, holder
)
SELECT
  j.buyer_id || '|' || j.office_id || '|' || j.holder || '|' || j.psc AS subject_id,
  j.years AS value,
  j.hit AND j.filtered IS NULL AS flagged,
  CASE WHEN j.hit THEN j.filtered END AS spared,
  CAST(NULL AS VARCHAR) AS not_assessed,
  j.worth AS amount,
  'PSC ' || substr(j.psc, 1, 2) AS cohort,
  j.buyer_id,
  j.office_id,
  j.supplier_id,
  e.awards AS rests_on
FROM judged j
LEFT JOIN evidence e ON e.buyer_id = j.buyer_id AND e.office_id = j.office_id AND e.holder = j.holder AND e.psc = j.psc
UNION ALL
SELECT
  buyer_id || '|' || holder, CAST(NULL AS BIGINT), CAST(NULL AS BOOLEAN), CAST(NULL AS VARCHAR),
  CASE WHEN unprinted = 1 THEN 'competition_not_printed' ELSE 'first_act_not_held' END, NULL, CAST(NULL AS VARCHAR), buyer_id, CAST(NULL AS VARCHAR), supplier_id, NULL
FROM unseen
