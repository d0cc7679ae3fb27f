/*
title: Supplier of unusually many kinds of goods
code: R048
version: 1
area: suppliers
asks: Does a supplier deliver unusually many kinds of goods and services, by the first {digits} digits of their classification?
measures: kinds of goods and services won
why: >
  A firm that supplies everything from paper to roads may be a go-between that adds a margin and no competence.
innocent: >
  Wholesalers, general stores and large groups do sell everything. Classifications are entered by hand, and one buyer may put
  the same thing under several heads.
not_assessed:
  few_processes: awarded in fewer processes than the least number asked for, where few kinds are to be expected
subject: organisation
rests_on: process
parameters: {digits: 2, threshold: -1, minimum_contracting_processes: 20, exclude_procurement_method_details: ""}
based_on: Open Contracting Partnership, Red flags in public procurement (2024), R048; Cardinal R048, whose results it equals
*/
-- Over active awards to one supplier alone. threshold: the number of kinds from which it is many; below zero it is told from the store
-- itself, as the upper quartile and one and a half times the distance between quartiles. A tender that was cancelled, and a procedure named in exclude_procurement_method_details, is outside the question.
WITH considered AS (
  SELECT process_id FROM process
  WHERE (status IS NULL OR status <> 'cancelled')
    AND ($exclude_procurement_method_details = '' OR method_details IS NULL OR replace(
      '|' || $exclude_procurement_method_details || '|', '|' || method_details || '|', ''
    ) = '|' || $exclude_procurement_method_details || '|')
),
supplied AS (
  SELECT DISTINCT a.supplier_id, a.process_id, substr(i.classification, 1, $digits) AS kind
  FROM process_award a
  JOIN considered c ON c.process_id = a.process_id
  JOIN item i ON i.of_id = a.process_award_id
  WHERE a.status = 'active' AND a.suppliers = 1 AND a.supplier_id IS NOT NULL AND i.stage = 'award' AND i.classification IS NOT NULL
),
counted AS (
  SELECT supplier_id AS organisation_id, count(DISTINCT process_id) AS processes, count(DISTINCT kind) AS kinds
  FROM supplied
  GROUP BY supplier_id
),
enough AS (SELECT kinds FROM counted WHERE processes >= $minimum_contracting_processes),
ordered AS (
  SELECT
    CAST(kinds AS DOUBLE) AS x,
    row_number() OVER (ORDER BY kinds NULLS LAST) AS place,
    count(*) OVER () AS n
  FROM enough
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
fence AS (SELECT CASE WHEN $threshold >= 0 THEN CAST($threshold AS DOUBLE) ELSE q3 + (q3 - q1) * (CAST(3 AS DOUBLE) / 2) END AS high FROM quartile)
SELECT
  c.organisation_id,
  c.kinds AS value,
  CASE WHEN c.processes >= $minimum_contracting_processes THEN c.kinds >= f.high END AS flagged,
  CASE WHEN c.processes < $minimum_contracting_processes THEN 'few_processes' END AS not_assessed,
  'suppliers in enough processes' AS cohort
FROM counted c CROSS JOIN fence f
