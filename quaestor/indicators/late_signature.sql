/*
title: Long time from award to signature
code: R060
version: 1
area: time
asks: Did {days} days or more pass between the award and the signature of the contract?
measures: days from the award to the signature
why: >
  Terms may be changed while nobody looks, and a firm that waits may be asked for something.
innocent: >
  Complaints stop a signature, guarantees take time, and budgets come late in the year.
not_assessed:
  no_dates: the award or the signature has no date
subject: process_contract
rests_on: process_contract
parameters: {days: 60}
based_on: Open Contracting Partnership, Red flags in public procurement (2024), R060
*/
SELECT
  c.process_contract_id,
  date_diff('day', CAST(a.awarded_at AS DATE), CAST(c.signed_at AS DATE)) AS value,
  date_diff('day', CAST(a.awarded_at AS DATE), CAST(c.signed_at AS DATE)) >= $days AS flagged,
  CASE WHEN a.awarded_at IS NULL OR c.signed_at IS NULL THEN 'no_dates' END AS not_assessed,
  c.amount,
  c.currency,
  'contracts with an award' AS cohort
FROM process_contract c JOIN process_award a ON a.process_award_id = c.process_award_id
WHERE c.status IS NULL OR c.status <> 'cancelled'
