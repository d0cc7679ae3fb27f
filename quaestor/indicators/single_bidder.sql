/*
title: One bidder only
code: R018
version: 1
area: competition
asks: Did a tender that was open to several draw a single bidder?
measures: bidders
why: >
  Where competition was possible and one firm alone came, the price was not tested, and the tender may have been written so
  that others stayed away.
innocent: >
  Some markets have one firm, some needs are special, and remote or small works draw few. A tender may be well known to be
  hard to win from the holder.
not_assessed:
  no_number: the publisher does not print how many tendered
subject: process
rests_on: process
parameters: {procurement_methods: "open|selective", exclude_procurement_method_details: ""}
based_on: Open Contracting Partnership, Red flags in public procurement (2024), R018; Cardinal R018, whose results it equals
*/
-- A tender that was cancelled, and a procedure named in exclude_procurement_method_details, is outside the question.
SELECT
  process_id,
  tenderers AS value,
  tenderers = 1 AS flagged,
  CASE WHEN tenderers IS NULL THEN 'no_number' END AS not_assessed,
  coalesce(awarded, estimated) AS amount,
  CASE WHEN awarded IS NOT NULL THEN awarded_currency ELSE currency END AS currency,
  method AS cohort
FROM process
WHERE (status IS NULL OR status <> 'cancelled')
    AND ($exclude_procurement_method_details = '' OR method_details IS NULL OR replace(
      '|' || $exclude_procurement_method_details || '|', '|' || method_details || '|', ''
    ) = '|' || $exclude_procurement_method_details || '|')
  AND ($procurement_methods = '' OR replace('|' || $procurement_methods || '|', '|' || method || '|', '')
      <> '|' || $procurement_methods || '|')
