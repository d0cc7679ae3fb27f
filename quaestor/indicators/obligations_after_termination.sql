/*
title: Money committed after a termination
version: 1
area: money
asks: Was {amount} dollars or more committed on an award more than {days} days after an act that terminated it?
why: >
  A terminated award is being wound up. Money for new work on it means that the termination was undone without saying so, or
  touched less than it seemed.
innocent: >
  Terminations are often of a part; settlements are paid under the award; default terminations are turned into others after a dispute.
spares:
  settlement: "only under codes of close-out, termination or cancellation, or in words of a settlement, a claim or a part"
subject: award
measures: days after the termination, at most
outcomes: [takeback]
parameters: {days: 30, amount: 25000}
based_on: FAR 49.101 to 49.105, FAR 49.107 (settlement), FAR 49.502; FPDS data dictionary, element 12C, codes E, F, X
*/
WITH ended AS (
  SELECT
    award_id,
    min(signed_on) AS ended_on,
    max(CASE WHEN upper(coalesce(description, '')) LIKE '%PARTIAL%' THEN 1 ELSE 0 END) AS in_part
  FROM action
  WHERE reason_code IN ('E', 'F', 'X')
  GROUP BY award_id
),
later AS (
  SELECT
    e.award_id, e.in_part,
    sum(CASE WHEN s.obligation > 0 AND date_diff('day', e.ended_on, s.signed_on) > $days THEN s.obligation ELSE 0 END) AS committed,
    sum(CASE
      WHEN s.obligation <= 0 OR date_diff('day', e.ended_on, s.signed_on) <= $days OR coalesce(s.reason_code, '') IN ('E', 'F', 'K', 'N', 'X')
        OR upper(coalesce(s.description, '')) LIKE '%SETTLE%' OR upper(coalesce(s.description, '')) LIKE '%CLAIM%' THEN 0
      ELSE s.obligation END) AS unsettled,
    max(CASE WHEN s.obligation > 0 AND date_diff('day', e.ended_on, s.signed_on) > $days THEN date_diff('day', e.ended_on, s.signed_on) END) AS days,
    array_agg(s.action_id) FILTER (WHERE s.obligation > 0 AND date_diff('day', e.ended_on, s.signed_on) > $days) AS acts
  FROM ended e
  JOIN action s ON s.award_id = e.award_id
  GROUP BY e.award_id, e.in_part
)
SELECT
  award_id,
  days AS value,
  committed >= $amount AND unsettled >= $amount AND in_part = 0 AS flagged,
  CASE WHEN committed >= $amount AND (unsettled < $amount OR in_part = 1) THEN 'settlement' END AS spared,
  committed AS amount,
  CASE WHEN committed >= $amount THEN acts END AS rests_on
FROM later
