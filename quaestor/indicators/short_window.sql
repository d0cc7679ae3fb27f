/*
title: Short time to bid
code: R003
version: 1
area: time
asks: Did bidders of a tender have fewer than {threshold} days to bid?
measures: days to bid
why: >
  A buyer who has one firm in mind can tell it early what is wanted, and leave the others too little time.
innocent: >
  Urgent works, tenders run again and call-offs under agreements are often short, and some laws allow it. Small purchases need
  little preparation. The dates printed may be those of the last change.
not_assessed:
  no_period: the publisher does not print when bidding opens and closes
  no_time_of_day: the period is printed without a time of day, and only timed periods are asked for
subject: process
rests_on: process
parameters: {threshold: 15, procurement_methods: "", procurement_method_details: "", timed_only: 0, exclude_procurement_method_details: ""}
high_base_rate: direct and small purchases are asked about too unless procurement_methods leaves them out, and most are short
based_on: Open Contracting Partnership, Red flags in public procurement (2024), R003; Cardinal R003, whose results it equals
*/
-- procurement_methods: open|selective keeps these methods only; procurement_method_details: urgent=10|foreign=25 gives
-- procedures days of their own. A tender that was cancelled, and a procedure named in exclude_procurement_method_details, is outside the question.
WITH asked AS (
  SELECT
    process_id, tender_days, tender_timed, coalesce(method, 'no method') AS method, estimated, currency,
    split_part(split_part('|' || $procurement_method_details || '|', '|' || method_details || '=', 2), '|', 1) AS own
  FROM process
  WHERE (status IS NULL OR status <> 'cancelled')
    AND ($exclude_procurement_method_details = '' OR method_details IS NULL OR replace(
      '|' || $exclude_procurement_method_details || '|', '|' || method_details || '|', ''
    ) = '|' || $exclude_procurement_method_details || '|')
    AND ($procurement_methods = '' OR replace('|' || $procurement_methods || '|', '|' || method || '|', '')
      <> '|' || $procurement_methods || '|')
)
SELECT
  process_id,
  tender_days AS value,
  CASE
    WHEN tender_days IS NULL OR ($timed_only = 1 AND NOT coalesce(tender_timed, false)) THEN NULL
    WHEN own IS NOT NULL AND own <> '' THEN tender_days < CAST(own AS DOUBLE)
    ELSE tender_days < $threshold
  END AS flagged,
  CASE
    WHEN tender_days IS NULL THEN 'no_period'
    WHEN $timed_only = 1 AND NOT coalesce(tender_timed, false) THEN 'no_time_of_day'
  END AS not_assessed,
  estimated AS amount,
  currency,
  method AS cohort
FROM asked
