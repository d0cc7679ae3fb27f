/*
title: One offer in a competition
code: R018
version: 1
area: competition
asks: Did an award that was open to competition, worth more than the simplified acquisition threshold, draw a single offer?
measures: offers received
why: >
  A competition with one offer gives no price to compare. Narrow requirements, short notice or a known winner keep
  others away, and each can be mended before the next one.
innocent: >
  Few firms make some things, remote places draw few offers, and firms team up before they bid. Agencies may have tried
  twice. The number is typed in by hand.
spares:
  small_purchase: worth at most the simplified acquisition threshold on the day of signing, where offers need not be sought widely
  utilities: gas, power, water and telephone of one local provider (PSC S1)
not_assessed:
  offers_not_printed: no source held prints the number of offers, or prints none at all (0)
  amount_not_held: neither a ceiling nor the money obligated is held
subject: award
rests_on: award
parameters: {sat_2010: 150000, sat_2018: 250000, sat_2025: 350000}
based_on:
  - Open Contracting Partnership, Red flags in public procurement (2024), R018; European Commission Single Market Scoreboard, one bidder
  - FAR 2.101 (simplified acquisition threshold; 150,000 dollars until 2018, 250,000 after, 350,000 from 1 October 2025)
  - DFARS 215.371 (only one offer); GAO-10-833
*/
WITH fair AS (
  SELECT DISTINCT award_id FROM action WHERE fair_opportunity_code IN ('FAIR', 'CSA')
),
told AS (
  SELECT
    a.award_id, a.psc, a.offers,
    CASE
      WHEN a.first_signed_on >= DATE '2025-10-01' THEN $sat_2025
      WHEN a.first_signed_on >= DATE '2018-06-20' THEN $sat_2018
      ELSE $sat_2010
    END AS threshold,
    CASE WHEN a.ceiling_kind = 'stated' THEN a.ceiling ELSE coalesce(a.obligated, a.obligated_stated, a.exercised) END AS worth
  FROM award a
  LEFT JOIN fair f ON f.award_id = a.award_id
  WHERE a.competed_code IN ('A', 'D', 'F', 'CDO')
    AND ((a.vehicle_id IS NULL AND a.kind NOT IN ('delivery_order', 'bpa_call')) OR (a.kind = 'delivery_order' AND f.award_id IS NOT NULL))
),
judged AS (
  SELECT
    *,
    CASE WHEN coalesce(offers, 0) <= 0 THEN 'offers_not_printed' WHEN offers = 1 AND worth IS NULL THEN 'amount_not_held' END AS unknown,
    offers = 1 AS hit,
    CASE WHEN worth <= threshold THEN 'small_purchase' WHEN psc LIKE 'S1%' THEN 'utilities' END AS filtered
  FROM told
)
SELECT
  award_id,
  offers AS value,
  CASE WHEN unknown IS NULL THEN hit AND filtered IS NULL END AS flagged,
  CASE WHEN unknown IS NULL AND hit THEN filtered END AS spared,
  unknown AS not_assessed,
  worth AS amount,
  'PSC ' || coalesce(substr(psc, 1, 2), 'not printed') AS cohort
FROM judged
