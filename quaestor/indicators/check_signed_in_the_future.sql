/*
title: Signed after the record was last touched
version: 1
area: records
check: true
asks: Does an act bear a day of signing later than the day on which its record was last changed, or read?
why: >
  A day that had not come when it was entered is a slip, and puts the act into the wrong month or year of every total.
innocent: >
  Acts are entered a day ahead, and clocks of systems differ by a day: {days} days are let pass.
subject: award
measures: days by which it was signed after its record was touched, at most
parameters: {days: 2}
based_on: FPDS data dictionary, element 2A (date signed)
*/
WITH ahead AS (
  SELECT
    award_id,
    max(date_diff('day', CAST(coalesce(modified_at, seen_at) AS DATE), signed_on)) AS days,
    array_agg(action_id) FILTER (WHERE date_diff('day', CAST(coalesce(modified_at, seen_at) AS DATE), signed_on) > $days) AS acts
  FROM action
  GROUP BY award_id
)
SELECT
  award_id,
  days AS value,
  days > $days AS flagged,
  acts AS rests_on
FROM ahead
WHERE days IS NOT NULL
