/*
title: Coverage
gives: coverage
kept: table
what: >
  What is held of one agency in one fiscal year from one source, and whether the publisher's file seems to have been cut
  short. A file sorted by amount that stops early has a round number of rows and no negative amount. One sign alone is
  chance (one file in a hundred is round); a file is called cut short on both, or when it has fewer rows than the publisher
  says. Files of a few rows tell nothing.
parameters: {coverage_rows: 500, coverage_round: 100, coverage_negative: 2}
*/
WITH days AS (
  SELECT
    source, agency_id, agency_name, signed_on,
    year(signed_on) + CASE WHEN month(signed_on) >= 10 THEN 1 ELSE 0 END AS fiscal_year,
    sum(actions) AS actions,
    sum(negative) AS negative,
    sum(zero) AS zero,
    CASE WHEN sum(priced) > 0 THEN sum(obligated) END AS obligated
  FROM held_day
  GROUP BY source, agency_id, agency_name, signed_on
  HAVING sum(actions) > 0
),
held AS (
  SELECT
    source,
    agency_id,
    max(agency_name) AS agency_name,
    fiscal_year,
    CAST(sum(actions) AS BIGINT) AS held,
    sum(negative) AS negative,
    sum(zero) AS zero,
    sum(obligated) AS obligated,
    min(signed_on) AS first_on,
    max(signed_on) AS last_on
  FROM days
  GROUP BY source, agency_id, fiscal_year
),
newest AS (
  SELECT source, agency_id, fiscal_year, printed, negative, expected
  FROM (
    SELECT
      s.*,
      row_number() OVER (PARTITION BY source, agency_id, fiscal_year ORDER BY read_at DESC, load_id DESC) AS place
    FROM scope s
    WHERE rule = 'full'
  ) latest
  WHERE place = 1
),
neighbour AS (
  SELECT source, sum(negative) AS negative, sum(printed) AS printed
  FROM newest
  WHERE negative > 0
  GROUP BY source
),
signs AS (
  SELECT
    h.*,
    n.expected,
    n.printed,
    n.printed >= $coverage_rows AND n.printed % $coverage_round = 0 AS is_round,
    n.printed >= $coverage_rows AND n.negative = 0 AND b.negative * 100 >= $coverage_negative * b.printed AS no_negative,
    n.expected > n.printed AS fewer
  FROM held h
  LEFT JOIN newest n ON n.source = h.source AND n.agency_id = h.agency_id AND n.fiscal_year = h.fiscal_year
  LEFT JOIN neighbour b ON b.source = h.source
)
SELECT
  source,
  agency_id,
  agency_name,
  CAST(fiscal_year AS BIGINT) AS fiscal_year,
  held,
  expected,
  CAST(negative AS BIGINT) AS negative,
  CAST(zero AS BIGINT) AS zero,
  obligated,
  first_on,
  last_on,
  coalesce(fewer, false) OR (coalesce(is_round, false) AND coalesce(no_negative, false)) AS cut_short,
  nullif(concat_ws('; ',
    CASE WHEN is_round THEN concat('the file has exactly ', CAST(printed AS VARCHAR), ' rows') END,
    CASE WHEN no_negative THEN 'no negative amount, where other years have them' END,
    CASE WHEN fewer THEN concat('the publisher says there are ', CAST(expected AS VARCHAR), ' rows') END), '') AS why
FROM signs
