/*
title: Agencies, as the full-text index takes them
gives: one row for each agency that signed an award held
what: >
  Every name it was printed under, its name and abbreviation in the lists of agencies, the department it belongs to, and what
  its awards add up to.
shown: [agency_id, name, department_name, awards, obligated, first_signed_on, last_signed_on]
*/
WITH listed AS (
  SELECT
    agency_id,
    max(CASE WHEN listed_in = 'usaspending' THEN name END) AS listed_name,
    max(department_name) AS department_name,
    list(DISTINCT name) AS names,
    list(DISTINCT short_name) FILTER (short_name IS NOT NULL) AS short_names
  FROM agency
  WHERE level = 2
  GROUP BY agency_id
),
signed AS (
  SELECT
    buyer_id,
    max_by(buyer_name, (last_signed_on, buyer_name)) FILTER (buyer_name <> '') AS buyer_name,
    list(DISTINCT buyer_name) FILTER (buyer_name <> '') AS names,
    count(*) AS awards,
    sum(obligated) AS obligated,
    min(first_signed_on) AS first_signed_on,
    max(last_signed_on) AS last_signed_on
  FROM award
  WHERE buyer_id IS NOT NULL
  GROUP BY buyer_id
)
SELECT
  'agency:' || buyer_id AS id,
  'agencies' AS shelf,
  regexp_replace(lower(buyer_id), '[^a-z0-9]', '', 'g') AS own,
  list_sort(list_distinct(list_concat(coalesce(s.names, []), coalesce(l.names, []), coalesce(l.short_names, [])))) AS name,
  name AS other,
  coalesce(department_name, '') AS parent,
  list_filter([TRY_CAST(obligated * 100 AS BIGINT)], x -> x IS NOT NULL) AS obligated,
  list_filter([CAST(strftime(last_signed_on, '%Y%m%d') AS BIGINT)], x -> x IS NOT NULL) AS signed,
  round(log10(1 + CAST(greatest(coalesce(obligated, 0), 0) AS DOUBLE)) / 4, 3) AS weight,
  list_transform([
    buyer_id, coalesce(listed_name, buyer_name, buyer_id), department_name, CAST(awards AS VARCHAR),
    CAST(obligated AS VARCHAR), CAST(first_signed_on AS VARCHAR), CAST(last_signed_on AS VARCHAR)
  ], x -> coalesce(x, '')) AS shown
FROM signed s
LEFT JOIN listed l ON l.agency_id = s.buyer_id
