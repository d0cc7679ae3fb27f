/*
title: Competed, and the number of offers is blank
version: 1
area: competition
asks: Was an award competed without the record telling how many offers came?
measures: offers received
why: >
  Without the number of offers nobody outside can tell a competition that drew ten from one that drew the incumbent alone.
innocent: >
  The field was not always demanded, and systems of the time before 2004 did not carry it. Orders inherit the number from
  their vehicle.
spares:
  order: an order under a vehicle, whose competition was held for the vehicle
not_assessed:
  competition_unknown: the record does not tell whether it was competed
  only_a_summary: only a summary of the award is held
subject: award
based_on: FPDS data dictionary, element 10D number of offers received
*/
SELECT
  award_id,
  offers AS value,
  CASE
    WHEN competed_code IS NULL OR actions = 0 THEN NULL
    ELSE offers IS NULL AND competed_code IN ('A', 'D', 'E', 'F', 'CDO') AND vehicle_id IS NULL
  END AS flagged,
  CASE
    WHEN actions > 0 AND offers IS NULL AND competed_code IN ('A', 'D', 'E', 'F', 'CDO') AND vehicle_id IS NOT NULL THEN 'order'
  END AS spared,
  CASE WHEN actions = 0 THEN 'only_a_summary' WHEN competed_code IS NULL THEN 'competition_unknown' END AS not_assessed,
  obligated AS amount,
  competed_code AS cohort
FROM award
