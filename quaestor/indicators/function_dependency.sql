/*
title: A function held by one family
version: 1
area: suppliers
asks: Does one family hold {min_share} percent or more of what an office spends on one sort of product or service, over {min_years} or more fiscal years, with nobody else on the vehicles it is bought through?
measures: share of the money that went to one family, in per cent
why: >
  When the one firm that does a function fails, raises its price or is sold, the office has nobody to turn to. Naming
  the dependency is the first step to a second source.
innocent: >
  The function may be small, or its tools belong to the firm. Others may be ready in another office or agency. Two
  characters of a code join unlike things. What an office buys through others is not seen.
spares:
  utilities: gas, power, water and telephone of one local provider (PSC S1)
  by_statute: every award to the family was one that a statute gives to a program (authority OTH or RES)
  small_function: together worth at most {small_amount} dollars
  other_holders: other families hold orders under a vehicle that the family's orders came through
not_assessed:
  office_not_printed: no source held prints the office or the code of this buyer's awards
  years_not_whole: fewer than {min_years} fiscal years of the buyer are held whole, not cut short and with {min_rows} rows or more, so that shares would lie (with partial_years 1 they are measured all the same)
  few_awards: fewer than {min_awards} awards with money held
subject: office
rests_on: award
parameters: {min_share: 80, min_years: 3, min_awards: 5, partial_years: 0, min_rows: 100, small_amount: 1000000}
based_on:
  - FAR 7.105(b)(1) and 10.001 (prospective sources are looked for before each purchase)
  - GAO-14-395, Defense contracting, early attention in the acquisition process needed to enhance competition (2014)
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
    a.award_id, a.buyer_id, a.office_id, substr(a.psc, 1, 2) AS function_code, a.supplier_id, a.vehicle_id, a.sole_source_code,
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
  SELECT
    t.buyer_id, t.office_id, t.function_code, t.holder,
    sum(t.worth) AS worth,
    count(*) AS awards,
    count(DISTINCT t.fiscal_year) AS years,
    max(t.supplier_id) AS supplier_id,
    sum(CASE WHEN t.sole_source_code IN ('OTH', 'RES', '8AN', '8aN') THEN 1 ELSE 0 END) AS by_statute,
    max(CASE WHEN v.suppliers > 1 THEN 1 ELSE 0 END) AS other_holders
  FROM told t
  LEFT JOIN vehicle v ON v.vehicle_id = t.vehicle_id
  WHERE t.office_id IS NOT NULL AND t.function_code IS NOT NULL AND t.worth > 0 AND t.whole_year = 1
  GROUP BY t.buyer_id, t.office_id, t.function_code, t.holder
),
shares AS (
  SELECT
    *,
    sum(worth) OVER (PARTITION BY buyer_id, office_id, function_code) AS whole,
    sum(awards) OVER (PARTITION BY buyer_id, office_id, function_code) AS all_awards,
    row_number() OVER (PARTITION BY buyer_id, office_id, function_code ORDER BY worth DESC NULLS LAST, holder NULLS LAST) AS place
  FROM held
),
judged AS (
  SELECT
    *,
    worth * 100 >= whole * $min_share AND years >= $min_years AS hit,
    CASE
      WHEN function_code = 'S1' THEN 'utilities'
      WHEN by_statute = awards THEN 'by_statute'
      WHEN whole <= $small_amount THEN 'small_function'
      WHEN other_holders = 1 THEN 'other_holders'
    END AS filtered,
    CASE WHEN all_awards < $min_awards THEN 'few_awards' END AS unknown
  FROM shares
  WHERE place = 1
),
evidence AS (
  SELECT j.buyer_id, j.office_id, j.function_code, array_agg(t.award_id) AS awards
  FROM judged j
  JOIN told t ON t.buyer_id = j.buyer_id AND t.office_id = j.office_id AND t.function_code = j.function_code AND t.holder = j.holder
  WHERE j.hit AND j.filtered IS NULL AND j.unknown IS NULL
  GROUP BY j.buyer_id, j.office_id, j.function_code
)
SELECT
  j.buyer_id || '|' || j.office_id || '|' || j.function_code AS subject_id,
  CAST(j.worth AS DOUBLE) * 100 / nullif(CAST(j.whole AS DOUBLE), 0) AS value,
  CASE WHEN j.unknown IS NULL THEN j.hit AND j.filtered IS NULL END AS flagged,
  CASE WHEN j.unknown IS NULL AND j.hit THEN j.filtered END AS spared,
  j.unknown AS not_assessed,
  j.worth AS amount,
  'PSC ' || j.function_code AS cohort,
  j.buyer_id,
  j.office_id,
  j.supplier_id,
  e.awards AS rests_on
FROM judged j
LEFT JOIN evidence e ON e.buyer_id = j.buyer_id AND e.office_id = j.office_id AND e.function_code = j.function_code
UNION ALL
SELECT
  t.buyer_id || '|' || t.office_id || '|' || t.function_code, CAST(NULL AS DOUBLE), CAST(NULL AS BOOLEAN), CAST(NULL AS VARCHAR),
  'years_not_whole', NULL, CAST(NULL AS VARCHAR), t.buyer_id, t.office_id, CAST(NULL AS VARCHAR), NULL
FROM told t
LEFT JOIN judged j ON j.buyer_id = t.buyer_id AND j.office_id = t.office_id AND j.function_code = t.function_code
WHERE t.office_id IS NOT NULL AND t.function_code IS NOT NULL AND j.buyer_id IS NULL
GROUP BY t.buyer_id, t.office_id, t.function_code
UNION ALL
SELECT
  buyer_id || '|' || coalesce(office_id, '-') || '|-', CAST(NULL AS DOUBLE), CAST(NULL AS BOOLEAN), CAST(NULL AS VARCHAR),
  'office_not_printed', NULL, CAST(NULL AS VARCHAR), buyer_id, office_id, CAST(NULL AS VARCHAR), NULL
FROM told
WHERE office_id IS NULL OR function_code IS NULL
GROUP BY buyer_id, office_id
