/*
title: Award at or above the estimate
code: R031
version: 1
area: money
asks: Is the amount awarded {percent} % of the estimate or more?
measures: the award in per cent of the estimate
why: >
  A price that meets the estimate almost exactly suggests that it was known; one above it was not asked to be lower.
innocent: >
  Estimates are published in many places by law, or entered after the award. Where prices are regulated both come from one list.
spares:
  exactly_entered: estimate and award are equal to the cent, as where the one is entered from the other
not_assessed:
  not_comparable: no estimate and award are printed in one currency
subject: process
rests_on: process_award
parameters: {percent: 99}
based_on: Open Contracting Partnership, Red flags in public procurement (2024), R031
*/
SELECT
  process_id,
  CASE WHEN currency = awarded_currency THEN CAST(awarded AS DOUBLE) * 100 / nullif(estimated, 0) END AS value,
  CASE WHEN currency = awarded_currency AND estimated > 0 AND awarded IS NOT NULL
    THEN awarded * 100 >= estimated * $percent AND awarded <> estimated END AS flagged,
  CASE WHEN currency = awarded_currency AND estimated > 0 AND awarded = estimated THEN 'exactly_entered' END AS spared,
  CASE WHEN currency IS NULL OR awarded_currency IS NULL OR currency <> awarded_currency OR awarded IS NULL OR estimated <= 0
    OR estimated IS NULL THEN 'not_comparable' END AS not_assessed,
  awarded AS amount,
  awarded_currency AS currency,
  publisher AS cohort
FROM process
WHERE awards_active > 0
