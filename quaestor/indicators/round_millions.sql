/*
title: Money committed in whole millions
version: 1
area: money
asks: Do {times} acts or more of an award commit whole millions of dollars, and together {percent} % or more of what it was given?
why: >
  A price worked out from hours, quantities and rates is hardly ever a round number. Round ones are estimates, caps or sums to be
  used up, and ask what the work was found to cost.
innocent: >
  Work paid by cost or by the hour is funded in round steps and billed by what was done. Minimum guarantees, prizes and cost shares are
  round by agreement.
spares:
  funded_in_steps: "paid by cost, or by the hour (pricing R, S, T, U, V, Y, Z): funded in steps"
not_assessed:
  pricing_unknown: "enough whole millions, and no source held says how it is priced"
subject: award
measures: acts of whole millions
outcomes: [takeback]
parameters: {times: 3, percent: 50}
based_on: Nigrini, Forensic Analytics (2nd ed. 2020), round-number test; FAR 32.703-1 and 52.232-22 (funding in steps)
*/
WITH counted AS (
  SELECT
    award_id,
    count(*) AS times,
    sum(obligation) AS round_sum,
    array_agg(action_id) AS acts
  FROM action
  WHERE obligation >= 1000000 AND obligation % 1000000 = 0
  GROUP BY award_id
),
judged AS (
  SELECT
    a.award_id, c.round_sum, c.acts,
    coalesce(c.times, 0) AS times,
    coalesce(c.times >= $times AND c.round_sum * 100 >= a.obligated * $percent, false) AS hit,
    coalesce(a.pricing_code IN ('R', 'S', 'T', 'U', 'V', 'Y', 'Z'), false) AS in_steps,
    a.pricing_code IS NULL OR a.pricing_code IN ('NO', '1') AS unknown
  FROM award a
  LEFT JOIN counted c ON c.award_id = a.award_id
  WHERE a.obligated >= $times * 1000000
)
SELECT
  award_id,
  times AS value,
  CASE WHEN NOT (hit AND unknown) THEN hit AND NOT in_steps END AS flagged,
  CASE WHEN hit AND in_steps AND NOT unknown THEN 'funded_in_steps' END AS spared,
  CASE WHEN hit AND unknown THEN 'pricing_unknown' END AS not_assessed,
  round_sum AS amount,
  CASE WHEN hit THEN acts END AS rests_on
FROM judged
