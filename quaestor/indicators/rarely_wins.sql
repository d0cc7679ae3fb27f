/*
title: Bids often and hardly ever wins
code: R025
version: 1
area: suppliers
asks: Does an organisation that bids more often than most win an unusually small share?
measures: share of bids that won
why: >
  A firm that keeps bidding and losing may be there to make a tender look contested.
innocent: >
  A firm new to a market loses often. A firm may be dear and good and win elsewhere, or bid everywhere by routine. Where few
  win, losing is usual.
subject: organisation
rests_on: process
parameters: {percentile: 75, threshold: -1, exclude_procurement_method_details: ""}
based_on: Open Contracting Partnership, Red flags in public procurement (2024), R025; Cardinal R025, whose results it equals
*/
-- Counted once a process, where one active award went to one supplier and no award is undecided. percentile: from which number of
-- processes on an organisation bids often. threshold: the share won at which it is small; below zero it is told from the store
-- itself, as the lower quartile less one and a half times the distance between quartiles. A tender that was cancelled, and a procedure named in exclude_procurement_method_details, is outside the question.
WITH decided AS (
  SELECT process_id FROM process
  WHERE (status IS NULL OR status <> 'cancelled')
    AND ($exclude_procurement_method_details = '' OR method_details IS NULL OR replace(
      '|' || $exclude_procurement_method_details || '|', '|' || method_details || '|', ''
    ) = '|' || $exclude_procurement_method_details || '|')
    AND awards_active = 1 AND awards_open = 0 AND bids IS NOT NULL
),
winner AS (
  SELECT a.process_id, a.supplier_id
  FROM process_award a JOIN decided d ON d.process_id = a.process_id
  WHERE a.status = 'active' AND a.suppliers = 1 AND a.supplier_id IS NOT NULL
),
tried AS (
  SELECT
    b.tenderer_id, b.process_id, max(CASE WHEN b.tenderer_id = w.supplier_id THEN 1 ELSE 0 END) AS won
  FROM bid b JOIN winner w ON w.process_id = b.process_id
  WHERE b.status = 'valid' AND b.tenderers = 1 AND b.tenderer_id IS NOT NULL
  GROUP BY b.tenderer_id, b.process_id
),
counted AS (
  SELECT tenderer_id AS organisation_id, count(*) AS tried, sum(won) AS won, CAST(sum(won) AS DOUBLE) / nullif(count(*), 0) AS ratio
  FROM tried
  GROUP BY tenderer_id
),
ordered AS (
  SELECT
    CAST(ratio AS DOUBLE) AS x,
    row_number() OVER (ORDER BY ratio NULLS LAST) AS place,
    count(*) OVER () AS n
  FROM counted
),
-- Quartiles between the two values beside place (3n + 5) / 12 and (9n + 7) / 12: the estimate that leans to no side.
beside AS (
  SELECT
    max(n) AS n,
    max(CASE WHEN 12 * place <= 3 * n + 5 AND 12 * place + 12 > 3 * n + 5 THEN place END) AS low,
    max(CASE WHEN 12 * place <= 3 * n + 5 AND 12 * place + 12 > 3 * n + 5 THEN x END) AS low_x,
    max(CASE WHEN 12 * place - 12 <= 3 * n + 5 AND 12 * place > 3 * n + 5 THEN x END) AS low_next,
    max(CASE WHEN 12 * place <= 9 * n + 7 AND 12 * place + 12 > 9 * n + 7 THEN place END) AS high,
    max(CASE WHEN 12 * place <= 9 * n + 7 AND 12 * place + 12 > 9 * n + 7 THEN x END) AS high_x,
    max(CASE WHEN 12 * place - 12 <= 9 * n + 7 AND 12 * place > 9 * n + 7 THEN x END) AS high_next
  FROM ordered
),
quartile AS (
  SELECT
    coalesce(low_x + ((n + CAST(1 AS DOUBLE) / 3) * (CAST(1 AS DOUBLE) / 4) + CAST(1 AS DOUBLE) / 3 - low) * (low_next - low_x), low_next, low_x)
      AS q1,
    coalesce(high_x + ((n + CAST(1 AS DOUBLE) / 3) * (CAST(3 AS DOUBLE) / 4) + CAST(1 AS DOUBLE) / 3 - high) * (high_next - high_x), high_x)
      AS q3
  FROM beside
),
often AS (
  SELECT tried AS x, row_number() OVER (ORDER BY tried NULLS LAST) AS place, count(*) OVER () AS n FROM counted
),
around AS (
  SELECT
    max(n) AS n,
    max(CASE WHEN 300 * place <= (3 * n + 1) * $percentile + 100 AND 300 * place + 300 > (3 * n + 1) * $percentile + 100 THEN place END)
      AS below,
    max(CASE WHEN 300 * place <= (3 * n + 1) * $percentile + 100 AND 300 * place + 300 > (3 * n + 1) * $percentile + 100 THEN x END)
      AS at_x,
    max(CASE WHEN 300 * place - 300 <= (3 * n + 1) * $percentile + 100 AND 300 * place > (3 * n + 1) * $percentile + 100 THEN x END)
      AS next_x
  FROM often
),
fence AS (
  SELECT
    CASE WHEN $threshold >= 0 THEN CAST($threshold AS DOUBLE) ELSE q1 - (q3 - q1) * (CAST(3 AS DOUBLE) / 2) END AS low,
    CASE WHEN $threshold >= 0 THEN CAST(1 AS DOUBLE) ELSE q1 END AS q1,
    coalesce(
      at_x + ((n + CAST(1 AS DOUBLE) / 3) * (CAST($percentile AS DOUBLE) / 100) + CAST(1 AS DOUBLE) / 3 - below) * (next_x - at_x),
      CAST(at_x AS DOUBLE), CAST(next_x AS DOUBLE)
    ) AS many
  FROM quartile CROSS JOIN around
)
SELECT
  c.organisation_id,
  c.ratio AS value,
  f.q1 > 0 AND f.low > 0 AND c.tried >= f.many AND c.ratio <= f.low AS flagged,
  'tenderers of decided processes' AS cohort
FROM counted c CROSS JOIN fence f
