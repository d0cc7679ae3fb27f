/*
title: Reported before it was signed
version: 1
area: records
check: true
asks: Was an act first reported more than {days} days before the day on which it says it was signed?
why: >
  What is reported as done and signed later was either back- or forward-dated, or its record was used anew for another act.
innocent: >
  Drafts are entered weeks ahead, which is let pass; records moved from an older system bear the day of the move or of the former record.
not_assessed:
  no_day_printed: "no source held prints when its acts were first reported"
subject: award
measures: days by which it was signed after its report, at most
parameters: {days: 180}
based_on: FAR 4.604(b)(2) (the report is confirmed before the award is released); FPDS data dictionary, element 2A
*/
WITH early AS (
  SELECT
    award_id,
    count(reported_on) AS printed,
    max(date_diff('day', reported_on, signed_on)) AS days,
    array_agg(action_id) FILTER (WHERE date_diff('day', reported_on, signed_on) > $days) AS acts
  FROM action
  GROUP BY award_id
)
SELECT
  award_id,
  days AS value,
  CASE WHEN printed > 0 THEN days > $days END AS flagged,
  CASE WHEN printed = 0 THEN 'no_day_printed' END AS not_assessed,
  acts AS rests_on
FROM early
