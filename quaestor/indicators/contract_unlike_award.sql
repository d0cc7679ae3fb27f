/*
title: Contract value far from the award
code: R059
version: 1
area: money
asks: Is a contract worth {percent} % more or less than its award, or further from it?
measures: the contract in per cent of the award
why: >
  What was awarded is what was competed. A contract for much more, or much less, is another bargain.
innocent: >
  An award may be carried out by several contracts, be for several years of which one is contracted, or be printed without tax.
spares:
  several_contracts: the award is carried out by more than one contract
not_assessed:
  not_comparable: the award is not known, or the two are not in one currency and above zero
subject: process_contract
rests_on: process_contract
parameters: {percent: 20}
based_on: Open Contracting Partnership, Red flags in public procurement (2024), R059
*/
WITH counted AS (
  SELECT *, count(*) OVER (PARTITION BY process_award_id) AS n FROM process_contract
  WHERE status IS NULL OR status <> 'cancelled'
),
compared AS (
  SELECT
    c.process_contract_id, c.amount, c.currency, a.amount AS awarded,
    CASE WHEN c.process_award_id IS NULL THEN 1 ELSE c.n END AS n,
    a.currency = c.currency AND a.amount > 0 AND c.amount > 0 AS comparable
  FROM counted c LEFT JOIN process_award a ON a.process_award_id = c.process_award_id
)
SELECT
  process_contract_id,
  CASE WHEN comparable THEN CAST(amount AS DOUBLE) * 100 / nullif(awarded, 0) END AS value,
  CASE WHEN comparable THEN abs(amount - awarded) * 100 >= awarded * $percent AND n = 1 END AS flagged,
  CASE WHEN comparable AND abs(amount - awarded) * 100 >= awarded * $percent AND n > 1 THEN 'several_contracts' END AS spared,
  CASE WHEN NOT coalesce(comparable, false) THEN 'not_comparable' END AS not_assessed,
  amount,
  currency,
  CASE WHEN comparable THEN 'contracts with an award in their currency' END AS cohort
FROM compared
