/*
title: Ends before it starts
version: 1
area: records
check: true
asks: Does an award's last day come before its first day?
why: >
  No work can be done in such a period; a year or a month was probably mistyped, and everything said of its length is wrong.
innocent: >
  Some offices change both days when closing out.
not_assessed:
  no_days_held: "the first or the last day is not held"
  first_act_not_held: "the first act is not held, and later ones print the day they take effect as the first"
subject: award
measures: days from the first day to the last
based_on: FPDS data dictionary, elements 2B and 2C; USAspending data dictionary, period of performance
*/
SELECT
  award_id,
  date_diff('day', starts_on, CASE WHEN could_end_on > ends_on THEN could_end_on ELSE coalesce(ends_on, could_end_on) END) AS value,
  CASE
    WHEN first_held IN ('0', '00', '000', '0000') AND starts_on IS NOT NULL AND (ends_on IS NOT NULL OR could_end_on IS NOT NULL)
      THEN date_diff('day', starts_on, CASE WHEN could_end_on > ends_on THEN could_end_on ELSE coalesce(ends_on, could_end_on) END) < 0
  END AS flagged,
  CASE
    WHEN starts_on IS NULL OR ends_on IS NULL AND could_end_on IS NULL THEN 'no_days_held'
    WHEN first_held NOT IN ('0', '00', '000', '0000') THEN 'first_act_not_held'
  END AS not_assessed,
  obligated AS amount
FROM award
WHERE actions > 0 AND kind NOT IN ('idc', 'fss', 'gwac', 'boa', 'bpa', 'other_transaction_idv', 'unknown_vehicle')
