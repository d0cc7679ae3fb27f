/*
title: Spend
gives: spend
kept: table
what: >
  What each agency committed in each fiscal year, added up in five parts: by month and extent of competition, by product or
  service, by supplier, by office, and by the names printed of it. Every action enters each part once. Obligations of sampled
  actions, of sources that print only some actions of an award, enter no sum; their number stands beside it.
*/
WITH acts AS (
  SELECT
    'month' AS by_month, 'product' AS by_product, 'supplier' AS by_supplier, 'office' AS by_office, 'name' AS by_name,
    buyer_id AS agency_id,
    CAST(year(signed_on) + CASE WHEN month(signed_on) >= 10 THEN 1 ELSE 0 END AS BIGINT) AS fiscal_year,
    CAST(month(signed_on) AS BIGINT) AS month,
    month(signed_on) = 9 AND signed_on >= CAST(concat(CAST(year(signed_on) AS VARCHAR), '-09-24') AS DATE) AS last_week,
    competed_code, psc, psc_name, supplier_id, supplier_name, parent_name, office_id, office_name,
    buyer_name AS agency_name, department_name,
    CASE WHEN coalesce(sampled, false) THEN 0 ELSE obligation END AS obligation,
    CASE WHEN coalesce(sampled, false) THEN 1 ELSE 0 END AS sampled
  FROM action
)
SELECT
  coalesce(by_month, by_product, by_supplier, by_office, by_name) AS part,
  agency_id, fiscal_year, month, last_week, competed_code, psc, psc_name, supplier_id, supplier_name, parent_name,
  office_id, office_name, agency_name, department_name,
  sum(obligation) AS obligated,
  count(*) AS actions,
  CAST(sum(sampled) AS BIGINT) AS sampled
FROM acts
GROUP BY GROUPING SETS (
  (by_month, agency_id, fiscal_year, month, last_week, competed_code),
  (by_product, agency_id, fiscal_year, psc, psc_name),
  (by_supplier, agency_id, fiscal_year, supplier_id, supplier_name, parent_name),
  (by_office, agency_id, fiscal_year, office_id, office_name),
  (by_name, agency_id, fiscal_year, agency_name, department_name)
)
