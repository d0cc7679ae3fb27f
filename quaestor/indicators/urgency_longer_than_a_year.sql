/*
title: Urgent award that runs for more than a year
version: 1
area: competition
asks: Does an award given without competition for urgency run for more than {max_days} days?
measures: days that the award may run
why: >
  Urgency excuses competition only for as long as it takes to meet the need and to hold one. The law sets a year, unless
  the head of the agency writes down that exceptional circumstances apply.
innocent: >
  The head of the agency may have written just that. Warranty and close-out can hold an award open after the work is
  done, and a last possible day may count options that were never used.
spares:
  small_purchase: worth at most {small_amount} dollars, where simplified rules apply
not_assessed:
  first_act_not_held: the first act is not held, so the days seen are too few
  period_not_printed: no source held prints the first or the last day of the award
subject: award
rests_on: award
parameters: {max_days: 366, small_amount: 250000}
based_on:
  - FAR 6.302-2(d) and 41 U.S.C. 3304(c)
  - GAO-14-304, Federal contracting, noncompetitive contracts based on urgency need additional oversight (2014)
*/
WITH judged AS (
  SELECT
    award_id, psc, first_held,
    date_diff('day', coalesce(starts_on, first_signed_on), coalesce(ends_on, could_end_on)) AS days,
    CASE WHEN ceiling_kind = 'stated' THEN ceiling ELSE coalesce(obligated, obligated_stated, exercised) END AS worth
  FROM award
  WHERE sole_source_code = 'URG' AND vehicle_id IS NULL
)
SELECT
  award_id,
  days AS value,
  CASE WHEN unknown IS NULL THEN days > $max_days AND coalesce(worth > $small_amount, true) END AS flagged,
  CASE WHEN days > $max_days AND worth <= $small_amount THEN 'small_purchase' END AS spared,
  unknown AS not_assessed,
  worth AS amount,
  'PSC ' || coalesce(substr(psc, 1, 2), 'not printed') AS cohort
FROM (
  SELECT
    *,
    CASE
      WHEN days IS NULL THEN 'period_not_printed'
      WHEN days <= $max_days AND first_held <> '0' THEN 'first_act_not_held'
    END AS unknown
  FROM judged
) measured
