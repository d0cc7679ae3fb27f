/*
title: Order does not say how holders could compete
version: 1
area: records
check: true
asks: Does no act of an order of {amount} dollars or more say whether the holders of its vehicle had a fair opportunity?
why: >
  Where several firms hold a vehicle each is to be given a chance at each order. An order that does not say leaves that open.
innocent: >
  Where one firm alone holds the vehicle there is nothing to give, and the field stays blank by rule. Orders under another
  agency's vehicle may not know how many hold it.
not_assessed:
  no_codes_printed: "the sources held print no codes at all for it"
  sum_not_held: "its obligations are not held in full"
subject: award
measures: dollars obligated
parameters: {amount: 250000}
high_base_rate: >
  Most orders are placed under vehicles that one firm holds, where the field stays blank by rule; how many hold a vehicle of another agency is not in
  the records held.
based_on: Department of Defense, Anomaly report roster (exhibit K of the data verification guide), 1.3.2 and 1.3.3 "Fair opportunity is null"; FAR 16.505(b)(1); FPDS data dictionary, element 10R
*/
WITH said AS (
  SELECT award_id FROM action WHERE fair_opportunity_code IS NOT NULL GROUP BY award_id
),
judged AS (
  SELECT
    a.award_id, a.obligated,
    s.award_id IS NULL AS hit,
    CASE
      WHEN a.psc IS NULL AND a.naics IS NULL AND a.pricing_code IS NULL AND a.competed_code IS NULL THEN 'no_codes_printed'
      WHEN a.obligated IS NULL THEN 'sum_not_held'
    END AS not_assessed
  FROM award a
  LEFT JOIN said s ON s.award_id = a.award_id
  WHERE a.vehicle_id IS NOT NULL AND a.actions > 0 AND coalesce(a.obligated, $amount) >= $amount
)
SELECT
  award_id,
  obligated AS value,
  CASE WHEN not_assessed IS NULL THEN hit END AS flagged,
  not_assessed,
  obligated AS amount
FROM judged
