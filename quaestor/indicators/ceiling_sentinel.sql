/*
title: Ceiling that is a mark, not an amount
version: 1
area: ceilings
asks: Does the record print a ceiling that cannot be a real amount?
measures: the ceiling as the acts add up to it
why: >
  All nines, an amount larger than any contract, or one step printed several times on a day sets no limit. What may be
  bought under such a ceiling is not known to the public, and every sum that includes it is wrong.
innocent: >
  Many systems demand an amount where a vehicle has none, and the office fills the field. Slips of the keyboard are often
  put right by a later modification.
not_assessed:
  unknown_ceiling: no ceiling is printed, or the first action is not held
subject: award
based_on: FPDS data dictionary, element 3A base and all options value
*/
SELECT
  award_id,
  ceiling AS value,
  CASE WHEN ceiling_kind <> 'unknown' THEN ceiling_kind = 'sentinel' END AS flagged,
  CASE WHEN ceiling_kind = 'unknown' THEN 'unknown_ceiling' END AS not_assessed,
  kind AS cohort
FROM award
