/*
title: Shared ceilings
gives: award
kept: table
what: >
  The kind of an award's ceiling once it is held against the others: shared where it is a whole programme's, that is where
  the same ceiling of {ceiling_shared} dollars or more under the same solicitation is printed on {ceiling_holders} or more
  vehicles of different suppliers. It reads awards as award.sql gives them, or as they were told apart before.
parameters: {ceiling_holders: 3, ceiling_shared: 1000000}
*/
WITH holder AS (
  SELECT solicitation_id, ceiling, count(DISTINCT supplier_id) AS holders
  FROM award
  WHERE solicitation_id IS NOT NULL AND ceiling >= $ceiling_shared
    AND kind IN ('idc', 'fss', 'gwac', 'boa', 'bpa', 'other_transaction_idv', 'unknown_vehicle')
  GROUP BY solicitation_id, ceiling
),
told AS (
  SELECT
    a.award_id, a.ceiling_kind, a.ceiling_why,
    a.ceiling_kind IN ('stated', 'shared') AS an_amount,
    coalesce(h.holders >= $ceiling_holders, false)
      AND a.kind IN ('idc', 'fss', 'gwac', 'boa', 'bpa', 'other_transaction_idv', 'unknown_vehicle') AS by_many
  FROM award a
  LEFT JOIN holder h ON h.solicitation_id = a.solicitation_id AND h.ceiling = a.ceiling
)
SELECT
  award_id,
  CASE WHEN NOT an_amount THEN ceiling_kind WHEN by_many THEN 'shared' ELSE 'stated' END AS ceiling_kind,
  CASE
    WHEN NOT an_amount THEN ceiling_why
    WHEN by_many THEN 'the ceiling of a whole programme, printed on each of its holders'
  END AS ceiling_why
FROM told
