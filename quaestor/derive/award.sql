/*
title: Award
gives: award
kept: table
what: >
  A contract, order, agreement or vehicle rolled up from its actions. Obligated is the sum of obligations, exercised and
  ceiling the sums of their changes, every action counted once, zero-dollar actions included. Where a source prints only
  some actions of an award (sampled), sums would lie: where nothing else is held, exercised and ceiling are the latest printed as-of
  totals, and obligated is not held; beside other actions, sampled ones enter no sum. Where the first action is not held,
  changes do not add up to a ceiling: it is unknown unless it equals the printed total.
  Printed totals are those of the action modified last, of several at one moment the last in order.
  An award that only a summary names has its printed totals and no sums.
ceiling kinds: >
  sentinel: all nines, above {ceiling_bound} dollars, or one step printed {ceiling_steps} times on one day;
  zero; unknown; stated, of which shared_ceiling.sql tells the shared ones. Only stated enters sums and growth.
parameters: {ceiling_bound: 100000000000, ceiling_steps: 4}
*/
WITH ordered AS (
  SELECT
    award_id, action_id, kind, piid, mod_number, signed_on, modified_at, reason_code, obligation, exercised_change,
    ceiling_change, obligated_stated, exercised_stated, ceiling_stated, sampled, starts_on, ends_on, could_end_on, order_until,
    vehicle_id, vehicle_piid, vehicle_agency_id, buyer_id, buyer_name, office_id, office_name, funder_id, supplier_id,
    supplier_name, parent_name, competed_code, sole_source_code, offers, pricing_code, psc, psc_name, naics, naics_name,
    solicitation_id, description,
    row_number() OVER (PARTITION BY award_id ORDER BY signed_on, mod_order, transaction_number, action_id) AS position,
    count(*) OVER (PARTITION BY award_id) AS acts
  FROM action
),
summed AS (
  SELECT
    award_id,
    count(*) AS actions,
    min(CASE WHEN coalesce(sampled, false) THEN 1 ELSE 0 END) = 1 AS sampled,
    sum(CASE WHEN coalesce(sampled, false) THEN NULL ELSE obligation END) AS obligated,
    sum(CASE WHEN coalesce(sampled, false) THEN NULL ELSE exercised_change END) AS exercised,
    sum(CASE WHEN coalesce(sampled, false) THEN NULL ELSE ceiling_change END) AS ceiling,
    max_by(CASE WHEN sampled THEN exercised_stated END, CASE WHEN sampled AND exercised_stated IS NOT NULL THEN position END) AS exercised_sampled,
    max_by(CASE WHEN sampled THEN ceiling_stated END, CASE WHEN sampled AND ceiling_stated IS NOT NULL THEN position END) AS ceiling_sampled,
    min_by(CASE WHEN sampled THEN ceiling_stated END, CASE WHEN sampled AND ceiling_stated IS NOT NULL THEN position END) AS ceiling_sampled_first,
    max(CASE WHEN position = 1 AND reason_code IS NULL AND NOT coalesce(sampled, false) THEN 1 ELSE 0 END) = 1 AS from_first,
    max(CASE WHEN position = 1 AND NOT coalesce(sampled, false) THEN ceiling_change END) AS ceiling_first,
    max_by(obligated_stated, CASE WHEN obligated_stated IS NOT NULL THEN recency END) AS obligated_stated,
    max_by(exercised_stated, CASE WHEN exercised_stated IS NOT NULL THEN recency END) AS exercised_stated,
    max_by(ceiling_stated, CASE WHEN ceiling_stated IS NOT NULL THEN recency END) AS ceiling_stated,
    min(signed_on) AS first_signed_on,
    max(signed_on) AS last_signed_on,
    min_by(starts_on, CASE WHEN starts_on IS NOT NULL THEN position END) AS starts_on,
    max_by(ends_on, CASE WHEN ends_on IS NOT NULL THEN position END) AS ends_on,
    max_by(could_end_on, CASE WHEN could_end_on IS NOT NULL THEN position END) AS could_end_on,
    max_by(order_until, CASE WHEN order_until IS NOT NULL THEN position END) AS order_until,
    max_by(competed_code, CASE WHEN competed_code IS NOT NULL THEN position END) AS competed_code,
    max_by(sole_source_code, CASE WHEN sole_source_code IS NOT NULL THEN position END) AS sole_source_code,
    max_by(offers, CASE WHEN offers IS NOT NULL THEN position END) AS offers,
    max_by(pricing_code, CASE WHEN pricing_code IS NOT NULL THEN position END) AS pricing_code,
    max_by(psc, CASE WHEN psc IS NOT NULL THEN position END) AS psc,
    max_by(naics, CASE WHEN naics IS NOT NULL THEN position END) AS naics
  FROM (
    SELECT
      *,
      CAST(coalesce(modified_at, CAST(signed_on AS TIMESTAMP)) AS VARCHAR) || ' ' || CAST(1000000000 + position AS VARCHAR)
        AS recency
    FROM ordered
  ) dated
  GROUP BY award_id
),
repeated_step AS (
  SELECT DISTINCT award_id FROM (
    SELECT award_id, signed_on, ceiling_change, count(*) AS n
    FROM action
    WHERE ceiling_change > 0
    GROUP BY award_id, signed_on, ceiling_change
  ) steps
  WHERE n >= $ceiling_steps
),
settled AS (
  SELECT
    s.*,
    CASE
      WHEN s.sampled THEN s.ceiling_sampled
      WHEN s.from_first OR abs(s.ceiling - s.ceiling_stated) <= 1 THEN s.ceiling
    END AS ceiling_settled,
    CASE WHEN s.sampled THEN s.exercised_sampled WHEN s.from_first OR abs(s.exercised - s.exercised_stated) <= 1 THEN s.exercised END AS exercised_settled,
    CASE WHEN s.sampled THEN s.ceiling_sampled_first WHEN s.from_first THEN s.ceiling_first END AS ceiling_first_settled
  FROM summed s
),
named AS (
  SELECT
    l.award_id, l.kind, l.piid, l.vehicle_id, l.vehicle_piid, l.vehicle_agency_id, l.buyer_id, l.buyer_name, l.office_id,
    l.office_name, l.funder_id, l.supplier_id, l.supplier_name, l.parent_name, l.psc_name, l.naics_name, l.solicitation_id,
    f.mod_number AS first_held, f.description
  FROM ordered l
  JOIN ordered f ON f.award_id = l.award_id AND f.position = 1
  WHERE l.position = l.acts
),
acted AS (
  SELECT
    n.*,
    CASE WHEN s.sampled THEN NULL ELSE s.obligated END AS obligated,
    s.exercised_settled AS exercised,
    s.ceiling_settled AS ceiling,
    s.ceiling_first_settled AS ceiling_first,
    s.obligated_stated, s.exercised_stated, s.ceiling_stated,
    CASE
      WHEN s.ceiling_settled IS NULL THEN 'unknown'
      WHEN s.ceiling_settled = 0 THEN 'zero'
      WHEN s.ceiling_settled >= 100000 AND replace(replace(replace(CAST(s.ceiling_settled AS VARCHAR), '.00', ''), '.', ''), '9', '') = '' THEN 'sentinel'
      WHEN abs(s.ceiling_settled) > $ceiling_bound THEN 'sentinel'
      WHEN r.award_id IS NOT NULL THEN 'sentinel'
      ELSE 'stated'
    END AS ceiling_kind,
    CASE
      WHEN s.ceiling_settled IS NULL AND s.sampled THEN 'no printed total is held'
      WHEN s.ceiling_settled IS NULL AND s.ceiling IS NULL THEN 'the sources held print no ceiling'
      WHEN s.ceiling_settled IS NULL THEN 'the first action is not held, so the changes do not add up to a ceiling'
      WHEN s.ceiling_settled = 0 THEN 'the publisher prints zero'
      WHEN s.ceiling_settled >= 100000 AND replace(replace(replace(CAST(s.ceiling_settled AS VARCHAR), '.00', ''), '.', ''), '9', '') = '' THEN 'all nines: a mark for no limit, not an amount'
      WHEN abs(s.ceiling_settled) > $ceiling_bound THEN 'larger than any contract'
      WHEN r.award_id IS NOT NULL THEN 'one step is printed several times on one day'
    END AS ceiling_why,
    CASE WHEN NOT s.sampled AND s.ceiling IS NOT NULL AND s.ceiling_stated IS NOT NULL THEN abs(s.ceiling - s.ceiling_stated) <= 1 END AS reconciles,
    s.actions, s.sampled, s.first_signed_on, s.last_signed_on, s.starts_on, s.ends_on, s.could_end_on, s.order_until,
    s.competed_code, s.sole_source_code, s.offers, s.pricing_code, s.psc, s.naics
  FROM named n
  JOIN settled s ON s.award_id = n.award_id
  LEFT JOIN repeated_step r ON r.award_id = n.award_id
)
SELECT
  award_id, kind, piid, vehicle_id, vehicle_piid, vehicle_agency_id, buyer_id, buyer_name, office_id, office_name, funder_id,
  supplier_id, supplier_name, parent_name, CAST(NULL AS VARCHAR) AS family_id, obligated, exercised, ceiling, ceiling_first,
  obligated_stated, exercised_stated, ceiling_stated, ceiling_kind, ceiling_why, reconciles, actions, sampled, first_held,
  first_signed_on, last_signed_on, starts_on, ends_on, could_end_on, order_until, competed_code, sole_source_code, offers,
  pricing_code, psc, psc_name, naics, naics_name, solicitation_id, description
FROM acted
UNION ALL
SELECT
  t.award_id, t.kind, t.piid, t.vehicle_id, t.vehicle_piid, t.vehicle_agency_id, t.buyer_id, t.buyer_name, t.office_id,
  t.office_name, t.funder_id, t.supplier_id, t.supplier_name, t.parent_name, CAST(NULL AS VARCHAR), NULL, NULL, NULL, NULL,
  t.obligated_stated, t.exercised_stated, t.ceiling_stated, 'unknown', 'only a summary is held, with its printed total', NULL,
  0, false, NULL, t.first_signed_on, t.last_signed_on, t.starts_on, t.ends_on, t.could_end_on, t.order_until, t.competed_code,
  t.sole_source_code, t.offers, t.pricing_code, t.psc, t.psc_name, t.naics, t.naics_name, t.solicitation_id, t.description
FROM award_stated t
LEFT JOIN summed s ON s.award_id = t.award_id
WHERE s.award_id IS NULL
