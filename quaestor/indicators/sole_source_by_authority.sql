/*
title: Large award without competition
version: 1
area: competition
asks: Was an award of {min_amount} dollars or more given without competition, and under which authority?
measures: code of the authority
why: >
  Above this value an agency must write down why only one firm could be asked, and have an official outside the buying
  office approve it. The paper can be asked for, and the authority named in the record says which paper to ask for.
innocent: >
  Patents, safety approvals and spare parts can leave one firm. Emergencies leave no time. Statutes give some awards to
  named programs. A ceiling counts options that may never be used. An office may have made the same choice for years with
  good and published reasons.
spares:
  utilities: gas, power, water and telephone of one local provider (PSC S1, authority UT)
  by_statute: an award that a statute gives to a program (8(a), AbilityOne, Federal Prison Industries), up to {statute_amount} dollars
  research_center: a federally funded research center, or a maker kept in business for mobilisation (authority MES)
  treaty: an award under a treaty or for a foreign government that names the firm (authority IA)
not_assessed:
  competition_not_printed: no source held prints whether the award was competed
  amount_not_held: neither a ceiling nor the money obligated is held
subject: award
rests_on: award
parameters: {min_amount: 750000, statute_amount: 25000000}
based_on:
  - FAR 6.302-1 to 6.302-7 (the authorities), FAR 6.304(a)(1) (approval outside the office above 750,000 dollars; 900,000 from 1 October 2025)
  - FAR 6.303-1(b) (8(a) awards above 25 million dollars need a justification; 30 million from 1 October 2025)
  - Open Contracting Partnership, Red flags in public procurement (2024), direct award
*/
WITH told AS (
  SELECT
    award_id, competed_code, sole_source_code, psc,
    competed_code IN ('B', 'C', 'G') AS alone,
    CASE WHEN ceiling_kind = 'stated' THEN ceiling ELSE coalesce(obligated, obligated_stated, exercised) END AS worth
  FROM award
  WHERE vehicle_id IS NULL AND kind NOT IN ('delivery_order', 'bpa_call')
),
judged AS (
  SELECT
    *,
    CASE WHEN competed_code IS NULL THEN 'competition_not_printed' WHEN alone AND worth IS NULL THEN 'amount_not_held' END AS unknown,
    alone AND worth >= $min_amount AS hit,
    CASE
      WHEN psc LIKE 'S1%' OR sole_source_code = 'UT' THEN 'utilities'
      WHEN sole_source_code IN ('OTH', 'RES', '8AN', '8aN') AND worth <= $statute_amount THEN 'by_statute'
      WHEN sole_source_code = 'MES' THEN 'research_center'
      WHEN sole_source_code = 'IA' THEN 'treaty'
    END AS filtered
  FROM told
)
SELECT
  award_id,
  CASE WHEN alone THEN coalesce(sole_source_code, 'no authority printed') ELSE 'competed' END AS value,
  CASE WHEN unknown IS NULL THEN hit AND filtered IS NULL END AS flagged,
  CASE WHEN unknown IS NULL AND hit THEN filtered END AS spared,
  unknown AS not_assessed,
  worth AS amount,
  'PSC ' || coalesce(substr(psc, 1, 2), 'not printed') AS cohort
FROM judged
