/*
title: Suppliers, as the full-text index takes them
gives: one row for each supplier that an action, or a summary of an award, names
what: >
  Every name and parent it was printed with, the numbers it is registered under, what its actions add up to (sampled actions
  left out), and how many awards name it on their latest action: the figures that its own page shows. Individuals are not in
  it: no person is searched for.
shown: [supplier_id, name, parent_name, awards, obligated, first_signed_on, last_signed_on]
*/
WITH printed AS (
  SELECT
    supplier_id, nullif(name, '') AS supplier_name, nullif(parent_name, '') AS parent_name, uei AS supplier_uei,
    duns AS supplier_duns, cage AS supplier_cage, obligated AS obligation, first_on, last_on
  FROM identity
  WHERE seen_in = 'action'
  UNION ALL
  SELECT
    supplier_id, nullif(supplier_name, ''), nullif(parent_name, ''), supplier_uei, supplier_duns, supplier_cage, NULL,
    coalesce(last_signed_on, first_signed_on), coalesce(last_signed_on, first_signed_on)
  FROM award_stated
  WHERE supplier_id IS NOT NULL AND NOT coalesce(individual, false)
),
named AS (
  SELECT
    supplier_id, supplier_name, parent_name, supplier_uei, supplier_duns, supplier_cage, sum(obligation) AS obligated,
    min(first_on) AS first_signed_on, max(last_on) AS last_signed_on
  FROM printed
  GROUP BY supplier_id, supplier_name, parent_name, supplier_uei, supplier_duns, supplier_cage
),
gathered AS (
  SELECT
    supplier_id,
    max_by(supplier_name, (last_signed_on, supplier_name)) FILTER (supplier_name IS NOT NULL) AS name,
    max_by(parent_name, (last_signed_on, parent_name)) FILTER (parent_name IS NOT NULL) AS parent_name,
    list_sort(list_distinct(list(supplier_name))) AS names,
    list_sort(list_distinct(list(parent_name))) AS parents,
    list_sort(list_distinct(flatten(list([supplier_id, supplier_uei, supplier_duns, supplier_cage])))) AS numbers,
    sum(obligated) AS obligated,
    min(first_signed_on) AS first_signed_on,
    max(last_signed_on) AS last_signed_on
  FROM named
  GROUP BY supplier_id
)
SELECT
  'supplier:' || g.supplier_id AS id,
  'suppliers' AS shelf,
  list_transform(numbers, x -> regexp_replace(lower(x), '[^a-z0-9]', '', 'g')) AS own,
  names AS name,
  parents AS parent,
  list_filter([TRY_CAST(g.obligated * 100 AS BIGINT)], x -> x IS NOT NULL) AS obligated,
  list_filter([CAST(strftime(g.last_signed_on, '%Y%m%d') AS BIGINT)], x -> x IS NOT NULL) AS signed,
  round(log10(1 + CAST(greatest(coalesce(g.obligated, 0), 0) AS DOUBLE)) / 4, 3) AS weight,
  list_filter(list_concat(names, parents), x -> x NOT IN (coalesce(g.name, ''), coalesce(g.parent_name, ''))) AS other,
  list_transform([
    g.supplier_id, g.name, g.parent_name, CAST(coalesce(s.awards, 0) AS VARCHAR), CAST(g.obligated AS VARCHAR),
    CAST(g.first_signed_on AS VARCHAR), CAST(g.last_signed_on AS VARCHAR)
  ], x -> coalesce(x, '')) AS shown
FROM gathered g
LEFT JOIN supplier s ON s.supplier_id = g.supplier_id
