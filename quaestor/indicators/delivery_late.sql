/*
title: Milestone missed or met late
code: R067
version: 1
area: time
asks: Was a milestone of a contract not met, or met {days} days or more after it was due?
measures: days late, or what the milestone says
why: >
  Delivery that fails without consequence is paid for all the same.
innocent: >
  Deadlines are put off by agreement, weather or the buyer's own delay, and the record may not follow.
not_assessed:
  not_told: neither a status nor the day it was met is printed
subject: milestone
rests_on: milestone
parameters: {days: 30}
based_on: Open Contracting Partnership, Red flags in public procurement (2024), R067
*/
SELECT
  milestone_id,
  coalesce(CAST(date_diff('day', CAST(due_at AS DATE), CAST(met_at AS DATE)) AS VARCHAR), status) AS value,
  CASE
    WHEN status = 'notMet' THEN true
    WHEN due_at IS NOT NULL AND met_at IS NOT NULL THEN date_diff('day', CAST(due_at AS DATE), CAST(met_at AS DATE)) >= $days
    WHEN status IN ('met', 'partiallyMet') THEN false
  END AS flagged,
  CASE WHEN (status IS NULL OR status NOT IN ('notMet', 'met', 'partiallyMet')) AND (due_at IS NULL OR met_at IS NULL)
    THEN 'not_told' END AS not_assessed,
  stage AS cohort
FROM milestone
WHERE stage <> 'tender'
