/*
title: No value for base and all options
version: 1
area: records
check: true
asks: Does a contract, order or indefinite-delivery contract print zero for its base and all options?
why: >
  What may be spent is then unknown: growth cannot be seen, and every total of ceilings is too low.
innocent: >
  Vehicles that guarantee a minimum alone were long reported with zero, and orders carry the value instead. Where a later act
  takes all of it back, zero is right.
spares:
  taken_back: "its obligations are zero too: it was cancelled, or nothing was bought"
not_assessed:
  not_held: "the acts held do not add up to a ceiling"
subject: award
measures: what sort of ceiling it is
based_on: Department of Defense, Anomaly report roster (exhibit K of the data verification guide), 1.2 "Base and all options = $0"; FPDS data dictionary, element 3A
*/
WITH judged AS (
  SELECT
    award_id, obligated, ceiling_kind,
    coalesce(ceiling = 0, false) AS hit,
    coalesce(obligated, 0) = 0 AND kind <> 'idc' AS taken_back
  FROM award
  WHERE actions > 0 AND kind IN ('definitive_contract', 'purchase_order', 'delivery_order', 'idc')
)
SELECT
  award_id,
  ceiling_kind AS value,
  CASE WHEN ceiling_kind <> 'unknown' THEN hit AND NOT taken_back END AS flagged,
  CASE WHEN ceiling_kind <> 'unknown' AND hit AND taken_back THEN 'taken_back' END AS spared,
  CASE WHEN ceiling_kind = 'unknown' THEN 'not_held' END AS not_assessed,
  obligated AS amount
FROM judged
