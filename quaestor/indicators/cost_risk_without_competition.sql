/*
title: Open-ended price without competition
version: 1
area: money
asks: Was an award of {min_amount} dollars or more given without competition at a price that follows the hours or the costs?
measures: code of the type of price
why: >
  A price that follows costs leaves the risk with the buyer. Without competition nothing else holds the costs down, and
  the law asks for a written finding that no other sort of price would do.
innocent: >
  Nobody can price research, first articles or repairs of unknown damage beforehand. Auditors sit with the large makers.
spares:
  research_center: a federally funded research center, or a maker kept in business for mobilisation (authority MES)
  research: research and development (PSC A), where costs cannot be known beforehand
  by_statute: an award that a statute gives to a program (8(a), AbilityOne, Federal Prison Industries), up to {statute_amount} dollars
  treaty: an award under a treaty or for a foreign government that names the firm (authority IA)
not_assessed:
  pricing_not_printed: no source held prints the sort of price
  amount_not_held: neither a ceiling nor the money obligated is held
subject: award
rests_on: award
parameters: {min_amount: 750000, statute_amount: 25000000}
based_on:
  - FAR 16.301-2 and 16.301-3 (when cost-reimbursement is allowed), FAR 16.601(c) and (d) (time and materials, determination and findings)
  - FAR 6.303-1(b) (8(a) awards above 25 million dollars need a justification)
  - GAO-09-921, Contract management, extent of federal spending under cost-reimbursement contracts unclear (2009)
*/
WITH told AS (
  SELECT
    award_id, psc, pricing_code, sole_source_code,
    CASE WHEN ceiling_kind = 'stated' THEN ceiling ELSE coalesce(obligated, obligated_stated, exercised) END AS worth
  FROM award
  WHERE vehicle_id IS NULL AND kind NOT IN ('delivery_order', 'bpa_call') AND competed_code IN ('B', 'C', 'G')
),
judged AS (
  SELECT
    *,
    pricing_code IN ('R', 'S', 'T', 'U', 'V', 'Y', 'Z') AND worth >= $min_amount AS hit,
    CASE
      WHEN sole_source_code = 'MES' THEN 'research_center'
      WHEN psc LIKE 'A%' THEN 'research'
      WHEN sole_source_code IN ('OTH', 'RES', '8AN', '8aN') AND worth <= $statute_amount THEN 'by_statute'
      WHEN sole_source_code = 'IA' THEN 'treaty'
    END AS filtered,
    CASE WHEN coalesce(pricing_code, 'NO') IN ('NO', '1') THEN 'pricing_not_printed' WHEN worth IS NULL THEN 'amount_not_held' END AS unknown
  FROM told
)
SELECT
  award_id,
  pricing_code AS value,
  CASE WHEN unknown IS NULL THEN hit AND filtered IS NULL END AS flagged,
  CASE WHEN unknown IS NULL AND hit THEN filtered END AS spared,
  unknown AS not_assessed,
  worth AS amount,
  'PSC ' || coalesce(substr(psc, 1, 2), 'not printed') AS cohort
FROM judged
