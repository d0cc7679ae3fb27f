/*
title: Actions from search extracts
gives: action
what: >
  The award key names agency, PIID and vehicle. Without it (files of the first version) the agency's code comes from its
  abbreviation, and the award's identity stays open. The extract prints no transaction number; 0 is what it nearly always is,
  and no mark of individuals, who are told by the form of their names.
*/
WITH printed AS (
  SELECT
    blank("Generated Award ID") AS award_key,
    blank("Award ID") AS piid,
    coalesce(blank("Modification"), '0') AS mod_number,
    blank("Recipient Name") AS supplier_name,
    blank("Agency") AS agency,
    *
  FROM raw
),
named AS (
  SELECT
    *,
    CASE
      WHEN award_key LIKE 'CONT\_IDV\_%' ESCAPE '\' THEN regexp_extract(award_key, '_([^_]+)$', 1)
      WHEN award_key IS NOT NULL THEN split_part(award_key, '_', 4)
      WHEN agency = 'CBP' THEN '7014'
      WHEN agency = 'ICE' THEN '7012'
      ELSE agency
    END AS buyer_id,
    CASE WHEN award_key LIKE 'CONT\_AWD\_%' ESCAPE '\' THEN nullif(split_part(award_key, '_', 5), '-NONE-') END AS vehicle_piid,
    CASE WHEN award_key LIKE 'CONT\_AWD\_%' ESCAPE '\' THEN nullif(split_part(award_key, '_', 6), '-NONE-') END AS vehicle_agency_id
  FROM printed
)
SELECT
  concat_ws('_', buyer_id,
    CASE WHEN award_key IS NULL THEN '?' ELSE coalesce(vehicle_agency_id, '-NONE-') END, piid, mod_number,
    CASE WHEN award_key IS NULL THEN '?' ELSE coalesce(vehicle_piid, '-NONE-') END,
    CASE WHEN award_key LIKE 'CONT\_IDV\_%' ESCAPE '\' THEN '-NONE-' ELSE '0' END) AS action_id,
  coalesce(award_key, concat_ws('_', 'CONT_AWD', piid, buyer_id, '?', '?')) AS award_id,
  award_key IS NOT NULL AS identified,
  CASE WHEN award_key LIKE 'CONT\_IDV\_%' ESCAPE '\' THEN 'unknown_vehicle' ELSE 'unknown_award' END AS kind,
  piid,
  mod_number,
  as_day("Action Date") AS signed_on,
  "Federal Action Obligation" AS obligation,
  'CONT_IDV_' || vehicle_piid || '_' || vehicle_agency_id AS vehicle_id,
  vehicle_piid,
  vehicle_agency_id,
  buyer_id,
  CASE agency
    WHEN 'CBP' THEN 'U.S. Customs and Border Protection'
    WHEN 'ICE' THEN 'U.S. Immigration and Customs Enforcement'
    ELSE agency
  END AS buyer_name,
  'name:' || upper(supplier_name) || ', USA' AS supplier_id,
  supplier_name,
  CASE WHEN lower(supplier_name) = 'an individual' THEN 'true' END AS individual,
  blank("Product/Service Description") AS psc_name,
  blank("NAICS Description") AS naics_name,
  blank("Transaction Description") AS description
FROM named
