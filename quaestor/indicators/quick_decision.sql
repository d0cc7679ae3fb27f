/*
title: Decided within days of the deadline
code: R061
version: 1
area: time
asks: Was the award made within {days} days of the close of bidding?
measures: days from the last day for bids to the award
why: >
  Bids take time to read. A decision of the next day may have been taken before.
innocent: >
  Catalogues, auctions and price lists are decided at once. The date of the award may be entered as that of the opening.
not_assessed:
  no_dates: the close of bidding or the award has no date
  turned_round: the award is dated before bidding closes
subject: process
rests_on: process
parameters: {days: 2}
based_on: Open Contracting Partnership, Red flags in public procurement (2024), R061
*/
SELECT
  process_id,
  date_diff('day', CAST(tender_ends_at AS DATE), CAST(awarded_at AS DATE)) AS value,
  CASE WHEN CAST(awarded_at AS DATE) >= CAST(tender_ends_at AS DATE)
    THEN date_diff('day', CAST(tender_ends_at AS DATE), CAST(awarded_at AS DATE)) <= $days END AS flagged,
  CASE
    WHEN tender_ends_at IS NULL OR awarded_at IS NULL THEN 'no_dates'
    WHEN CAST(awarded_at AS DATE) < CAST(tender_ends_at AS DATE) THEN 'turned_round'
  END AS not_assessed,
  awarded AS amount,
  awarded_currency AS currency,
  publisher AS cohort
FROM process
WHERE awards_active > 0 AND (method IS NULL OR method IN ('open', 'selective'))
