/*
title: Most of a buyer's awards go to one supplier
code: R040
version: 1
area: suppliers
asks: Does one supplier hold {percent} % or more of a buyer's awards, of {least} or more?
measures: share of awards that went to one supplier, in per cent
why: >
  A buyer whose awards nearly all go to one firm depends on it, and others may have given up bidding.
innocent: >
  A buyer with one great need, such as fuel or a hospital's linen, has one supplier. An agreement won in competition brings many
  awards to one firm.
not_assessed:
  few: the buyer has fewer than {least} awards to single suppliers
subject: organisation
rests_on: process_award
parameters: {percent: 50, least: 10}
based_on: Open Contracting Partnership, Red flags in public procurement (2024), R040
*/
WITH counted AS (
  SELECT p.buyer_id, a.supplier_id, min(p.publisher) AS publisher, count(*) AS n, array_agg(a.process_award_id) AS rests_on
  FROM process_award a JOIN process p ON p.process_id = a.process_id
  WHERE a.status = 'active' AND a.supplier_id IS NOT NULL AND a.supplier_id NOT LIKE '%individual-%' AND p.buyer_id IS NOT NULL
  GROUP BY p.buyer_id, a.supplier_id
),
shared AS (
  SELECT *, sum(n) OVER (PARTITION BY buyer_id) AS whole, row_number() OVER (
    PARTITION BY buyer_id ORDER BY n DESC NULLS LAST, supplier_id NULLS LAST
  ) AS place
  FROM counted
)
SELECT
  buyer_id AS subject_id,
  CAST(n AS DOUBLE) * 100 / nullif(whole, 0) AS value,
  CASE WHEN whole >= $least THEN n * 100 >= whole * $percent END AS flagged,
  CASE WHEN whole < $least THEN 'few' END AS not_assessed,
  buyer_id,
  supplier_id,
  publisher AS cohort,
  rests_on
FROM shared
WHERE place = 1
