/*
title: Paid more than the contract
code: R068
version: 1
area: money
asks: Do the payments on a contract add up to more than {percent} % of its value?
measures: paid in per cent of the contract
why: >
  Money above the value of a contract was not in the bargain that was published.
innocent: >
  Amendments may have raised the value without the record following. Taxes and price adjustments come on top. A payment and its
  correction may both be printed.
not_assessed:
  not_comparable: no payments, or payments in another currency, or a contract without a value
subject: process_contract
rests_on: process_contract
parameters: {percent: 100}
based_on: Open Contracting Partnership, Red flags in public procurement (2024), R068
*/
SELECT
  process_contract_id,
  CASE WHEN paid_currency = currency THEN CAST(paid AS DOUBLE) * 100 / nullif(amount, 0) END AS value,
  CASE WHEN amount > 0 AND paid_currency = currency THEN paid * 100 > amount * $percent END AS flagged,
  CASE WHEN paid IS NULL OR amount IS NULL OR amount <= 0 OR currency IS NULL OR paid_currency <> currency
    THEN 'not_comparable' END AS not_assessed,
  CASE WHEN paid_currency = currency THEN paid - amount END AS amount,
  currency,
  'contracts with payments' AS cohort
FROM process_contract
WHERE transactions > 0
