/*
title: Changes do not add up to the printed ceiling
version: 1
area: records
check: true
asks: Do the ceiling changes of an award's acts differ from the total that the publisher prints?
why: >
  The sum of changes and the printed total say the same thing in two ways. Where they differ, an act is missing or a figure is wrong.
innocent: >
  A page read while the record was being changed shows both states. Acts older than the publisher's system are in the total alone.
not_assessed:
  cannot_be_asked: "no printed total is held, or only some acts are"
subject: award
measures: dollars by which the printed total is higher
based_on: Measured on FPDS, where the two agree for 1,975 of 1,992 vehicles
*/
SELECT
  award_id,
  ceiling_stated - ceiling AS value,
  NOT reconciles AS flagged,
  CASE WHEN reconciles IS NULL THEN 'cannot_be_asked' END AS not_assessed,
  ceiling_stated - ceiling AS amount
FROM award
WHERE actions > 0
