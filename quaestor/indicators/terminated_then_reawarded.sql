/*
title: Terminated, then awarded to the same family again
version: 1
area: suppliers
asks: Did the office that terminated an award give the same family another one for the same product or service within {max_days} days?
measures: days from the termination to the award
why: >
  A termination ends what was competed and agreed. A new award to the same firm soon after can set new prices and terms
  for the old work without the old competition, or give new work to a firm that had just failed.
innocent: >
  Only a part may have been terminated. The new award may be another need under the same code, the end of an order may
  have been agreed when its vehicle was replaced, and a termination for convenience is nobody's fault.
spares:
  small_purchase: the new awards are together worth at most {small_amount} dollars
  standing_orders: terminated and new awards are orders under one vehicle that had {many_orders} or more orders
not_assessed:
  office_not_printed: no source held prints the office, the supplier or the code of the terminated award
subject: award
rests_on: action
outcomes: [termination]
parameters: {max_days: 180, small_amount: 25000, many_orders: 20}
based_on:
  - FAR 49.402-3 and 49.101 (when to terminate), FAR 9.104-1(c) (a satisfactory performance record)
  - FAR 49.402-6 (repurchase against the account of the firm that failed)
*/
WITH standing AS (
  SELECT supplier_id, family_id, coalesce(from_on, DATE '0001-01-01') AS from_on, coalesce(to_on, DATE '9999-12-31') AS to_on
  FROM family_member
  WHERE stands
),
ends AS (
  SELECT award_id, max(signed_on) AS ended_on, array_agg(action_id) AS acts, max(reason_code) AS reason
  FROM action
  WHERE reason_code IN ('E', 'F', 'X')
  GROUP BY award_id
),
terminated AS (
  SELECT
    a.award_id, a.buyer_id, a.office_id, a.psc, a.vehicle_id, a.supplier_id, e.ended_on, e.acts, e.reason,
    coalesce(s.family_id, a.supplier_id) AS holder
  FROM ends e
  JOIN award a ON a.award_id = e.award_id
  LEFT JOIN standing s ON s.supplier_id = a.supplier_id
    AND s.from_on <= e.ended_on AND s.to_on >= e.ended_on
),
candidate AS (
  SELECT
    a.award_id, a.buyer_id, a.office_id, a.psc, a.vehicle_id, a.first_signed_on,
    coalesce(s.family_id, a.supplier_id) AS holder,
    CASE WHEN a.ceiling_kind = 'stated' THEN a.ceiling ELSE coalesce(a.obligated, a.obligated_stated, a.exercised) END AS worth
  FROM award a
  JOIN (SELECT DISTINCT buyer_id, office_id, psc FROM terminated) t ON t.buyer_id = a.buyer_id AND t.office_id = a.office_id AND t.psc = a.psc
  LEFT JOIN standing s ON s.supplier_id = a.supplier_id
    AND s.from_on <= a.first_signed_on AND s.to_on >= a.first_signed_on
  WHERE a.first_held = '0' OR a.actions = 0
),
again AS (
  SELECT
    t.award_id,
    min(date_diff('day', t.ended_on, c.first_signed_on)) AS days,
    sum(c.worth) AS worth,
    min(CASE WHEN t.vehicle_id IS NOT NULL AND c.vehicle_id = t.vehicle_id AND v.orders >= $many_orders THEN 1 ELSE 0 END) AS standing_orders,
    count(*) AS awards
  FROM terminated t
  JOIN candidate c ON c.buyer_id = t.buyer_id AND c.office_id = t.office_id AND c.psc = t.psc AND c.holder = t.holder
    AND c.award_id <> t.award_id AND c.first_signed_on >= t.ended_on AND date_diff('day', t.ended_on, c.first_signed_on) <= $max_days
  LEFT JOIN vehicle v ON v.vehicle_id = c.vehicle_id
  GROUP BY t.award_id
),
judged AS (
  SELECT
    t.*, g.days, g.worth,
    g.days IS NOT NULL AS hit,
    CASE WHEN g.standing_orders = 1 THEN 'standing_orders' WHEN coalesce(g.worth, 0) <= $small_amount THEN 'small_purchase' END AS filtered,
    CASE WHEN t.office_id IS NULL OR t.psc IS NULL OR t.holder IS NULL THEN 'office_not_printed' END AS unknown
  FROM terminated t
  LEFT JOIN again g ON g.award_id = t.award_id
)
SELECT
  award_id,
  days AS value,
  CASE WHEN unknown IS NULL THEN hit AND filtered IS NULL END AS flagged,
  CASE WHEN unknown IS NULL AND hit THEN filtered END AS spared,
  unknown AS not_assessed,
  worth AS amount,
  'terminated for reason ' || reason AS cohort,
  CASE WHEN unknown IS NULL AND hit AND filtered IS NULL THEN acts END AS rests_on
FROM judged
