/*
title: Option exercised after the period had ended
version: 1
area: time
asks: Was an option exercised (code G) more than {days} days after the last day of the period that stood before it?
why: >
  An option has to be taken up within the time the contract sets. Once the period is over there is nothing left to extend:
  what is signed then is a new award without competition.
innocent: >
  The act that extended the period in between may not be held. An option can be for more of a thing rather than for more
  time. Under a continuing resolution options are taken up late with the contractor's consent, and the days that an office
  enters are often those of reporting.
spares:
  in_effect_before: "the act took effect on or before the day after the period's end, and was signed within {signing_days} days of it"
not_assessed:
  sampled: "the act before it may be missing: the sources held print only some of the award's acts"
  no_end_held: "no earlier act held prints an end"
subject: award
measures: days after the end of the period, at most
outcomes: [termination, takeback]
parameters: {days: 3, signing_days: 30}
based_on: FAR 17.207(a) and (f), FAR 52.217-9; GAO, B-209312 (an option taken up after its time has lapsed)
*/
WITH optioned AS (
  SELECT award_id FROM action WHERE reason_code = 'G' GROUP BY award_id
),
-- Acts of one day are taken as signed together: an end that is moved on the day of the option had passed before it.
by_day AS (
  SELECT s.award_id, s.signed_on, max(coalesce(s.ends_on, s.order_until)) AS ends_on
  FROM action s
  JOIN optioned o ON o.award_id = s.award_id
  GROUP BY s.award_id, s.signed_on
),
before AS (
  SELECT
    award_id, signed_on,
    max(ends_on) OVER (
      PARTITION BY award_id ORDER BY signed_on NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS ended_on
  FROM by_day
),
acts AS (
  SELECT s.award_id, s.action_id, s.signed_on, s.effective_on, s.sampled, s.obligation, b.ended_on
  FROM action s
  JOIN before b ON b.award_id = s.award_id AND b.signed_on = s.signed_on
  WHERE s.reason_code = 'G'
),
late AS (
  SELECT
    award_id, action_id, obligation, coalesce(sampled, false) AS sampled, ended_on,
    date_diff('day', ended_on, signed_on) AS days,
    coalesce(date_diff('day', ended_on, signed_on) > $days, false) AS hit,
    coalesce(
      date_diff('day', ended_on, effective_on) <= 1 AND date_diff('day', ended_on, signed_on) <= $signing_days, false
    ) AS in_effect
  FROM acts
),
judged AS (
  SELECT
    award_id,
    max(CASE WHEN hit AND NOT in_effect THEN days END) AS days_late,
    max(days) AS days,
    sum(CASE WHEN hit AND NOT in_effect THEN obligation END) AS amount,
    array_agg(action_id) FILTER (WHERE hit AND NOT in_effect) AS acts,
    max(CASE WHEN hit AND in_effect THEN 1 ELSE 0 END) AS spared,
    CASE
      WHEN max(CASE WHEN sampled THEN 1 ELSE 0 END) = 1 THEN 'sampled'
      WHEN count(ended_on) = 0 THEN 'no_end_held'
    END AS not_assessed
  FROM late
  GROUP BY award_id
)
SELECT
  award_id,
  coalesce(days_late, days) AS value,
  CASE WHEN not_assessed IS NULL THEN days_late IS NOT NULL END AS flagged,
  CASE WHEN not_assessed IS NULL AND days_late IS NULL AND spared = 1 THEN 'in_effect_before' END AS spared,
  not_assessed,
  amount,
  acts AS rests_on
FROM judged
