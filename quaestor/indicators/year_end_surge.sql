/*
title: An office that commits its year in September
version: 1
area: time
asks: Did an office commit {percent} % or more of its fiscal year's money in September?
why: >
  Money that lapses on 30 September is spent in haste: projects of the last week were found to be of lower quality than others. An
  office far above its agency is worth asking what it bought, and from whom, in that month.
innocent: >
  Yearly services begin on 1 October and are signed in the weeks before. Congress may vote the year's money in summer. Some offices
  exist to buy at the year's end for others.
spares:
  one_act: "one act alone is half of September's money or more: one purchase and no surge"
  like_its_agency: "September is as large a part of its whole agency's year: the money came late to all"
not_assessed:
  year_not_over: "the acts held of its agency end before 30 September of the year"
  few_acts: "fewer than {acts} acts with money, or less than {amount} dollars"
  in_part: "no file held says that it holds all of the agency's year"
  cut_short: "a file of its agency and year seems to have been cut short"
subject: office
measures: per cent of the year's money committed in September
outcomes: [takeback]
parameters: {percent: 40, acts: 20, amount: 1000000}
based_on: >
  Liebman and Mahoney, Do expiring budgets lead to wasteful year-end spending? Evidence from federal procurement, American Economic Review
  107 (2017); 31 U.S.C. 1502(a) (bona fide need)
*/
WITH summed AS (
  SELECT
    buyer_id, office_id,
    year(signed_on) + CASE WHEN month(signed_on) >= 10 THEN 1 ELSE 0 END AS fiscal_year,
    count(*) AS acts,
    sum(obligation) AS committed,
    sum(CASE WHEN month(signed_on) = 9 THEN obligation ELSE 0 END) AS september,
    max(CASE WHEN month(signed_on) = 9 THEN obligation ELSE 0 END) AS largest
  FROM action
  WHERE obligation > 0 AND office_id IS NOT NULL AND NOT coalesce(sampled, false)
  GROUP BY buyer_id, office_id, year(signed_on) + CASE WHEN month(signed_on) >= 10 THEN 1 ELSE 0 END
),
agency_year AS (
  SELECT
    buyer_id, fiscal_year,
    sum(committed) AS committed,
    sum(september) AS september
  FROM summed
  GROUP BY buyer_id, fiscal_year
),
held AS (
  SELECT agency_id, fiscal_year, max(last_on) AS last_on, bool_or(cut_short) AS cut_short
  FROM coverage
  GROUP BY agency_id, fiscal_year
),
whole AS (
  SELECT agency_id, fiscal_year FROM scope WHERE rule = 'full' GROUP BY agency_id, fiscal_year
),
reach AS (
  SELECT agency_id, max(last_on) AS last_on FROM coverage GROUP BY agency_id
),
judged AS (
  SELECT
    s.office_id, s.buyer_id, s.fiscal_year, s.committed, s.september,
    s.september * 100 >= s.committed * $percent AS hit,
    CASE
      WHEN s.largest * 2 >= s.september THEN 'one_act'
      WHEN g.september * 100 >= g.committed * $percent AND g.committed > s.committed THEN 'like_its_agency'
    END AS spare,
    CASE
      WHEN r.last_on IS NULL OR date_diff('day', r.last_on, CAST(CAST(s.fiscal_year AS VARCHAR) || '-09-30' AS DATE)) > 0 THEN 'year_not_over'
      WHEN s.acts < $acts OR s.committed < $amount THEN 'few_acts'
      WHEN w.agency_id IS NULL THEN 'in_part'
      WHEN h.cut_short THEN 'cut_short'
    END AS not_assessed
  FROM summed s
  JOIN agency_year g ON g.buyer_id = s.buyer_id AND g.fiscal_year = s.fiscal_year
  LEFT JOIN held h ON h.agency_id = s.buyer_id AND h.fiscal_year = s.fiscal_year
  LEFT JOIN whole w ON w.agency_id = s.buyer_id AND w.fiscal_year = s.fiscal_year
  LEFT JOIN reach r ON r.agency_id = s.buyer_id
)
SELECT
  office_id || '|' || CAST(fiscal_year AS VARCHAR) || '|' || buyer_id AS subject_id,
  CAST(september AS DOUBLE) * 100 / nullif(CAST(committed AS DOUBLE), 0) AS value,
  CASE WHEN not_assessed IS NULL THEN hit AND spare IS NULL END AS flagged,
  CASE WHEN not_assessed IS NULL AND hit THEN spare END AS spared,
  not_assessed,
  september AS amount,
  'agency ' || buyer_id || ', fiscal year ' || CAST(fiscal_year AS VARCHAR) AS cohort,
  buyer_id,
  office_id
FROM judged
