/*
title: Purchases side by side that pass a threshold together
version: 1
area: money
asks: Did one office sign several awards with one family for the same product or service, each below a threshold and none more than {max_days} days after the one before, that pass it together?
measures: awards side by side
why: >
  Below the micro-purchase threshold nobody else need be asked, and below the simplified acquisition threshold little
  must be published. Splitting a need to stay below either is forbidden.
innocent: >
  Needs come up one by one. Several sites buy in one week, most of all in September. Each award may have been competed.
  The price of a small award can have grown later.
spares:
  utilities: gas, power, water and telephone of one local provider (PSC S1)
  one_by_one: what counts below the micro-purchase threshold alone, under {min_together} dollars together
not_assessed:
  office_not_printed: no source held prints the office or the code
  first_act_not_held: the first act is not held, so the day of the purchase is unknown
  amount_not_held: neither a first ceiling nor the money obligated is held
subject: award
rests_on: award
parameters: {max_days: 7, min_together: 25000, micro_2006: 3000, micro_2015: 3500, micro_2018: 10000, micro_2025: 15000, sat_2006: 100000, sat_2010: 150000, sat_2018: 250000, sat_2025: 350000}
based_on:
  - FAR 13.003(c)(2) (no splitting to avoid a threshold), FAR 2.101 (the thresholds and their days)
  - OMB M-18-18 (10,000 and 250,000 dollars from 20 June 2018); 15,000 and 350,000 dollars from 1 October 2025
  - Open Contracting Partnership, Red flags in public procurement (2024), splitting purchases
*/
WITH standing AS (
  SELECT supplier_id, family_id, coalesce(from_on, DATE '0001-01-01') AS from_on, coalesce(to_on, DATE '9999-12-31') AS to_on
  FROM family_member
  WHERE stands
),
told AS (
  SELECT
    a.award_id, a.buyer_id, a.office_id, a.psc, a.first_signed_on, a.supplier_id,
    CASE WHEN a.first_held = '0' OR a.actions = 0 THEN 1 ELSE 0 END AS from_first,
    coalesce(s.family_id, a.supplier_id) AS holder,
    coalesce(CASE WHEN a.ceiling_kind = 'stated' THEN coalesce(a.ceiling_first, a.ceiling) END, a.obligated, a.obligated_stated, a.exercised) AS worth,
    CASE
      WHEN a.first_signed_on >= DATE '2025-10-01' THEN $micro_2025
      WHEN a.first_signed_on >= DATE '2018-06-20' THEN $micro_2018
      WHEN a.first_signed_on >= DATE '2015-10-01' THEN $micro_2015
      ELSE $micro_2006
    END AS micro,
    CASE
      WHEN a.first_signed_on >= DATE '2025-10-01' THEN $sat_2025
      WHEN a.first_signed_on >= DATE '2018-06-20' THEN $sat_2018
      WHEN a.first_signed_on >= DATE '2010-10-01' THEN $sat_2010
      ELSE $sat_2006
    END AS sat
  FROM award a
  LEFT JOIN standing s ON s.supplier_id = a.supplier_id
    AND s.from_on <= a.first_signed_on AND s.to_on >= a.first_signed_on
  WHERE a.vehicle_id IS NULL AND a.kind IN ('purchase_order', 'definitive_contract', 'unknown_award')
    AND a.supplier_id IS NOT NULL AND a.first_signed_on >= DATE '2006-09-28'
),
spaced AS (
  SELECT
    *,
    lag(first_signed_on) OVER (
      PARTITION BY buyer_id, office_id, holder, psc, CASE WHEN worth <= micro THEN 0 ELSE 1 END
      ORDER BY first_signed_on NULLS LAST, award_id NULLS LAST
    ) AS before
  FROM told
  WHERE worth > 0 AND worth <= sat AND office_id IS NOT NULL AND psc IS NOT NULL AND from_first = 1
),
bunched AS (
  SELECT
    *,
    sum(CASE WHEN before IS NULL OR date_diff('day', before, first_signed_on) > $max_days THEN 1 ELSE 0 END) OVER (
      PARTITION BY buyer_id, office_id, holder, psc, CASE WHEN worth <= micro THEN 0 ELSE 1 END
      ORDER BY first_signed_on NULLS LAST, award_id NULLS LAST
    ) AS bunch
  FROM spaced
),
bunches AS (
  SELECT
    min(award_id) AS award_id,
    max(psc) AS psc,
    count(*) AS awards,
    sum(worth) AS worth,
    CASE WHEN max(worth) <= min(micro) THEN min(micro) ELSE min(sat) END AS threshold,
    max(CASE WHEN worth <= micro THEN 1 ELSE 0 END) AS micro,
    array_agg(award_id) AS together
  FROM bunched
  GROUP BY buyer_id, office_id, holder, CASE WHEN worth <= micro THEN 0 ELSE 1 END, bunch, psc
),
judged AS (
  SELECT
    *,
    awards > 1 AND worth > threshold AS hit,
    CASE WHEN psc LIKE 'S1%' THEN 'utilities' WHEN micro = 1 AND worth < $min_together THEN 'one_by_one' END AS filtered
  FROM bunches
)
SELECT
  award_id,
  awards AS value,
  hit AND filtered IS NULL AS flagged,
  CASE WHEN hit THEN filtered END AS spared,
  CAST(NULL AS VARCHAR) AS not_assessed,
  worth AS amount,
  CASE WHEN micro = 1 THEN 'micro-purchase threshold' ELSE 'simplified acquisition threshold' END AS cohort,
  CASE WHEN hit AND filtered IS NULL THEN together END AS rests_on
FROM judged
UNION ALL
SELECT
  award_id, CAST(NULL AS BIGINT), CAST(NULL AS BOOLEAN), CAST(NULL AS VARCHAR),
  CASE
    WHEN office_id IS NULL OR psc IS NULL THEN 'office_not_printed'
    WHEN from_first = 0 THEN 'first_act_not_held'
    ELSE 'amount_not_held'
  END,
  worth, CAST(NULL AS VARCHAR), NULL
FROM told
WHERE office_id IS NULL OR psc IS NULL OR from_first = 0 OR worth IS NULL
