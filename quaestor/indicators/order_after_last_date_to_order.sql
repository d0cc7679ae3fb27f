/*
title: Order placed after the vehicle's last day to order
version: 1
area: time
asks: Was the order's first act signed more than {days} days after the last day on which orders could be placed under its vehicle?
why: >
  After that day the vehicle can carry work to its end and take on none. A new order is an award outside the competition that
  the vehicle was awarded in.
innocent: >
  An extension of the ordering period may be signed and not yet reported. Orders are sometimes entered under their vehicle
  long after they were signed, with the day of entry.
spares:
  ordered_within: "the printed last day was once later than the order: a later act shortened it"
not_assessed:
  vehicle_not_held: "the vehicle's own acts are not held, or print no last day to order"
  vehicle_sampled: "the sources held print only some of the vehicle's acts, so that an extension may be missing"
  first_act_not_held: "the order's first act is not held, so that the day it was placed is unknown"
subject: award
measures: days after the vehicle's last day to order
outcomes: [termination, takeback]
parameters: {days: 3}
based_on: >
  FAR 16.505(a)(2), FAR 52.216-18(a) and 52.216-22(d); Department of Defense, Anomaly report roster (exhibit K), 1.6 "Orders placed after
  IDV's last date to order"
*/
WITH widest AS (
  SELECT award_id, max(order_until) AS widest_until
  FROM action
  WHERE order_until IS NOT NULL
  GROUP BY award_id
),
judged AS (
  SELECT
    o.award_id, o.obligated,
    date_diff('day', v.order_until, o.first_signed_on) AS days,
    coalesce(date_diff('day', w.widest_until, o.first_signed_on) <= $days, false) AS within,
    CASE
      WHEN v.order_until IS NULL THEN 'vehicle_not_held'
      WHEN v.sampled THEN 'vehicle_sampled'
      WHEN o.actions = 0 OR o.sampled OR o.first_held NOT IN ('0', '00', '000', '0000') THEN 'first_act_not_held'
    END AS not_assessed
  FROM award o
  LEFT JOIN award v ON v.award_id = o.vehicle_id
  LEFT JOIN widest w ON w.award_id = o.vehicle_id
  WHERE o.vehicle_id IS NOT NULL
)
SELECT
  award_id,
  days AS value,
  CASE WHEN not_assessed IS NULL THEN days > $days AND NOT within END AS flagged,
  CASE WHEN not_assessed IS NULL AND days > $days AND within THEN 'ordered_within' END AS spared,
  not_assessed,
  obligated AS amount
FROM judged
