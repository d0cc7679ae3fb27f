/*
title: Key facts of the tender are not published
code: R005
version: 1
area: records
asks: Of what bidders need to know of a tender (what for, until when, items or documents), are {least} or more not published?
measures: facts that are missing
why: >
  Who cannot read what is bought and until when cannot bid; those who were told elsewhere can.
innocent: >
  The facts may stand in the notice itself, on a portal that is not exported, or be given on request. Direct purchases need no
  invitation and are not asked about.
not_assessed:
  method_unknown: the record does not tell whether others could bid
subject: process
rests_on: process
parameters: {least: 2}
high_base_rate: many publishers export neither documents nor items, for any of their tenders
based_on: Open Contracting Partnership, Red flags in public procurement (2024), R005
*/
SELECT
  process_id,
  CASE WHEN title IS NULL AND description IS NULL THEN 1 ELSE 0 END + CASE WHEN tender_ends_at IS NULL THEN 1 ELSE 0 END
    + CASE WHEN coalesce(items, 0) = 0 AND coalesce(documents, 0) = 0 THEN 1 ELSE 0 END AS value,
  CASE WHEN method IS NOT NULL THEN
    CASE WHEN title IS NULL AND description IS NULL THEN 1 ELSE 0 END + CASE WHEN tender_ends_at IS NULL THEN 1 ELSE 0 END
    + CASE WHEN coalesce(items, 0) = 0 AND coalesce(documents, 0) = 0 THEN 1 ELSE 0 END >= $least
  END AS flagged,
  CASE WHEN method IS NULL THEN 'method_unknown' END AS not_assessed,
  coalesce(awarded, estimated) AS amount,
  CASE WHEN awarded IS NOT NULL THEN awarded_currency ELSE currency END AS currency,
  publisher AS cohort
FROM process
WHERE (status IS NULL OR status NOT IN ('cancelled', 'unsuccessful', 'withdrawn')) AND (method IS NULL OR method IN ('open', 'selective'))
