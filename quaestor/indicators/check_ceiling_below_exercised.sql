/*
title: Ceiling below what was exercised
version: 1
area: records
check: true
asks: Is the ceiling (base and all options) lower, by more than {percent} %, than the base and the options exercised?
why: >
  All options cannot come to less than those used. One of the two figures is wrong, and with it every statement on growth.
innocent: >
  Offices that raise the exercised value and leave the ceiling as it was make a slip of form. Metered services pass their estimate.
not_assessed:
  not_an_amount: "its ceiling or its exercised value is not held, or the ceiling is no stated amount"
subject: award
measures: dollars by which the ceiling is lower
parameters: {percent: 1}
based_on: FPDS data dictionary, elements 3A and 3B (base and all options includes what is exercised)
*/
SELECT
  award_id,
  exercised - ceiling AS value,
  CASE WHEN ceiling_kind = 'stated' AND exercised IS NOT NULL THEN exercised * 100 > ceiling * (100 + $percent) AND exercised > ceiling END AS flagged,
  CASE WHEN ceiling_kind <> 'stated' OR exercised IS NULL THEN 'not_an_amount' END AS not_assessed,
  exercised - ceiling AS amount
FROM award
WHERE actions > 0
