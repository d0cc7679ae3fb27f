/*
title: Years of ceiling committed in the first months
version: 1
area: money
asks: Of an award that could run {period} days or more, were {percent} % of the ceiling committed within {days} days, having begun with less than half?
why: >
  Options are there to be decided on year by year. Where the money of years is committed in months, the need was misjudged, or the
  award is carrying more than it was made for, and it will be raised or bridged next.
innocent: >
  Goods are ordered ahead of need when a price is about to rise; a disaster uses up years of a standing contract; research is funded when its money comes.
spares:
  small: "a ceiling below {amount} dollars"
not_assessed:
  sampled: "the sources held print only some of the award's acts"
  not_an_amount: "its ceiling is not a stated amount: not held, zero, a mark for no limit, or a whole programme's"
  no_period: "no last day is held"
subject: award
measures: per cent of the ceiling committed in that time
outcomes: [termination, takeback]
parameters: {period: 730, days: 180, percent: 80, amount: 1000000}
based_on: Open Contracting Partnership, Red flags in public procurement (2024), implementation stage; FAR 17.207(c) (before an option is taken up)
*/
WITH long AS (
  SELECT
    award_id, ceiling, first_signed_on, obligated,
    date_diff('day', first_signed_on, could_end_on) AS period,
    CASE
      WHEN sampled THEN 'sampled'
      WHEN ceiling_kind <> 'stated' OR ceiling < 0 OR obligated IS NULL THEN 'not_an_amount'
      WHEN could_end_on IS NULL THEN 'no_period'
    END AS not_assessed
  FROM award
  WHERE actions > 1 AND kind NOT IN ('idc', 'fss', 'gwac', 'boa', 'bpa', 'other_transaction_idv', 'unknown_vehicle')
),
early AS (
  SELECT
    l.award_id,
    sum(CASE WHEN s.signed_on = l.first_signed_on THEN s.obligation ELSE 0 END) AS at_first,
    sum(s.obligation) AS soon,
    array_agg(s.action_id) FILTER (WHERE s.obligation > 0) AS acts
  FROM long l
  JOIN action s ON s.award_id = l.award_id
  WHERE l.not_assessed IS NULL AND l.period >= $period AND l.obligated * 200 >= l.ceiling * $percent
    AND date_diff('day', l.first_signed_on, s.signed_on) <= $days
  GROUP BY l.award_id
),
judged AS (
  SELECT
    l.award_id, l.not_assessed, l.ceiling, e.soon, e.acts,
    coalesce(e.soon * 100 >= l.ceiling * $percent AND e.at_first * 2 < l.ceiling, false) AS hit
  FROM long l
  LEFT JOIN early e ON e.award_id = l.award_id
  WHERE l.not_assessed IS NOT NULL OR l.period >= $period
)
SELECT
  award_id,
  CASE WHEN ceiling > 0 THEN CAST(soon AS DOUBLE) * 100 / nullif(CAST(ceiling AS DOUBLE), 0) END AS value,
  CASE WHEN not_assessed IS NULL THEN hit AND ceiling >= $amount END AS flagged,
  CASE WHEN not_assessed IS NULL AND hit AND ceiling < $amount THEN 'small' END AS spared,
  not_assessed,
  soon AS amount,
  CASE WHEN hit THEN acts END AS rests_on
FROM judged
