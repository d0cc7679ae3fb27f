/*
title: Orders under vehicles
gives: vehicle_order
kept: table
what: The awards placed under a vehicle, once each, whoever owns the vehicle and whoever placed them.
*/
SELECT vehicle_id, award_id, piid, supplier_name, buyer_name, obligated, first_signed_on, last_signed_on
FROM award
WHERE vehicle_id IS NOT NULL
