/*
title: Reported long after it was signed
version: 1
area: records
asks: Was an act that commits or takes back money first reported more than {days} days after it was signed?
why: >
  Awards are to be reported within three working days. What is reported months later was out of sight while it could still be
  questioned, protested or stopped.
innocent: >
  Systems that fail, records moved over from older ones, acts that were classified at first, and contracting in a contingency are
  reported late with permission. Orders by others under a vehicle are reported in batches.
spares:
  moved_over: "signed before {moved_on}, when records were moved into the present system"
not_assessed:
  no_day_printed: "no source held prints when its acts with money were first reported"
subject: award
measures: days from signing to the first report, at most
outcomes: [rewrite]
parameters: {days: 90, moved_on: "2004-10-01", amount: 25000}
based_on: >
  FAR 4.604(b)(2) (three business days; thirty days for urgent and emergency acts); GAO-25-107469, Federal spending transparency: actions needed
  to help ensure procurement data quality
*/
WITH late AS (
  SELECT
    award_id,
    count(reported_on) AS printed,
    max(date_diff('day', signed_on, reported_on)) AS days,
    max(CASE WHEN signed_on >= CAST($moved_on AS DATE) THEN date_diff('day', signed_on, reported_on) END) AS days_since,
    sum(CASE WHEN signed_on >= CAST($moved_on AS DATE) AND date_diff('day', signed_on, reported_on) > $days THEN obligation END) AS amount,
    array_agg(action_id) FILTER (
      WHERE signed_on >= CAST($moved_on AS DATE) AND date_diff('day', signed_on, reported_on) > $days
    ) AS acts
  FROM action
  WHERE abs(obligation) >= $amount
  GROUP BY award_id
)
SELECT
  award_id,
  coalesce(days_since, days) AS value,
  CASE WHEN printed > 0 THEN coalesce(days_since > $days, false) END AS flagged,
  CASE WHEN printed > 0 AND days > $days AND NOT coalesce(days_since > $days, false) THEN 'moved_over' END AS spared,
  CASE WHEN printed = 0 THEN 'no_day_printed' END AS not_assessed,
  amount,
  acts AS rests_on
FROM late
