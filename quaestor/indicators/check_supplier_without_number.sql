/*
title: Supplier without a registered number
version: 1
area: records
check: true
asks: Is the supplier of an award known by its name alone?
why: >
  Firms of one name are many, and one firm has many spellings. Without a number its awards cannot be put together for certain.
innocent: >
  Numbers are waived for foreign firms of small awards, for classified work and in emergencies. Some sources print none.
spares:
  undisclosed: "the name stands for firms that are not told: undisclosed, miscellaneous or an individual"
not_assessed:
  no_codes_printed: "the source of its latest act prints no kind and no codes, and so no numbers either"
subject: award
measures: the supplier's name
high_base_rate: >
  Where what is held comes from extracts that print names and kinds alone, as the bundled sample does, most suppliers have no number.
based_on: FAR 4.605(b) and (c); FAR 4.1102
*/
WITH judged AS (
  SELECT
    award_id, obligated, supplier_name,
    supplier_id IS NULL OR supplier_id LIKE 'name:%' AS hit,
    upper(coalesce(supplier_name, '')) LIKE '%UNDISCLOSED%' OR upper(coalesce(supplier_name, '')) LIKE 'MISCELLANEOUS%'
      OR lower(coalesce(supplier_name, '')) = 'an individual' AS undisclosed,
    psc IS NULL AND naics IS NULL AND pricing_code IS NULL AND competed_code IS NULL
      OR kind IN ('unknown_award', 'unknown_vehicle') AS no_codes
  FROM award
  WHERE actions > 0
)
SELECT
  award_id,
  supplier_name AS value,
  CASE WHEN NOT no_codes THEN hit AND NOT undisclosed END AS flagged,
  CASE WHEN NOT no_codes AND hit AND undisclosed THEN 'undisclosed' END AS spared,
  CASE WHEN no_codes THEN 'no_codes_printed' END AS not_assessed,
  obligated AS amount
FROM judged
