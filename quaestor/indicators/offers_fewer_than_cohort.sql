/*
title: Far fewer offers than like awards draw
version: 1
area: competition
asks: Did a competed award worth more than {min_amount} dollars draw no more offers than the average of competed awards of its kind divided by {times}?
measures: offers received
why: >
  Where others of the kind draw many offers and one draws two, something kept firms away from this one: its
  requirements, its timing, or what was known about its winner.
innocent: >
  A group of codes joins easy and hard things. Buyers count quotes in different ways. A place or a clearance narrows the
  field.
spares:
  utilities: gas, power, water and telephone of one local provider (PSC S1)
not_assessed:
  offers_not_printed: no source held prints the number of offers, or prints none at all (0)
  cohort_too_small: fewer than {min_cohort} competed awards of the group of codes are held
  amount_not_held: neither a ceiling nor the money obligated is held
subject: award
rests_on: award
parameters: {times: 2, min_amount: 250000, min_cohort: 20, most_offers: 50}
based_on:
  - Open Contracting Partnership, Red flags in public procurement (2024), low number of bidders against the market
  - OECD, Guidelines for fighting bid rigging in public procurement (2025), fewer bidders than normally bid
*/
WITH fair AS (
  SELECT DISTINCT award_id FROM action WHERE fair_opportunity_code IN ('FAIR', 'CSA')
),
told AS (
  SELECT
    a.award_id, a.psc, a.offers,
    -- A vehicle with hundreds of holders would lift the average of everything beside it.
    least(a.offers, $most_offers) AS counted,
    CASE WHEN a.ceiling_kind = 'stated' THEN a.ceiling ELSE coalesce(a.obligated, a.obligated_stated, a.exercised) END AS worth,
    substr(a.psc, 1, 2) || CASE WHEN a.vehicle_id IS NULL THEN ', awards' ELSE ', orders' END AS kin
  FROM award a
  LEFT JOIN fair f ON f.award_id = a.award_id
  WHERE a.competed_code IN ('A', 'D', 'F', 'CDO') AND a.psc IS NOT NULL
    AND ((a.vehicle_id IS NULL AND a.kind IN ('definitive_contract', 'purchase_order', 'unknown_award')) OR (a.kind = 'delivery_order' AND f.award_id IS NOT NULL))
),
kinds AS (
  SELECT kin, count(*) AS awards, sum(counted) AS offers_together
  FROM told
  WHERE offers > 0
  GROUP BY kin
),
judged AS (
  SELECT
    t.*,
    CASE
      WHEN coalesce(t.offers, 0) <= 0 THEN 'offers_not_printed'
      WHEN coalesce(k.awards, 0) < $min_cohort THEN 'cohort_too_small'
      WHEN t.worth IS NULL THEN 'amount_not_held'
    END AS unknown,
    t.offers > 1 AND t.worth > $min_amount AND t.offers * k.awards * $times <= k.offers_together AS hit,
    CASE WHEN t.psc LIKE 'S1%' THEN 'utilities' END AS filtered
  FROM told t
  LEFT JOIN kinds k ON k.kin = t.kin
)
SELECT
  award_id,
  offers AS value,
  CASE WHEN unknown IS NULL THEN hit AND filtered IS NULL END AS flagged,
  CASE WHEN unknown IS NULL AND hit THEN filtered END AS spared,
  unknown AS not_assessed,
  worth AS amount,
  'PSC ' || kin AS cohort
FROM judged
