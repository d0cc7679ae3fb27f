/*
title: Order that the vehicle's other holders could not compete for
version: 1
area: competition
asks: Was an order of {min_amount} dollars or more kept from the other holders of its vehicle by an exception?
measures: code that says why holders were not asked
why: >
  Several holders are chosen so that each order is competed. An exception takes that away, and above the simplified
  acquisition threshold the reason must be written down and published.
innocent: >
  A follow-on order may finish what a competed one began. Urgent needs and minimum guarantees are what the exceptions are
  for. Old records use the same field for schedules, where brand names count as one source.
spares:
  minimum_guarantee: the order meets the minimum that each holder was promised
  by_statute: a statute names who must get the order, or it is reserved for a program of small firms
not_assessed:
  fair_opportunity_not_printed: no source held prints how the holders of the vehicle could compete
  amount_not_held: neither a ceiling nor the money obligated is held
subject: award
rests_on: award
parameters: {min_amount: 250000}
based_on:
  - FAR 16.505(b)(2)(i) (the exceptions) and 16.505(b)(2)(ii) (justification above the simplified acquisition threshold)
  - FAR 8.405-6 (limited sources under schedules); GAO-17-329, Federal contracts, agencies widely used indefinite contracts to provide flexibility (2017)
*/
WITH codes AS (
  SELECT award_id, max_by(fair_opportunity_code, signed_on) FILTER (WHERE fair_opportunity_code IS NOT NULL) AS fair_code
  FROM action
  WHERE fair_opportunity_code IS NOT NULL
  GROUP BY award_id
),
told AS (
  SELECT
    a.award_id, a.psc, c.fair_code,
    CASE WHEN a.ceiling_kind = 'stated' THEN a.ceiling ELSE coalesce(a.obligated, a.obligated_stated, a.exercised) END AS worth
  FROM award a
  LEFT JOIN codes c ON c.award_id = a.award_id
  WHERE a.vehicle_id IS NOT NULL AND a.kind IN ('delivery_order', 'unknown_award')
),
judged AS (
  SELECT
    *,
    fair_code IN ('URG', 'ONE', 'FOO', 'MG', 'OSA', 'SS') AND worth >= $min_amount AS hit,
    CASE fair_code WHEN 'MG' THEN 'minimum_guarantee' WHEN 'OSA' THEN 'by_statute' WHEN 'SS' THEN 'by_statute' END AS filtered,
    CASE WHEN fair_code IS NULL THEN 'fair_opportunity_not_printed' WHEN worth IS NULL THEN 'amount_not_held' END AS unknown
  FROM told
)
SELECT
  award_id,
  fair_code AS value,
  CASE WHEN unknown IS NULL THEN hit AND filtered IS NULL END AS flagged,
  CASE WHEN unknown IS NULL AND hit THEN filtered END AS spared,
  unknown AS not_assessed,
  worth AS amount,
  'PSC ' || coalesce(substr(psc, 1, 2), 'not printed') AS cohort
FROM judged
