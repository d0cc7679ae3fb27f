/*
title: Ceiling raised by a modification whose reason adds no work
version: 1
area: ceilings
asks: Did modifications reported as funding only, a change of name or address, a novation, a transfer, a rerepresentation, a termination or a close-out add {percent} % or more, and at least {amount} dollars, to the first ceiling?
why: >
  These reasons change who performs, or how it is paid, and not what may be bought. A ceiling that rises under them rose for a reason the record does not give.
innocent: >
  One modification can do two things and is reported under one reason; funding actions on older orders were reported with their value; a transfer between offices can bring in what the former office had not entered.
spares:
  repairs_the_first: "the first act printed less than {first_share} % of what the award is now, so that the rise mends an entry"
  cut_and_restored: "the ceiling as a whole has not grown by {percent} %: what was raised had been cut, or was cut again"
  schedule: "a federal supply schedule, whose printed value is an estimate of sales and no limit"
not_assessed:
  sampled: "the sources held print only some of the award's acts"
  not_an_amount: "its ceiling is not a stated amount: not held, zero, a mark for no limit, or a whole programme's"
  first_zero: "the first act prints no ceiling to measure a rise against"
subject: award
measures: dollars added under such codes, cuts set off
outcomes: [termination, takeback, rewrite]
parameters: {percent: 10, amount: 250000, first_share: 1}
based_on: >
  FPDS data dictionary, element 12C, reason for modification; FAR 43.103
*/
WITH raised AS (
  SELECT
    award_id,
    sum(ceiling_change) AS net,
    array_agg(action_id) FILTER (WHERE ceiling_change > 0) AS acts
  FROM action
  WHERE reason_code IN ('C', 'E', 'F', 'J', 'K', 'N', 'P', 'R', 'S', 'T', 'V', 'W', 'X', 'Y') AND ceiling_change <> 0 AND NOT coalesce(sampled, false)
  GROUP BY award_id
),
judged AS (
  SELECT
    a.award_id, a.ceiling, a.ceiling_first, r.acts,
    coalesce(r.net, 0) AS net,
    CASE
      WHEN a.sampled THEN 'sampled'
      WHEN a.ceiling_kind <> 'stated' OR a.ceiling_first IS NULL THEN 'not_an_amount'
      WHEN a.ceiling_first <= 0 THEN 'first_zero'
    END AS not_assessed,
    coalesce(r.net >= $amount AND r.net * 100 >= a.ceiling_first * $percent, false) AS hit,
    CASE
      WHEN a.ceiling_first * 100 < a.ceiling * $first_share THEN 'repairs_the_first'
      WHEN a.kind = 'fss' THEN 'schedule'
      WHEN a.ceiling * 100 < a.ceiling_first * (100 + $percent) THEN 'cut_and_restored'
    END AS spare
  FROM award a
  LEFT JOIN raised r ON r.award_id = a.award_id
  WHERE a.actions > 0
)
SELECT
  award_id,
  net AS value,
  CASE WHEN not_assessed IS NULL THEN hit AND spare IS NULL END AS flagged,
  CASE WHEN not_assessed IS NULL AND hit THEN spare END AS spared,
  not_assessed,
  net AS amount,
  CASE WHEN hit THEN acts END AS rests_on
FROM judged
