/*
title: Supplier action
gives: supplier_action
kept: table
what: >
  The actions that name a supplier, supplier by supplier, with what its page and its family's need of each: those that are
  alike in all of it are one row with their number.
*/
SELECT
  supplier_id, award_id, signed_on, coalesce(sampled, false) AS sampled, obligation, supplier_name, parent_id, parent_name,
  buyer_id, buyer_name,
  count(*) AS actions
FROM action
WHERE supplier_id IS NOT NULL
GROUP BY
  supplier_id, award_id, signed_on, coalesce(sampled, false), obligation, supplier_name, parent_id, parent_name, buyer_id,
  buyer_name
