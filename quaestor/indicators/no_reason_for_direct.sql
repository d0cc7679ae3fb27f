/*
title: Bought without competition, and no reason published
code: R010
version: 1
area: competition
asks: Was a purchase made directly or from a limited number of firms without a reason being published?
measures: the method as published
why: >
  Laws let a buyer pass over competition for stated reasons. Where none is published nobody outside can tell which, if any.
innocent: >
  The reason may stand in a paper that is not exported, or follow from the amount alone: small purchases need none.
spares:
  small: worth less than {least} in its own currency
not_assessed:
  amount_unknown: neither an estimate nor an award in one currency is printed
subject: process
rests_on: process
parameters: {least: 10000}
high_base_rate: many publishers never print the reason
based_on: Open Contracting Partnership, Red flags in public procurement (2024), R010
*/
SELECT
  process_id,
  method AS value,
  CASE WHEN coalesce(awarded, estimated) IS NOT NULL THEN method_reason IS NULL AND coalesce(awarded, estimated) >= $least END
    AS flagged,
  CASE WHEN method_reason IS NULL AND coalesce(awarded, estimated) < $least THEN 'small' END AS spared,
  CASE WHEN coalesce(awarded, estimated) IS NULL THEN 'amount_unknown' END AS not_assessed,
  coalesce(awarded, estimated) AS amount,
  CASE WHEN awarded IS NOT NULL THEN awarded_currency ELSE currency END AS currency,
  publisher AS cohort
FROM process
WHERE (status IS NULL OR status NOT IN ('cancelled', 'unsuccessful', 'withdrawn')) AND method IN ('direct', 'limited')
