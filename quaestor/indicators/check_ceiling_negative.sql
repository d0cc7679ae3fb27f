/*
title: Ceiling below zero
version: 1
area: records
check: true
asks: Do the acts of an award add up to a ceiling, or to an exercised value, below zero?
why: >
  Nothing can be bought for less than nothing: an act is missing, or one took back more than there was.
innocent: >
  A first act entered without its value and later cut leaves such a sum; so does one act missing among those held.
not_assessed:
  not_held: "the acts held do not add up to a ceiling"
subject: award
measures: the lower of ceiling and exercised value, in dollars
parameters: {dollars: 1}
based_on: FPDS data dictionary, elements 3A and 3B
*/
SELECT
  award_id,
  CASE WHEN ceiling <= exercised OR exercised IS NULL THEN ceiling ELSE exercised END AS value,
  CASE WHEN ceiling IS NOT NULL THEN ceiling <= -$dollars OR coalesce(exercised <= -$dollars, false) END AS flagged,
  CASE WHEN ceiling IS NULL THEN 'not_held' END AS not_assessed,
  CASE WHEN ceiling <= exercised OR exercised IS NULL THEN ceiling ELSE exercised END AS amount
FROM award
WHERE actions > 0
