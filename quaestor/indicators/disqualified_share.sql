/*
title: Many bids disqualified
code: R038
version: 1
area: competition
asks: Is an unusually large share of the bids to a buyer, to a procuring entity or by a tenderer disqualified?
measures: share of bids disqualified
why: >
  A buyer that disqualifies more than others may be choosing its winners; a firm that is disqualified more than others may bid
  for show.
innocent: >
  Some goods need permits that many lack. A small firm without practice makes faults. One large tender with many bidders can
  make the share.
not_assessed:
  few_bids: fewer bids than the least number asked for
subject: organisation
rests_on: process
parameters: {threshold: -1, minimum_submitted_bids: 2, minimum_contracting_processes: 2, exclude_procurement_method_details: ""}
high_base_rate: where hardly any bid is disqualified every organisation with one is far from the rest
based_on: Open Contracting Partnership, Red flags in public procurement (2024), R038; Cardinal R038, whose results it equals
*/
-- The subject is an organisation in one part: buyer, procuring entity or tenderer. minimum_contracting_processes is held, as Cardinal
-- does, against the number of bids. threshold: the share from which it is large; below zero it is told from the store itself for each
-- part, as the upper quartile and one and a half times the distance between quartiles. A tender that was cancelled, and a procedure named in exclude_procurement_method_details, is outside the question.
WITH considered AS (
  SELECT process_id, buyer_id, procuring_entity_id FROM process
  WHERE (status IS NULL OR status <> 'cancelled')
    AND ($exclude_procurement_method_details = '' OR method_details IS NULL OR replace(
      '|' || $exclude_procurement_method_details || '|', '|' || method_details || '|', ''
    ) = '|' || $exclude_procurement_method_details || '|')
    AND submitted > 0
),
submitted AS (
  SELECT b.process_id, b.bid_id, c.buyer_id, c.procuring_entity_id, CASE WHEN b.status = 'disqualified' THEN 1 ELSE 0 END AS out
  FROM bid b JOIN considered c ON c.process_id = b.process_id
  WHERE b.status NOT IN ('invited', 'withdrawn')
),
told AS (
  SELECT 'buyer' AS role, buyer_id AS organisation_id, out FROM submitted WHERE buyer_id IS NOT NULL
  UNION ALL
  SELECT 'procuring entity', procuring_entity_id, out FROM submitted WHERE procuring_entity_id IS NOT NULL
  UNION ALL
  SELECT 'tenderer', t.organisation_id, s.out
  FROM process_party t JOIN submitted s ON s.bid_id = t.of_id
  WHERE t.role = 'tenderer' AND t.organisation_id IS NOT NULL
),
counted AS (
  SELECT
    role, organisation_id, count(*) AS bids, CAST(sum(out) AS DOUBLE) / nullif(count(*), 0) AS ratio,
    CASE WHEN role = 'tenderer' THEN $minimum_submitted_bids ELSE $minimum_contracting_processes END AS least
  FROM told
  GROUP BY role, organisation_id
),
enough AS (SELECT role, ratio FROM counted WHERE bids >= least),
ordered AS (
  SELECT
    role, CAST(ratio AS DOUBLE) AS x,
    row_number() OVER (PARTITION BY role ORDER BY ratio NULLS LAST) AS place,
    count(*) OVER (PARTITION BY role) AS n
  FROM enough
),
-- Quartiles between the two values beside place (3n + 5) / 12 and (9n + 7) / 12: the estimate that leans to no side.
beside AS (
  SELECT
    role, max(n) AS n,
    max(CASE WHEN 12 * place <= 3 * n + 5 AND 12 * place + 12 > 3 * n + 5 THEN place END) AS low,
    max(CASE WHEN 12 * place <= 3 * n + 5 AND 12 * place + 12 > 3 * n + 5 THEN x END) AS low_x,
    max(CASE WHEN 12 * place - 12 <= 3 * n + 5 AND 12 * place > 3 * n + 5 THEN x END) AS low_next,
    max(CASE WHEN 12 * place <= 9 * n + 7 AND 12 * place + 12 > 9 * n + 7 THEN place END) AS high,
    max(CASE WHEN 12 * place <= 9 * n + 7 AND 12 * place + 12 > 9 * n + 7 THEN x END) AS high_x,
    max(CASE WHEN 12 * place - 12 <= 9 * n + 7 AND 12 * place > 9 * n + 7 THEN x END) AS high_next
  FROM ordered
  GROUP BY role
),
quartile AS (
  SELECT
    role, coalesce(low_x + ((n + CAST(1 AS DOUBLE) / 3) * (CAST(1 AS DOUBLE) / 4) + CAST(1 AS DOUBLE) / 3 - low) * (low_next - low_x), low_next, low_x)
      AS q1,
    coalesce(high_x + ((n + CAST(1 AS DOUBLE) / 3) * (CAST(3 AS DOUBLE) / 4) + CAST(1 AS DOUBLE) / 3 - high) * (high_next - high_x), high_x)
      AS q3
  FROM beside
),
fence AS (
  SELECT role, CASE WHEN $threshold >= 0 THEN CAST($threshold AS DOUBLE) ELSE q3 + (q3 - q1) * (CAST(3 AS DOUBLE) / 2) END AS high FROM quartile
)
SELECT
  c.role || ': ' || c.organisation_id AS subject_id,
  c.ratio AS value,
  CASE WHEN c.bids >= c.least THEN f.high > 0 AND c.ratio >= f.high END AS flagged,
  CASE WHEN c.bids < c.least THEN 'few_bids' END AS not_assessed,
  c.role AS cohort
FROM counted c LEFT JOIN fence f ON f.role = c.role
