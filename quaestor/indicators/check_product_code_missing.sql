/*
title: No product or service code
version: 1
area: records
check: true
asks: Does no act of the award say what kind of thing is bought?
why: >
  Without the code an award is in no comparison with its like, and no total by product or service holds it.
innocent: >
  Records of the first years print none; so do vehicles that buy many kinds of things. It says nothing of the award itself.
not_assessed:
  no_codes_printed: "the sources held print no codes at all for it"
subject: award
based_on: FAR 4.605(a); FPDS data dictionary, element 8A
*/
SELECT
  award_id,
  kind AS value,
  CASE WHEN psc IS NOT NULL OR naics IS NOT NULL OR pricing_code IS NOT NULL OR competed_code IS NOT NULL THEN psc IS NULL END AS flagged,
  CASE
    WHEN psc IS NULL AND naics IS NULL AND pricing_code IS NULL AND competed_code IS NULL THEN 'no_codes_printed'
  END AS not_assessed,
  obligated AS amount
FROM award
WHERE actions > 0
