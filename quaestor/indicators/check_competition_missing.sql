/*
title: Extent of competition not reported
version: 1
area: records
check: true
asks: Does no act of a contract say whether it was competed?
why: >
  Shares of competed money leave such awards out, or count them as competed. Which, a total rarely says.
innocent: >
  Orders take the answer from their vehicle; records before 2004 were moved over without it; some vehicles are reported
  before the competition is entered.
spares:
  order: "placed under a vehicle, whose competition it takes over"
not_assessed:
  no_codes_printed: "the sources held print no codes at all for it"
subject: award
measures: kind of award
based_on: Department of Defense, Anomaly report roster (exhibit K of the data verification guide), 1.3.1 "Extent competed is null"; FPDS data dictionary, element 10A
*/
WITH judged AS (
  SELECT
    award_id, obligated, kind,
    competed_code IS NULL AS hit,
    vehicle_id IS NOT NULL OR kind IN ('delivery_order', 'bpa_call') AS is_order,
    psc IS NULL AND naics IS NULL AND pricing_code IS NULL AND competed_code IS NULL AS no_codes
  FROM award
  WHERE actions > 0
)
SELECT
  award_id,
  kind AS value,
  CASE WHEN NOT no_codes THEN hit AND NOT is_order END AS flagged,
  CASE WHEN NOT no_codes AND hit AND is_order THEN 'order' END AS spared,
  CASE WHEN no_codes THEN 'no_codes_printed' END AS not_assessed,
  obligated AS amount
FROM judged
