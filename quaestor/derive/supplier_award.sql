/*
title: Awards of suppliers
gives: supplier_award
kept: table
what: The awards of a supplier, with what its page and its family's tell of each. Awards go to the supplier of their latest action.
*/
SELECT
  supplier_id, award_id, piid, kind, supplier_name, buyer_id, buyer_name, obligated, ceiling, ceiling_kind, first_signed_on,
  last_signed_on, ends_on, could_end_on, order_until, competed_code, vehicle_id, vehicle_piid, vehicle_agency_id, description
FROM award
WHERE supplier_id IS NOT NULL
