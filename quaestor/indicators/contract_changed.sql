/*
title: Contract changed {least} times or more
code: R064
version: 1
area: scope
asks: Was a contract amended {least} times or more?
measures: amendments
why: >
  What is changed after the award was not competed. Many changes may have been planned for a low price at the start.
innocent: >
  Long works and services change with the need; many amendments only move a date or an address.
not_assessed:
  not_printed: the publisher prints no amendments
subject: process_contract
rests_on: process_contract
parameters: {least: 3}
based_on: Open Contracting Partnership, Red flags in public procurement (2024), R064
*/
SELECT
  process_contract_id,
  amendments AS value,
  amendments >= $least AS flagged,
  CASE WHEN amendments IS NULL THEN 'not_printed' END AS not_assessed,
  amount,
  currency,
  'contracts' AS cohort
FROM process_contract
