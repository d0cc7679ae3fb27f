/*
title: Very large vehicle with one holder
version: 1
area: competition
asks: Was a competed vehicle for more than {min_amount} dollars given to one firm alone?
measures: holders of the vehicle
why: >
  Under a vehicle with several holders they compete for each order. Above this value one holder is allowed only where the
  head of the agency writes down why, because no order under it will be competed again.
innocent: >
  The determination may have been made: parts of one system, prices fixed for every order, or one firm able to do it. The
  other holders' vehicles may not be loaded, or carry another solicitation number. A ceiling need not be used.
spares:
  schedule: a schedule or government-wide vehicle, which is open to other firms
not_assessed:
  solicitation_not_printed: no source held prints the solicitation, by which holders of one vehicle are known
  year_not_whole: the buyer's records of the year of the first act are not held whole, are cut short or hold fewer than {min_rows} rows, so that other holders may be missing
  amount_not_held: neither a ceiling nor the money ordered is held
subject: award
rests_on: award
parameters: {min_amount: 100000000, min_rows: 100}
based_on:
  - FAR 16.504(c)(1)(ii)(D) (no task or delivery order contract above 100 million dollars to one source without a determination; 150 million from 1 October 2025)
  - FAR 8.405-3(a)(3)(ii) (the same for blanket purchase agreements)
*/
WITH standing AS (
  SELECT supplier_id, family_id, coalesce(from_on, DATE '0001-01-01') AS from_on, coalesce(to_on, DATE '9999-12-31') AS to_on
  FROM family_member
  WHERE stands
),
whole AS (
  SELECT DISTINCT c.agency_id, c.fiscal_year
  FROM coverage c
  JOIN scope s ON s.source = c.source AND s.agency_id = c.agency_id AND s.fiscal_year = c.fiscal_year
  WHERE s.rule = 'full' AND NOT c.cut_short AND c.held >= $min_rows
),
told AS (
  SELECT
    a.award_id, a.buyer_id, w.agency_id AS whole_year, a.kind, a.psc, a.solicitation_id, a.competed_code,
    coalesce(s.family_id, a.supplier_id) AS holder,
    greatest(CASE WHEN a.ceiling_kind = 'stated' THEN a.ceiling END, v.orders_obligated, a.obligated) AS worth,
    -- A ceiling that is printed on several holders is the sign of several holders.
    CASE WHEN a.ceiling_kind = 'shared' THEN 1 ELSE 0 END AS shared
  FROM award a
  LEFT JOIN vehicle v ON v.vehicle_id = a.award_id
  LEFT JOIN standing s ON s.supplier_id = a.supplier_id
    AND s.from_on <= a.first_signed_on AND s.to_on >= a.first_signed_on
  LEFT JOIN whole w ON w.agency_id = a.buyer_id
    AND w.fiscal_year = year(a.first_signed_on) + CASE WHEN month(a.first_signed_on) >= 10 THEN 1 ELSE 0 END
  WHERE a.kind IN ('idc', 'boa', 'bpa', 'fss', 'gwac')
),
holders AS (
  SELECT buyer_id, solicitation_id, count(DISTINCT holder) AS holders
  FROM told
  WHERE solicitation_id IS NOT NULL
  GROUP BY buyer_id, solicitation_id
),
judged AS (
  SELECT
    t.*, h.holders,
    CASE WHEN t.solicitation_id IS NULL THEN 'solicitation_not_printed' WHEN t.whole_year IS NULL THEN 'year_not_whole' WHEN t.worth IS NULL THEN 'amount_not_held' END AS unknown,
    h.holders = 1 AND t.shared = 0 AND t.worth > $min_amount AS hit,
    CASE WHEN t.kind IN ('fss', 'gwac') THEN 'schedule' END AS filtered
  FROM told t
  LEFT JOIN holders h ON h.buyer_id = t.buyer_id AND h.solicitation_id = t.solicitation_id
  WHERE t.competed_code IN ('A', 'D', 'F')
)
SELECT
  award_id,
  holders AS value,
  CASE WHEN unknown IS NULL THEN hit AND filtered IS NULL END AS flagged,
  CASE WHEN unknown IS NULL AND hit THEN filtered END AS spared,
  unknown AS not_assessed,
  worth AS amount,
  kind || ', PSC ' || coalesce(substr(psc, 1, 2), 'not printed') AS cohort
FROM judged
