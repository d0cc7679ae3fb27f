/*
title: Identity in award summaries and subawards
gives: identity
kept: table
what: >
  One way a supplier was printed in award summaries, or in subawards as the one who passes money on or receives it.
  Individuals are left out. Their money is counted elsewhere, so that no sum is here.
*/
WITH prints AS (
  SELECT
    'summary' AS seen_in, supplier_id, supplier_name AS name, supplier_uei AS uei, supplier_duns AS duns,
    supplier_cage AS cage, supplier_country AS country, parent_id, parent_name,
    coalesce(last_signed_on, first_signed_on, CAST(modified_at AS DATE)) AS signed_on,
    concat('award:', award_id) AS print_id, substr(psc, 1, 2) AS psc2
  FROM award_stated
  WHERE NOT coalesce(individual, false)
  UNION ALL
  SELECT
    'subaward', supplier_id, supplier_name, CASE WHEN substr(supplier_id, 1, 4) = 'uei:' THEN substr(supplier_id, 5) END,
    supplier_duns, CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), signed_on,
    concat('subaward:', subaward_id), CAST(NULL AS VARCHAR)
  FROM subaward
  UNION ALL
  SELECT
    'subaward', subsupplier_id, subsupplier_name,
    CASE WHEN substr(subsupplier_id, 1, 4) = 'uei:' THEN substr(subsupplier_id, 5) END,
    subsupplier_duns, CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), subsupplier_parent_id, subsupplier_parent_name, signed_on,
    concat('subaward:', subaward_id), CAST(NULL AS VARCHAR)
  FROM subaward
  WHERE NOT coalesce(individual, false)
)
SELECT
  seen_in, supplier_id, name, uei, duns, cage, country, parent_id, parent_name,
  nullif(substr(max(concat(CAST(signed_on AS VARCHAR), coalesce(psc2, ''))), 11), '') AS psc2,
  min(signed_on) AS first_on,
  max(signed_on) AS last_on,
  count(*) AS actions,
  CAST(0 AS DECIMAL(20, 2)) AS obligated,
  CAST(sum(date_diff('day', DATE '2000-01-01', signed_on)) AS BIGINT) AS day_sum,
  substr(min(concat(CAST(signed_on AS VARCHAR), print_id)), 11) AS first_action_id
FROM prints
WHERE supplier_id IS NOT NULL AND signed_on IS NOT NULL AND lower(coalesce(name, '')) <> 'an individual'
GROUP BY seen_in, supplier_id, name, uei, duns, cage, country, parent_id, parent_name
