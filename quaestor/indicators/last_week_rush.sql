/*
title: An agency's last week of the year, far above its other years
version: 1
area: time
asks: >
  Did an agency commit {times} times its average week or more in the last seven days of the fiscal year, and {own_percent} % or more of the
  share it commits in that week in other years?
why: >
  Across the government the last week carries about five times an average week, so that a rush alone says little. A year far above
  the agency's own habit says that something was bought in haste, or that money came late.
innocent: >
  Congress may vote a large sum in summer; a programme's one large award can fall into that week; in some years the files held are
  more complete than in others.
not_assessed:
  year_not_over: "the acts held of the agency end before 30 September of the year"
  few_years: "fewer than {years} other full years are held to compare with"
  little_money: "less than {amount} dollars in the year"
  in_part: "no file held says that it holds all of the agency's year"
  cut_short: "a file of the agency and year seems to have been cut short"
subject: agency
measures: per cent of the year's money committed in its last seven days
outcomes: [takeback]
rests_on: spend
parameters: {times: 5, own_percent: 150, years: 2, amount: 10000000}
based_on: >
  Liebman and Mahoney, Do expiring budgets lead to wasteful year-end spending? Evidence from federal procurement, American Economic Review
  107 (2017): the last week at 4.9 times the average of the others
*/
WITH held AS (
  SELECT agency_id, fiscal_year, bool_or(cut_short) AS cut_short FROM coverage GROUP BY agency_id, fiscal_year
),
full_year AS (
  SELECT agency_id, fiscal_year FROM scope WHERE rule = 'full' GROUP BY agency_id, fiscal_year
),
reach AS (
  SELECT agency_id, max(last_on) AS last_on FROM coverage GROUP BY agency_id
),
years AS (
  SELECT
    s.agency_id, s.fiscal_year,
    sum(s.obligated) AS obligated,
    sum(CASE WHEN s.last_week THEN s.obligated ELSE 0 END) AS last_week,
    min(CASE
      WHEN date_diff('day', r.last_on, CAST(CAST(s.fiscal_year AS VARCHAR) || '-09-30' AS DATE)) > 0 THEN 'year_not_over'
      WHEN f.agency_id IS NULL THEN 'in_part'
      WHEN h.cut_short THEN 'cut_short'
    END) AS not_whole
  FROM spend s
  JOIN reach r ON r.agency_id = s.agency_id
  LEFT JOIN full_year f ON f.agency_id = s.agency_id AND f.fiscal_year = s.fiscal_year
  LEFT JOIN held h ON h.agency_id = s.agency_id AND h.fiscal_year = s.fiscal_year
  WHERE s.part = 'month'
  GROUP BY s.agency_id, s.fiscal_year
),
whole AS (
  SELECT agency_id, sum(obligated) AS obligated, sum(last_week) AS last_week, count(*) AS years
  FROM years
  WHERE not_whole IS NULL AND obligated >= $amount
  GROUP BY agency_id
),
judged AS (
  SELECT
    y.agency_id, y.fiscal_year, y.obligated, y.last_week,
    CAST(w.obligated - y.obligated AS DOUBLE) AS other_obligated,
    CAST(w.last_week - y.last_week AS DOUBLE) AS other_last_week,
    CASE
      WHEN y.not_whole IS NOT NULL THEN y.not_whole
      WHEN y.obligated < $amount THEN 'little_money'
      WHEN w.years < $years + 1 THEN 'few_years'
    END AS not_assessed
  FROM years y
  LEFT JOIN whole w ON w.agency_id = y.agency_id
)
SELECT
  agency_id || '|' || CAST(fiscal_year AS VARCHAR) AS subject_id,
  CAST(last_week AS DOUBLE) * 100 / nullif(CAST(obligated AS DOUBLE), 0) AS value,
  CASE
    WHEN not_assessed IS NULL THEN last_week * 358 >= (obligated - last_week) * 7 * $times
      AND CAST(last_week AS DOUBLE) * other_obligated * 100 >= CAST(obligated AS DOUBLE) * other_last_week * $own_percent
  END AS flagged,
  not_assessed,
  last_week AS amount,
  'agency ' || agency_id || ', its other full years' AS cohort,
  agency_id AS buyer_id
FROM judged
