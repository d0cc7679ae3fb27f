/*
title: Awards of the prime award summary download
fills: award_stated
about: >
  One row an award with its totals as the publisher sums them on the day of the download. Files that went through a
  spreadsheet carry dates such as 1/14/05, read as days.
*/
SELECT
    blank(contract_award_unique_key) AS award_id,
    CASE
        WHEN as_code(award_or_idv_flag) = 'IDV' THEN
            CASE as_code(idv_type_code)
                WHEN 'A' THEN 'gwac' WHEN 'B' THEN 'idc' WHEN 'C' THEN 'fss' WHEN 'D' THEN 'boa' WHEN 'E' THEN 'bpa'
                ELSE 'idv_type_code ' || coalesce(as_code(idv_type_code), 'blank') END
        ELSE CASE as_code(award_type_code)
                WHEN 'A' THEN 'bpa_call' WHEN 'B' THEN 'purchase_order' WHEN 'C' THEN 'delivery_order'
                WHEN 'D' THEN 'definitive_contract'
                ELSE coalesce('award_type_code ' || as_code(award_type_code), 'unknown_award') END
    END AS kind,
    blank(award_id_piid) AS piid,
    blank(total_obligated_amount) AS obligated_stated,
    blank(current_total_value_of_award) AS exercised_stated,
    blank(potential_total_value_of_award) AS ceiling_stated,
    blank(total_outlayed_amount) AS outlayed_stated,
    as_day(award_base_action_date) AS first_signed_on,
    as_day(award_latest_action_date) AS last_signed_on,
    as_day(period_of_performance_start_date) AS starts_on,
    as_day(period_of_performance_current_end_date) AS ends_on,
    as_day(period_of_performance_potential_end_date) AS could_end_on,
    as_day(ordering_period_end_date) AS order_until,
    as_moment(last_modified_date) AS modified_at,
    'CONT_IDV_' || blank(parent_award_id_piid) || '_' || spelled(parent_award_agency_id, 4) AS vehicle_id,
    blank(parent_award_id_piid) AS vehicle_piid,
    spelled(parent_award_agency_id, 4) AS vehicle_agency_id,
    spelled(awarding_sub_agency_code, 4) AS buyer_id,
    blank(awarding_sub_agency_name) AS buyer_name,
    blank(awarding_agency_name) AS department_name,
    blank(awarding_office_code) AS office_id,
    blank(awarding_office_name) AS office_name,
    spelled(funding_sub_agency_code, 4) AS funder_id,
    blank(funding_sub_agency_name) AS funder_name,
    coalesce('uei:' || as_code(recipient_uei), 'duns:' || spelled(recipient_duns, 9), 'cage:' || as_code(spelled(cage_code, 5)),
        'name:' || upper(coalesce(blank(recipient_name), blank(recipient_name_raw))) || ', '
            || coalesce(as_code(recipient_country_code), 'USA')) AS supplier_id,
    coalesce(blank(recipient_name), blank(recipient_name_raw)) AS supplier_name,
    as_code(recipient_uei) AS supplier_uei,
    spelled(recipient_duns, 9) AS supplier_duns,
    as_code(spelled(cage_code, 5)) AS supplier_cage,
    as_code(recipient_country_code) AS supplier_country,
    coalesce('uei:' || as_code(recipient_parent_uei), 'duns:' || spelled(recipient_parent_duns, 9)) AS parent_id,
    coalesce(blank(recipient_parent_name), blank(recipient_parent_name_raw)) AS parent_name,
    CASE WHEN lower(trim(sole_proprietorship)) IN ('t', 'true')
           OR as_code(organizational_type) IN ('SOLE PROPRIETORSHIP', 'INDIVIDUAL') THEN 'true' ELSE 'false' END AS individual,
    as_code(extent_competed_code) AS competed_code,
    as_code(other_than_full_and_open_competition_code) AS sole_source_code,
    as_code(fair_opportunity_limited_sources_code) AS fair_opportunity_code,
    as_code(type_of_set_aside_code) AS set_aside_code,
    blank(number_of_offers_received) AS offers,
    as_code(type_of_contract_pricing_code) AS pricing_code,
    as_code(product_or_service_code) AS psc,
    blank(product_or_service_code_description) AS psc_name,
    blank(naics_code) AS naics,
    blank(naics_description) AS naics_name,
    blank(solicitation_identifier) AS solicitation_id,
    coalesce(blank(prime_award_base_transaction_description), blank(award_description)) AS description
FROM raw
