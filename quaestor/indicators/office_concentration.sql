/*
title: An office's money in one family, for years
version: 1
area: suppliers
asks: Did one family get {min_share} percent or more of what an office awarded in a fiscal year, with a concentration of {min_hhi} or more, for {min_years} years running?
measures: share of the money that went to one family, in per cent
why: >
  An office that buys from one family year after year has no price to compare and nobody to turn to. Whether others could
  do the work is worth asking once a year.
innocent: >
  Some offices are made for one program with one builder. One large award can fill a year and a small office. Orders
  under a vehicle were competed when the vehicle was. What an office buys through others is not seen.
spares:
  small_office: the year's awards were together worth at most {small_amount} dollars
not_assessed:
  office_not_printed: no source held prints the offices of this buyer's awards of the year
  year_not_whole: the buyer's records of the year are not held whole, are cut short or hold fewer than {min_rows} rows, so that shares would lie (with partial_years 1 they are measured all the same)
  few_awards: fewer than {min_awards} awards with money held
subject: office
rests_on: award
parameters: {min_share: 50, min_hhi: 2500, min_years: 2, min_awards: 10, partial_years: 0, min_rows: 100, small_amount: 1000000}
based_on:
  - US Department of Justice and Federal Trade Commission, Horizontal Merger Guidelines (2010) (highly concentrated above 2,500; the 2023 guidelines say 1,800)
  - Open Contracting Partnership, Red flags in public procurement (2024), high share of a buyer's contracts to one supplier
*/
WITH standing AS (
  SELECT supplier_id, family_id, coalesce(from_on, DATE '0001-01-01') AS from_on, coalesce(to_on, DATE '9999-12-31') AS to_on
  FROM family_member
  WHERE stands
),
whole AS (
  SELECT DISTINCT c.agency_id, c.fiscal_year
  FROM coverage c
  LEFT JOIN (SELECT DISTINCT source, agency_id, fiscal_year FROM scope WHERE rule = 'full') s
    ON s.source = c.source AND s.agency_id = c.agency_id AND s.fiscal_year = c.fiscal_year
  WHERE (s.source IS NOT NULL AND NOT c.cut_short AND c.held >= $min_rows) OR $partial_years = 1
),
told AS (
  SELECT
    a.award_id, a.buyer_id, a.office_id, a.supplier_id,
    CASE WHEN w.agency_id IS NULL THEN 0 ELSE 1 END AS whole_year,
    coalesce(s.family_id, a.supplier_id) AS holder,
    year(a.first_signed_on) + CASE WHEN month(a.first_signed_on) >= 10 THEN 1 ELSE 0 END AS fiscal_year,
    coalesce(a.obligated, a.obligated_stated, a.exercised, CASE WHEN a.ceiling_kind = 'stated' THEN a.ceiling END) AS worth
  FROM award a
  LEFT JOIN standing s ON s.supplier_id = a.supplier_id
    AND s.from_on <= a.first_signed_on AND s.to_on >= a.first_signed_on
  LEFT JOIN whole w ON w.agency_id = a.buyer_id
    AND w.fiscal_year = year(a.first_signed_on) + CASE WHEN month(a.first_signed_on) >= 10 THEN 1 ELSE 0 END
  WHERE a.kind NOT IN ('idc', 'fss', 'gwac', 'boa', 'bpa', 'other_transaction_idv', 'unknown_vehicle')
    AND a.supplier_id IS NOT NULL AND a.first_signed_on IS NOT NULL
    AND (a.first_held = '0' OR a.actions = 0)
),
held AS (
  SELECT buyer_id, office_id, fiscal_year, holder, sum(worth) AS worth, count(*) AS awards, max(supplier_id) AS supplier_id, min(whole_year) AS whole_year
  FROM told
  WHERE office_id IS NOT NULL AND worth > 0
  GROUP BY buyer_id, office_id, fiscal_year, holder
),
shares AS (
  SELECT
    *,
    sum(worth) OVER (PARTITION BY buyer_id, office_id, fiscal_year) AS whole,
    sum(awards) OVER (PARTITION BY buyer_id, office_id, fiscal_year) AS all_awards,
    row_number() OVER (PARTITION BY buyer_id, office_id, fiscal_year ORDER BY worth DESC NULLS LAST, holder NULLS LAST) AS place
  FROM held
),
years AS (
  SELECT
    buyer_id, office_id, fiscal_year,
    max(whole) AS whole,
    max(all_awards) AS all_awards,
    min(whole_year) AS whole_year,
    max(CASE WHEN place = 1 THEN holder END) AS holder,
    max(CASE WHEN place = 1 THEN supplier_id END) AS supplier_id,
    max(CASE WHEN place = 1 THEN worth END) AS worth,
    sum(CAST(worth AS DOUBLE) * 100 / nullif(CAST(whole AS DOUBLE), 0) * CAST(worth AS DOUBLE) * 100 / nullif(CAST(whole AS DOUBLE), 0)) AS hhi
  FROM shares
  GROUP BY buyer_id, office_id, fiscal_year
),
high AS (
  SELECT
    *,
    worth * 100 >= whole * $min_share AND round(hhi, 4) >= $min_hhi AND all_awards >= $min_awards AND whole_year = 1 AS concentrated
  FROM years
),
numbered AS (
  SELECT
    buyer_id, office_id, fiscal_year, holder,
    fiscal_year - row_number() OVER (PARTITION BY buyer_id, office_id, holder ORDER BY fiscal_year NULLS LAST) AS island
  FROM high
  WHERE concentrated
),
running AS (
  SELECT
    buyer_id, office_id, fiscal_year,
    row_number() OVER (PARTITION BY buyer_id, office_id, holder, island ORDER BY fiscal_year NULLS LAST) AS years_running
  FROM numbered
),
judged AS (
  SELECT
    h.*,
    coalesce(r.years_running, 0) >= $min_years AS hit,
    CASE WHEN h.whole <= $small_amount THEN 'small_office' END AS filtered,
    CASE WHEN h.whole_year = 0 THEN 'year_not_whole' WHEN h.all_awards < $min_awards THEN 'few_awards' END AS unknown
  FROM high h
  LEFT JOIN running r ON r.buyer_id = h.buyer_id AND r.office_id = h.office_id AND r.fiscal_year = h.fiscal_year
),
evidence AS (
  SELECT j.buyer_id, j.office_id, j.fiscal_year, array_agg(t.award_id) AS awards
  FROM judged j
  JOIN told t ON t.buyer_id = j.buyer_id AND t.office_id = j.office_id AND t.fiscal_year = j.fiscal_year AND t.holder = j.holder
  WHERE j.hit AND j.filtered IS NULL AND j.unknown IS NULL
  GROUP BY j.buyer_id, j.office_id, j.fiscal_year
)
SELECT
  j.buyer_id || '|' || j.office_id || '|' || CAST(j.fiscal_year AS VARCHAR) AS subject_id,
  CAST(j.worth AS DOUBLE) * 100 / nullif(CAST(j.whole AS DOUBLE), 0) AS value,
  CASE WHEN j.unknown IS NULL THEN j.hit AND j.filtered IS NULL END AS flagged,
  CASE WHEN j.unknown IS NULL AND j.hit THEN j.filtered END AS spared,
  j.unknown AS not_assessed,
  j.worth AS amount,
  'fiscal year ' || CAST(j.fiscal_year AS VARCHAR) AS cohort,
  j.buyer_id,
  j.office_id,
  j.supplier_id,
  e.awards AS rests_on
FROM judged j
LEFT JOIN evidence e ON e.buyer_id = j.buyer_id AND e.office_id = j.office_id AND e.fiscal_year = j.fiscal_year
UNION ALL
SELECT
  buyer_id || '|' || CAST(fiscal_year AS VARCHAR), CAST(NULL AS DOUBLE), CAST(NULL AS BOOLEAN), CAST(NULL AS VARCHAR),
  'office_not_printed', NULL, CAST(NULL AS VARCHAR), buyer_id, CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), NULL
FROM told
WHERE office_id IS NULL
GROUP BY buyer_id, fiscal_year
