/*
title: Signed after its period was over
version: 1
area: records
check: true
asks: >
  Does a first act, or a modification that adds work, exercises an option or changes an order, commit money for a period that was over more
  than {days} days before it was signed?
why: >
  Either a day is mistyped, or work was paid for that had been done without a contract.
innocent: >
  Small deliveries are made before their order is written up; repairs are ordered by telephone and confirmed. Close-outs, terminations and changes
  of name are signed after the end by nature and are not asked.
not_assessed:
  no_end_printed: "no such act prints the end of its period"
subject: award
measures: days by which it was signed after its end, at most
parameters: {days: 3}
based_on: Department of Defense, Anomaly report roster (exhibit K of the data verification guide), 1.4 "Completion date is less than date signed" and 1.5 (estimated ultimate completion date); FAR 1.602-3
*/
WITH dated AS (
  SELECT
    award_id,
    count(coalesce(could_end_on, ends_on)) AS printed,
    max(date_diff('day', coalesce(could_end_on, ends_on), signed_on)) AS days,
    sum(CASE WHEN date_diff('day', coalesce(could_end_on, ends_on), signed_on) > $days THEN obligation END) AS amount,
    array_agg(action_id) FILTER (WHERE date_diff('day', coalesce(could_end_on, ends_on), signed_on) > $days) AS acts
  FROM action
  WHERE obligation > 0 AND (reason_code IS NULL OR reason_code IN ('A', 'D', 'G'))
  GROUP BY award_id
)
SELECT
  award_id,
  days AS value,
  CASE WHEN printed > 0 THEN days > $days END AS flagged,
  CASE WHEN printed = 0 THEN 'no_end_printed' END AS not_assessed,
  amount,
  acts AS rests_on
FROM dated
