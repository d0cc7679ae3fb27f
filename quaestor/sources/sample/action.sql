/*
title: Acts of the bundled sample
about: >
  The ninth character of a number tells what sort of award it is (FAR 4.1603). So the 2018 download's two acts on a vehicle,
  which the sample files under an award, come under the vehicle's own id, where FPDS prints the same acts.
*/
WITH printed AS (
    SELECT *,
        vehicle_piid IS NULL AND substr(piid, 9, 1) IN ('A', 'D', 'G') AS is_vehicle,
        "source" LIKE 'fpds%' AS from_fpds,
        "source" LIKE '%2018%' AS from_2018,
        bool_or("source" LIKE 'fpds%') OVER (PARTITION BY buyer_agency_id, piid) AS held_in_full
    FROM raw
)
SELECT
    concat_ws('_', buyer_agency_id, coalesce(blank(vehicle_agency_id), '-NONE-'), piid, mod_number,
        coalesce(blank(vehicle_piid), '-NONE-'), CASE WHEN is_vehicle THEN '-NONE-' ELSE '0' END) AS action_id,
    CASE WHEN is_vehicle THEN concat_ws('_', 'CONT_IDV', piid, buyer_agency_id) ELSE blank(award_id) END AS award_id,
    true AS identified,
    CASE
        WHEN is_vehicle THEN CASE substr(piid, 9, 1) WHEN 'A' THEN 'bpa' WHEN 'G' THEN 'boa' ELSE 'idc' END
        WHEN substr(vehicle_piid, 9, 1) = 'A' THEN 'bpa_call'
        WHEN vehicle_piid IS NOT NULL THEN 'delivery_order'
        WHEN substr(piid, 9, 1) = 'C' THEN 'definitive_contract'
        WHEN substr(piid, 9, 1) = 'P' THEN 'purchase_order'
        ELSE 'unknown_award'
    END AS kind,
    blank(piid) AS piid,
    blank(mod_number) AS mod_number,
    CASE WHEN NOT is_vehicle THEN '0' END AS transaction_number,
    as_day(action_date) AS signed_on,
    blank(reason_code) AS reason_code,
    blank(obligation) AS obligation,
    blank(exercised_value) AS exercised_change,
    blank(ceiling_value) AS ceiling_change,
    blank(ceiling_stated) AS ceiling_stated,
    CASE WHEN blank(ceiling_stated) IS NULL THEN NULL WHEN from_fpds THEN 'of today' ELSE 'of the action' END AS stated_as,
    from_2018 AND NOT held_in_full AS sampled,
    'CONT_IDV_' || blank(vehicle_piid) || '_' || blank(vehicle_agency_id) AS vehicle_id,
    blank(vehicle_piid) AS vehicle_piid,
    blank(vehicle_agency_id) AS vehicle_agency_id,
    blank(buyer_agency_id) AS buyer_id,
    blank(buyer_name) AS buyer_name,
    coalesce('uei:' || blank(supplier_uei), 'name:' || upper(blank(supplier_name)) || ', USA') AS supplier_id,
    blank(supplier_name) AS supplier_name,
    blank(supplier_uei) AS supplier_uei,
    blank(supplier_parent_name) AS parent_name,
    blank(extent_competed) AS competed_code,
    blank(offers) AS offers,
    blank(psc) AS psc_name,
    blank(naics) AS naics_name,
    blank(about) AS description
FROM printed
