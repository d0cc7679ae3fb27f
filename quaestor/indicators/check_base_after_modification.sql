/*
title: First act signed after a modification
version: 1
area: records
check: true
asks: Is the award's first act (modification 0) signed more than {days} days after one of its modifications?
why: >
  A modification cannot come before what it modifies. One of the days is wrong, and what was known when is in the wrong order.
innocent: >
  The first act of an older contract is often reported again, under today's day, when the record is moved or its number changes.
not_assessed:
  first_act_not_held: "no act numbered 0 is held"
subject: award
measures: days by which the first act is later
parameters: {days: 0}
based_on: FPDS data dictionary, elements 1C and 2A
*/
WITH days AS (
  SELECT
    award_id,
    max(CASE WHEN mod_number IN ('0', '00', '000', '0000') THEN signed_on END) AS based_on,
    min(CASE WHEN mod_number NOT IN ('0', '00', '000', '0000') THEN signed_on END) AS modified_on
  FROM action
  GROUP BY award_id
)
SELECT
  award_id,
  date_diff('day', modified_on, based_on) AS value,
  CASE WHEN based_on IS NOT NULL THEN date_diff('day', modified_on, based_on) > $days END AS flagged,
  CASE WHEN based_on IS NULL THEN 'first_act_not_held' END AS not_assessed
FROM days
WHERE modified_on IS NOT NULL
