/*
title: Shared ceilings
gives: award
kept: table
what: >
  Awards with the ceilings told apart that are a whole programme's: the same ceiling of {ceiling_shared} dollars or more
  under the same solicitation, printed on {ceiling_holders} or more vehicles of different suppliers. It reads awards as
  award.sql gives them, or as they were told apart before.
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
    a.*,
    a.ceiling_kind IN ('stated', 'shared') AS an_amount,
    coalesce(h.holders >= $ceiling_holders, false)
      AND a.kind IN ('idc', 'fss', 'gwac', 'boa', 'bpa', 'other_transaction_idv', 'unknown_vehicle') AS by_many
  FROM award a
  LEFT JOIN holder h ON h.solicitation_id = a.solicitation_id AND h.ceiling = a.ceiling
)
SELECT
  award_id, kind, piid, vehicle_id, vehicle_piid, vehicle_agency_id, buyer_id, buyer_name, office_id, office_name, funder_id,
  supplier_id, supplier_name, parent_name, family_id, obligated, exercised, ceiling, ceiling_first,
  obligated_stated, exercised_stated, ceiling_stated,
  CASE WHEN NOT an_amount THEN ceiling_kind WHEN by_many THEN 'shared' ELSE 'stated' END AS ceiling_kind,
  CASE
    WHEN NOT an_amount THEN ceiling_why
    WHEN by_many THEN 'the ceiling of a whole programme, printed on each of its holders'
  END AS ceiling_why,
  reconciles, actions, sampled, first_held, first_signed_on, last_signed_on, starts_on, ends_on, could_end_on, order_until,
  competed_code, sole_source_code, offers, pricing_code, psc, psc_name, naics, naics_name, solicitation_id, description
FROM told
