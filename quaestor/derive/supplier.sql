/*
title: Supplier
gives: supplier
kept: table
what: One identity as registered, with what its awards add up to. Awards go to the supplier of their latest action.
*/
WITH ranked AS (
  SELECT
    supplier_id, supplier_name, parent_name, obligated, first_signed_on, last_signed_on,
    row_number() OVER (PARTITION BY supplier_id ORDER BY last_signed_on DESC, award_id) AS place
  FROM award
  WHERE supplier_id IS NOT NULL
)
SELECT
  supplier_id,
  max(CASE WHEN place = 1 THEN supplier_name END) AS name,
  max(CASE WHEN place = 1 THEN parent_name END) AS parent_name,
  count(*) AS awards,
  sum(obligated) AS obligated,
  sum(CASE WHEN obligated IS NULL THEN 1 ELSE 0 END) AS unknown,
  min(first_signed_on) AS first_signed_on,
  max(last_signed_on) AS last_signed_on
FROM ranked
GROUP BY supplier_id
