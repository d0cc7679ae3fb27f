/*
title: Ceiling raised soon after the award
version: 1
area: ceilings
asks: Within {days} days of its first act, did the ceiling rise by {percent} % or more of its first value, and by at least {amount} dollars?
why: >
  A price that wins and is then raised before the work can have shown anything new was perhaps never meant to hold: others
  bid against it. Changes soon after the award are the ones that could have been foreseen.
innocent: >
  A letter contract gets its price when it is made definite; urgent needs are bought in a first small step; a first act
  entered without its options is mended within weeks.
spares:
  made_definite: "it began as a letter contract, which gets its price later"
  repairs_the_first: "the first act printed less than {first_share} % of what the award is now, so that the rise mends an entry"
  schedule: "a federal supply schedule, whose printed value is an estimate of sales and no limit"
not_assessed:
  sampled: "the sources held print only some of the award's acts"
  not_an_amount: "its ceiling is not a stated amount: not held, zero, a mark for no limit, or a whole programme's"
  first_zero: "the first act prints no ceiling to measure a rise against"
subject: award
measures: dollars by which the ceiling rose in that time
outcomes: [termination, takeback]
parameters: {days: 180, percent: 25, amount: 250000, first_share: 1}
based_on: >
  Open Contracting Partnership, Red flags in public procurement (2024), implementation stage: changes soon after award;
  FAR 15.404-1(g) and FAR 3.501 (buying-in: an offer below cost in the hope of later change orders)
*/
WITH early AS (
  SELECT
    s.award_id,
    sum(s.ceiling_change) AS rise,
    array_agg(s.action_id) FILTER (WHERE s.ceiling_change > 0) AS acts
  FROM action s
  JOIN award a ON a.award_id = s.award_id
  WHERE s.ceiling_change <> 0 AND (s.reason_code IS NOT NULL OR s.mod_number NOT IN ('0', '00', '000', '0000'))
    AND s.mod_number <> a.first_held AND a.ceiling_kind = 'stated' AND a.actions > 1 AND NOT coalesce(s.sampled, false)
    AND date_diff('day', a.first_signed_on, s.signed_on) <= $days
  GROUP BY s.award_id
),
undefinite AS (
  SELECT award_id FROM action WHERE undefinitized_code IN ('A', 'B') AND reason_code IS NULL GROUP BY award_id
),
judged AS (
  SELECT
    a.award_id, e.acts,
    coalesce(e.rise, 0) AS rise,
    CASE
      WHEN a.sampled THEN 'sampled'
      WHEN a.ceiling_kind <> 'stated' OR a.ceiling_first IS NULL THEN 'not_an_amount'
      WHEN a.ceiling_first <= 0 THEN 'first_zero'
    END AS not_assessed,
    coalesce(
      e.rise >= $amount AND e.rise * 100 >= a.ceiling_first * $percent, false
    ) AS hit,
    CASE
      WHEN u.award_id IS NOT NULL THEN 'made_definite'
      WHEN a.ceiling_first * 100 < a.ceiling * $first_share THEN 'repairs_the_first'
      WHEN a.kind = 'fss' THEN 'schedule'
    END AS spare
  FROM award a
  LEFT JOIN early e ON e.award_id = a.award_id
  LEFT JOIN undefinite u ON u.award_id = a.award_id
  WHERE a.actions > 0
)
SELECT
  award_id,
  rise AS value,
  CASE WHEN not_assessed IS NULL THEN hit AND spare IS NULL END AS flagged,
  CASE WHEN not_assessed IS NULL AND hit THEN spare END AS spared,
  not_assessed,
  rise AS amount,
  CASE WHEN hit THEN acts END AS rests_on
FROM judged
