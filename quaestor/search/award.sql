/*
title: Awards, as the full-text index takes them
gives: one row for each award
what: >
  The words of its first action and all other words printed on it, every name its suppliers were printed under, and the
  numbers it is known by, beside what a hit shows. Names and numbers of suppliers that are individuals are left out: no
  person is searched for. A number is kept without blanks and hyphens, in small letters.
shown: [piid, kind, supplier_id, supplier_name, parent_name, buyer_id, buyer_name, office_id, office_name, vehicle_piid,
  solicitation_id, psc, psc_name, naics, naics_name, obligated, ceiling, ceiling_kind, first_signed_on, last_signed_on, ends_on,
  described]
*/
WITH printed AS (
  SELECT
    award_id, individual, supplier_name, supplier_uei, supplier_duns, supplier_cage, parent_name, description, signed_on
  FROM action
  UNION ALL
  SELECT
    award_id, individual, supplier_name, supplier_uei, supplier_duns, supplier_cage, parent_name, description, first_signed_on
  FROM award_stated
),
gathered AS (
  SELECT
    award_id,
    list_sort(list_distinct(list(nullif(description, '')))) AS descriptions,
    list_sort(list_distinct(list(CASE WHEN NOT coalesce(individual, false) THEN nullif(supplier_name, '') END))) AS names,
    list_sort(list_distinct(list(CASE WHEN NOT coalesce(individual, false) THEN nullif(parent_name, '') END))) AS parents,
    list_sort(list_distinct(list(year(signed_on) + CASE WHEN month(signed_on) >= 10 THEN 1 ELSE 0 END))) AS years,
    list_distinct(flatten(list(
      CASE WHEN NOT coalesce(individual, false) THEN [supplier_uei, supplier_duns, supplier_cage] END
    ))) AS numbers
  FROM printed
  GROUP BY award_id
)
SELECT
  'award:' || award_id AS id,
  'awards' AS shelf,
  regexp_replace(lower(piid), '[^a-z0-9]', '', 'g') AS own,
  list_transform(
    list_sort(list_distinct(list_concat(coalesce(numbers, []), [vehicle_piid, solicitation_id]))),
    x -> regexp_replace(lower(x), '[^a-z0-9]', '', 'g')
  ) AS number,
  coalesce(names, []) AS supplier,
  coalesce(parents, []) AS parent,
  [coalesce(buyer_name, ''), concat_ws(' ', office_id, office_name)] AS buyer,
  [concat_ws(' ', psc, psc_name), concat_ws(' ', naics, naics_name)] AS product,
  list_concat(
    list_filter([description], x -> x <> ''), list_filter(coalesce(descriptions, []), x -> x IS DISTINCT FROM description)
  ) AS words,
  coalesce(buyer_id, 'unheld') AS agency,
  kind,
  coalesce(competed_code, 'unheld') AS competed,
  coalesce(nullif(upper(trim(coalesce(nullif(psc_name, ''), psc))), ''), 'unheld') AS psc,
  coalesce(years, []) AS year,
  list_filter([TRY_CAST(obligated * 100 AS BIGINT)], x -> x IS NOT NULL) AS obligated,
  list_filter([CAST(strftime(last_signed_on, '%Y%m%d') AS BIGINT)], x -> x IS NOT NULL) AS signed,
  round(log10(1 + CAST(greatest(coalesce(obligated, 0), 0) AS DOUBLE)) / 4, 3) AS weight,
  list_filter(list_concat(coalesce(names, []), coalesce(parents, [])), x -> x NOT IN (
    coalesce(supplier_name, ''), coalesce(parent_name, '')
  )) AS other,
  list_transform([
    piid, kind, supplier_id, supplier_name, parent_name, buyer_id, buyer_name, office_id, office_name, vehicle_piid,
    solicitation_id, psc, psc_name, naics, naics_name, CAST(obligated AS VARCHAR), CAST(ceiling AS VARCHAR), ceiling_kind,
    CAST(first_signed_on AS VARCHAR), CAST(last_signed_on AS VARCHAR), CAST(ends_on AS VARCHAR),
    CASE WHEN description <> '' THEN 'yes' END
  ], x -> coalesce(x, '')) AS shown
FROM award
LEFT JOIN gathered USING (award_id)
