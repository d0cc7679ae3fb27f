/*
title: Vehicle
gives: vehicle
kept: table
what: >
  A vehicle with the orders held under it, whoever owns it and whoever placed them. Obligations of orders are added once;
  a vehicle's ceiling is never added to its orders' ceilings. Vehicles whose own actions are not held stand here too.
*/
WITH orders AS (
  SELECT
    vehicle_id,
    max(vehicle_piid) AS piid,
    max(vehicle_agency_id) AS owner_id,
    count(*) AS orders,
    count(DISTINCT buyer_id) AS buyers,
    count(DISTINCT supplier_id) AS suppliers,
    sum(obligated) AS orders_obligated,
    sum(CASE WHEN obligated IS NULL THEN 1 ELSE 0 END) AS orders_unknown,
    min(first_signed_on) AS first_order_on,
    max(last_signed_on) AS last_order_on
  FROM award
  WHERE vehicle_id IS NOT NULL
  GROUP BY vehicle_id
),
held AS (
  SELECT award_id, piid, buyer_id
  FROM award
  WHERE kind IN ('idc', 'fss', 'gwac', 'boa', 'bpa', 'other_transaction_idv', 'unknown_vehicle')
)
SELECT
  coalesce(o.vehicle_id, h.award_id) AS vehicle_id,
  coalesce(h.piid, o.piid) AS piid,
  coalesce(h.buyer_id, o.owner_id) AS owner_id,
  h.award_id IS NOT NULL AS held,
  coalesce(o.orders, 0) AS orders,
  coalesce(o.buyers, 0) AS buyers,
  coalesce(o.suppliers, 0) AS suppliers,
  o.orders_obligated,
  coalesce(o.orders_unknown, 0) AS orders_unknown,
  o.first_order_on,
  o.last_order_on
FROM orders o
FULL OUTER JOIN held h ON h.award_id = o.vehicle_id
