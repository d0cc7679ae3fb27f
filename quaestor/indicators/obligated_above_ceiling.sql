/*
title: More obligated than the ceiling
version: 1
area: money
asks: Is more obligated on the award than its base and all options come to, by {percent} % and {amount} dollars?
why: >
  The ceiling is all that the award may cost. Money beyond it was committed without a value being agreed for it, or the
  agreement was never reported.
innocent: >
  Indices, fees and metered use (power, water, telephone) are paid as they come. A modification that raises the ceiling may be
  signed but not yet reported, or was reported with its money and without its value.
spares:
  metered: "utilities (PSC S1), paid by the meter against an estimate"
not_assessed:
  sampled: "the sources held print only some of the award's acts"
  not_an_amount: "its ceiling is not a stated amount: not held, zero, a mark for no limit, or a whole programme's"
subject: award
measures: dollars above the ceiling
outcomes: [takeback, rewrite]
parameters: {percent: 1, amount: 10000}
based_on: >
  31 U.S.C. 1501(a)(1) (an obligation rests on a binding agreement); FAR 32.702; FAR 52.232-20 and 52.232-22 (limitation of cost, of funds)
*/
WITH judged AS (
  SELECT
    award_id,
    obligated - ceiling AS above,
    CASE
      WHEN sampled THEN 'sampled'
      WHEN ceiling_kind <> 'stated' OR obligated IS NULL THEN 'not_an_amount'
    END AS not_assessed,
    coalesce(obligated - ceiling >= $amount AND obligated * 100 >= ceiling * (100 + $percent), false) AS hit,
    coalesce(psc LIKE 'S1%', false) AS metered
  FROM award
  WHERE actions > 0
)
SELECT
  award_id,
  above AS value,
  CASE WHEN not_assessed IS NULL THEN hit AND NOT metered END AS flagged,
  CASE WHEN not_assessed IS NULL AND hit AND metered THEN 'metered' END AS spared,
  not_assessed,
  above AS amount
FROM judged
