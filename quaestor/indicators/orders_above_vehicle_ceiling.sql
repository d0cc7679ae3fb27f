/*
title: Orders above their vehicle's ceiling
version: 1
area: ceilings
asks: Do the orders under a vehicle add up to more than the vehicle's stated ceiling, by {percent} %?
why: >
  An indefinite-quantity contract states the most that may be ordered. Orders past it are outside the competition that the
  vehicle was awarded in.
innocent: >
  The value printed on a schedule or a blanket agreement is an estimate. A rise of the ceiling may be signed and not yet
  reported.
spares:
  estimate: "a federal supply schedule, a blanket purchase agreement or a basic ordering agreement, whose printed value is an estimate"
  minimum: "the printed ceiling is under {minimum} dollars, as the minimum that a vehicle guarantees"
not_assessed:
  vehicle_not_held: "the vehicle's own acts are not held"
  sampled: "the sources held print only some of the vehicle's acts"
  not_an_amount: "the vehicle's ceiling is not a stated amount: not held, zero, a mark for no limit, or a whole programme's"
  no_sum: "no order's obligations are held in full"
subject: award
measures: dollars above the vehicle's ceiling
outcomes: [termination, rewrite]
parameters: {percent: 1, minimum: 1000000}
based_on: >
  FAR 16.504(a)(1) (a stated maximum); FAR 16.505(a)(2) (orders within the scope, period and maximum value of the contract);
  GAO, B-406490 (Western Pilot Service): orders past the maximum are outside the contract
*/
WITH judged AS (
  SELECT
    v.vehicle_id, v.orders_obligated, v.orders_obligated - a.ceiling AS above,
    CASE
      WHEN a.award_id IS NULL OR a.actions = 0 THEN 'vehicle_not_held'
      WHEN a.sampled THEN 'sampled'
      WHEN a.ceiling_kind <> 'stated' THEN 'not_an_amount'
      WHEN v.orders_obligated IS NULL THEN 'no_sum'
    END AS not_assessed,
    coalesce(v.orders_obligated * 100 > a.ceiling * (100 + $percent), false) AS hit,
    CASE WHEN a.kind IN ('fss', 'bpa', 'boa') THEN 'estimate' WHEN a.ceiling < $minimum THEN 'minimum' END AS spare
  FROM vehicle v
  LEFT JOIN award a ON a.award_id = v.vehicle_id
  WHERE v.orders > 0
)
SELECT
  vehicle_id AS award_id,
  above AS value,
  CASE WHEN not_assessed IS NULL THEN hit AND spare IS NULL END AS flagged,
  CASE WHEN not_assessed IS NULL AND hit THEN spare END AS spared,
  not_assessed,
  above AS amount
FROM judged
