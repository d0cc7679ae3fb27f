/*
title: Large award to a supplier never seen before
version: 1
area: suppliers
asks: Did an award of {min_amount} dollars or more go to a family of which nothing older than {new_days} days is held, although the buyer's records of the {look_back_years} fiscal years before are?
measures: days of records in which the supplier was not seen
why: >
  Large awards mostly go to firms with a record of smaller ones. Where there is none, somebody looked at the new firm's
  means and record before the award, and what they saw can be asked for.
innocent: >
  Only loaded records are seen: the firm may have worked for other agencies, for states, as a subcontractor below what is
  reported, or under another name. New firms win, and buying from them is a goal of policy. A known firm may bid through
  a company made for the work.
spares:
  novation: the award was taken over from another firm, or its supplier's number or name was changed on it
  older_vehicle: an order under a vehicle of another agency, or one numbered in a year before the last, whose owner looked at the firm then
  joint_venture: the name says that it is a joint venture of others
not_assessed:
  look_back_too_short: of the fiscal years before it some are not held whole for this buyer, are cut short, or hold fewer than {min_rows} rows
  first_act_not_held: the first act is not held, or the number of the award is of another year than its first act held
  amount_not_held: neither a ceiling nor the money obligated is held
subject: award
rests_on: award
outcomes: [termination, exclusion]
parameters: {min_amount: 1000000, new_days: 30, look_back_years: 3, min_rows: 100}
based_on:
  - FAR 9.104-1 and 9.105-1 (the buyer has or gets information that a firm is responsible, before award)
  - Open Contracting Partnership, Red flags in public procurement (2024), new or unknown company wins a large contract
*/
WITH stood AS (
  SELECT DISTINCT supplier_id, family_id FROM family_member WHERE stands
),
seen AS (
  SELECT
    coalesce(s.family_id, i.supplier_id) AS holder,
    min(i.first_on) AS first_on,
    max(CASE WHEN i.supplier_id LIKE 'name:%' THEN 0 ELSE 1 END) AS numbered
  FROM identity i
  LEFT JOIN stood s ON s.supplier_id = i.supplier_id
  GROUP BY coalesce(s.family_id, i.supplier_id)
),
-- Of a supplier that stood in several families the one seen first counts: it has been seen since.
known AS (
  SELECT i.supplier_id, min(n.first_on) AS first_on, max(n.numbered) AS numbered
  FROM (SELECT DISTINCT supplier_id FROM identity) i
  LEFT JOIN stood s ON s.supplier_id = i.supplier_id
  JOIN seen n ON n.holder = coalesce(s.family_id, i.supplier_id)
  GROUP BY i.supplier_id
),
whole AS (
  SELECT DISTINCT c.agency_id, c.fiscal_year
  FROM coverage c
  JOIN scope s ON s.source = c.source AND s.agency_id = c.agency_id AND s.fiscal_year = c.fiscal_year
  WHERE s.rule = 'full' AND NOT c.cut_short AND c.held >= $min_rows
),
told AS (
  SELECT
    award_id, buyer_id, supplier_id, supplier_name, first_signed_on, first_held, piid, vehicle_piid, vehicle_agency_id,
    year(first_signed_on) + CASE WHEN month(first_signed_on) >= 10 THEN 1 ELSE 0 END AS fiscal_year,
    CASE WHEN ceiling_kind = 'stated' THEN ceiling ELSE coalesce(obligated, obligated_stated, exercised) END AS worth
  FROM award
  WHERE supplier_id IS NOT NULL AND first_signed_on IS NOT NULL AND kind NOT IN ('fss', 'gwac')
    AND supplier_name <> 'an individual'
),
years AS (
  SELECT t.buyer_id, t.fiscal_year, count(w.fiscal_year) AS held
  FROM (SELECT DISTINCT buyer_id, fiscal_year FROM told) t
  LEFT JOIN whole w ON w.agency_id = t.buyer_id AND w.fiscal_year < t.fiscal_year AND w.fiscal_year >= t.fiscal_year - $look_back_years
  GROUP BY t.buyer_id, t.fiscal_year
),
moved AS (
  SELECT DISTINCT award_id FROM supplier_event WHERE kind IN ('novation', 'merger', 'vendor_number_change') AND award_id IS NOT NULL
),
judged AS (
  SELECT
    t.*,
    date_diff('day', k.first_on, t.first_signed_on) AS days,
    CASE WHEN k.numbered = 1 THEN 'known by number' ELSE 'known by name alone' END AS known_by,
    coalesce(date_diff('day', k.first_on, t.first_signed_on), 0) <= $new_days AS hit,
    CASE
      WHEN m.award_id IS NOT NULL THEN 'novation'
      WHEN t.vehicle_agency_id <> t.buyer_id THEN 'older_vehicle'
      WHEN length(t.vehicle_piid) BETWEEN 13 AND 17 AND substr(t.vehicle_piid, 7, 1) BETWEEN '0' AND '9' AND substr(t.vehicle_piid, 8, 1) BETWEEN '0' AND '9'
        AND substr(t.vehicle_piid, 7, 2) NOT IN (substr(CAST(t.fiscal_year AS VARCHAR), 3, 2), substr(CAST(t.fiscal_year - 1 AS VARCHAR), 3, 2))
        THEN 'older_vehicle'
      WHEN upper(t.supplier_name) LIKE '%JOINT VENTURE%' OR upper(t.supplier_name) LIKE '% JV' OR upper(t.supplier_name) LIKE '% JV%' THEN 'joint_venture'
    END AS filtered,
    CASE
      WHEN t.first_held <> '0' THEN 'first_act_not_held'
      WHEN length(t.piid) BETWEEN 13 AND 17 AND substr(t.piid, 7, 1) BETWEEN '0' AND '9' AND substr(t.piid, 8, 1) BETWEEN '0' AND '9'
        AND substr(t.piid, 7, 2) NOT IN (
          substr(CAST(t.fiscal_year AS VARCHAR), 3, 2), substr(CAST(t.fiscal_year - 1 AS VARCHAR), 3, 2),
          substr(CAST(t.fiscal_year + 1 AS VARCHAR), 3, 2)
        ) THEN 'first_act_not_held'
      WHEN y.held < $look_back_years THEN 'look_back_too_short'
    END AS unknown
  FROM told t
  JOIN years y ON y.buyer_id = t.buyer_id AND y.fiscal_year = t.fiscal_year
  LEFT JOIN known k ON k.supplier_id = t.supplier_id
  LEFT JOIN moved m ON m.award_id = t.award_id
  WHERE t.worth >= $min_amount
)
SELECT
  award_id,
  days AS value,
  CASE WHEN unknown IS NULL THEN hit AND filtered IS NULL END AS flagged,
  CASE WHEN unknown IS NULL AND hit THEN filtered END AS spared,
  unknown AS not_assessed,
  worth AS amount,
  known_by AS cohort
FROM judged
UNION ALL
SELECT award_id, CAST(NULL AS BIGINT), CAST(NULL AS BOOLEAN), CAST(NULL AS VARCHAR), 'amount_not_held', worth, CAST(NULL AS VARCHAR)
FROM told
WHERE worth IS NULL
