/*
title: Spells under a parent
gives: parent_spell
kept: table
what: >
  Unbroken runs of records of one supplier that print the same ultimate parent, for suppliers that have printed several.
  On a day on which several are printed, the records follow one another in the order of the parents' ids.
*/
WITH prints AS (
  SELECT supplier_id, parent_id, parent_name, signed_on, concat('action:', action_id) AS print_id FROM action
  WHERE NOT coalesce(individual, false) AND lower(coalesce(supplier_name, '')) <> 'an individual'
  UNION ALL
  SELECT supplier_id, parent_id, parent_name, coalesce(last_signed_on, first_signed_on, CAST(modified_at AS DATE)),
    concat('award:', award_id)
  FROM award_stated
  WHERE NOT coalesce(individual, false) AND lower(coalesce(supplier_name, '')) <> 'an individual'
  UNION ALL
  SELECT subsupplier_id, subsupplier_parent_id, subsupplier_parent_name, signed_on, concat('subaward:', subaward_id)
  FROM subaward
  WHERE NOT coalesce(individual, false) AND lower(coalesce(subsupplier_name, '')) <> 'an individual'
),
named AS (
  SELECT
    supplier_id, parent_name, signed_on, print_id,
    CASE WHEN lower(coalesce(parent_name, '')) <> 'an individual' AND coalesce(parent_id, '') NOT LIKE 'name:AN INDIVIDUAL,%'
      THEN coalesce(parent_id, 'name:' || upper(trim(parent_name)) || ', USA') END AS parent_id
  FROM prints
),
turned AS (
  SELECT
    supplier_id, parent_id, parent_name, signed_on, print_id,
    CASE WHEN parent_id = lag(parent_id) OVER (PARTITION BY supplier_id ORDER BY signed_on, parent_id, print_id)
      THEN 0 ELSE 1 END AS turn
  FROM named
  WHERE parent_id IS NOT NULL AND signed_on IS NOT NULL
),
numbered AS (
  SELECT
    supplier_id, parent_id, parent_name, signed_on, print_id,
    sum(turn) OVER (PARTITION BY supplier_id ORDER BY signed_on, parent_id, print_id) AS run
  FROM turned
)
SELECT
  supplier_id, parent_id,
  min_by(parent_name, concat(CAST(signed_on AS VARCHAR), print_id)) AS parent_name,
  min(signed_on) AS first_on,
  max(signed_on) AS last_on,
  count(DISTINCT signed_on) AS days,
  count(*) AS actions,
  CAST(sum(date_diff('day', DATE '2000-01-01', signed_on)) AS BIGINT) AS day_sum,
  substr(min(concat(CAST(signed_on AS VARCHAR), print_id)), 11) AS evidence
FROM numbered
GROUP BY supplier_id, parent_id, run
