/*
title: Identity
gives: identity
kept: table
what: >
  One way a supplier was printed: name, numbers, country and ultimate parent together, with the days between which it was,
  how often and for how much. Individuals are left out. Sampled actions are evidence of names and parents; their
  obligations enter no sum, which is not held where all are sampled.
*/
WITH acts AS (
  SELECT
    supplier_id, supplier_name AS name, supplier_uei AS uei, supplier_duns AS duns, supplier_cage AS cage,
    supplier_country AS country, parent_id, parent_name, signed_on, action_id, substr(psc, 1, 2) AS psc2,
    CASE WHEN coalesce(sampled, false) THEN NULL ELSE obligation END AS obligation
  FROM action
  WHERE supplier_id IS NOT NULL AND NOT coalesce(individual, false)
    AND lower(coalesce(supplier_name, '')) <> 'an individual'
)
SELECT
  'action' AS seen_in, supplier_id, name, uei, duns, cage, country, parent_id, parent_name,
  nullif(substr(max(concat(CAST(signed_on AS VARCHAR), coalesce(psc2, ''))), 11), '') AS psc2,
  min(signed_on) AS first_on,
  max(signed_on) AS last_on,
  count(*) AS actions,
  sum(obligation) AS obligated,
  CAST(sum(date_diff('day', DATE '2000-01-01', signed_on)) AS BIGINT) AS day_sum,
  substr(min(concat(CAST(signed_on AS VARCHAR), action_id)), 11) AS first_action_id
FROM acts
GROUP BY supplier_id, name, uei, duns, cage, country, parent_id, parent_name
