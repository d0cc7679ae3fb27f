/*
title: Contract signed before the award
version: 1
area: time
asks: Was a contract signed before the day of the award it carries out?
measures: days from the signature to the award
why: >
  Who signs before the decision has made it already.
innocent: >
  The date of the award may be that of its publication or entry. Corrected awards get new dates.
not_assessed:
  no_dates: the award or the signature has no date
subject: process_contract
rests_on: process_contract
based_on: Open Contracting Data Standard 1.1, which has the award come before the contract
*/
SELECT
  c.process_contract_id,
  date_diff('day', CAST(c.signed_at AS DATE), CAST(a.awarded_at AS DATE)) AS value,
  CAST(c.signed_at AS DATE) < CAST(a.awarded_at AS DATE) AS flagged,
  CASE WHEN a.awarded_at IS NULL OR c.signed_at IS NULL THEN 'no_dates' END AS not_assessed,
  c.amount,
  c.currency,
  'contracts with an award' AS cohort
FROM process_contract c JOIN process_award a ON a.process_award_id = c.process_award_id
WHERE c.status IS NULL OR c.status <> 'cancelled'
