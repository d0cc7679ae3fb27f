/*
title: Contract actions of the transaction download and the monthly archives
fills: action
about: >
  The publisher prints its own keys, so they are used as they stand. Where an archive withdraws an action it prints
  little else than the parts of the key: such a row says withdraw = true and is held to nothing else.
*/
SELECT
    coalesce(upper(blank(contract_transaction_unique_key)),
        coalesce(blank(agency_id), blank(awarding_sub_agency_code))
        || '_' || coalesce(blank(parent_award_agency_id), '-NONE-') || '_' || blank(award_id_piid)
        || '_' || coalesce(blank(modification_number), '-NONE-')
        || '_' || coalesce(blank(parent_award_id_piid), '-NONE-')
        || '_' || coalesce(blank(transaction_number), '-NONE-')) AS action_id,
    blank(contract_award_unique_key) AS award_id,
    CASE WHEN as_code(correction_delete_ind) = 'D' THEN 'true' ELSE 'false' END AS withdraw,
    'true' AS identified,
    CASE WHEN as_code(correction_delete_ind) IS DISTINCT FROM 'D'
         THEN contract_kind(award_or_idv_flag, award_type_code, idv_type_code) END AS kind,
    blank(award_id_piid) AS piid,
    blank(modification_number) AS mod_number,
    blank(transaction_number) AS transaction_number,
    as_day(action_date) AS signed_on,
    as_day(initial_report_date) AS reported_on,
    as_moment(last_modified_date) AS modified_at,
    as_code(action_type_code) AS reason_code,
    blank(federal_action_obligation) AS obligation,
    blank(base_and_exercised_options_value) AS exercised_change,
    blank(base_and_all_options_value) AS ceiling_change,
    blank(total_dollars_obligated) AS obligated_stated,
    blank(current_total_value_of_award) AS exercised_stated,
    blank(potential_total_value_of_award) AS ceiling_stated,
    'of the record' AS stated_as,
    'false' AS sampled,
    as_day(period_of_performance_start_date) AS starts_on,
    as_day(period_of_performance_current_end_date) AS ends_on,
    as_day(period_of_performance_potential_end_date) AS could_end_on,
    as_day(ordering_period_end_date) AS order_until,
    'CONT_IDV_' || blank(parent_award_id_piid) || '_' || blank(parent_award_agency_id) AS vehicle_id,
    blank(parent_award_id_piid) AS vehicle_piid,
    blank(parent_award_agency_id) AS vehicle_agency_id,
    blank(awarding_sub_agency_code) AS buyer_id,
    blank(awarding_sub_agency_name) AS buyer_name,
    blank(awarding_agency_name) AS department_name,
    blank(awarding_office_code) AS office_id,
    blank(awarding_office_name) AS office_name,
    blank(funding_sub_agency_code) AS funder_id,
    blank(funding_sub_agency_name) AS funder_name,
    supplier_key(recipient_uei, recipient_duns, cage_code, coalesce(blank(recipient_name), recipient_name_raw),
        recipient_country_code) AS supplier_id,
    coalesce(blank(recipient_name), blank(recipient_name_raw)) AS supplier_name,
    as_code(recipient_uei) AS supplier_uei,
    spelled(recipient_duns, 9) AS supplier_duns,
    as_code(cage_code) AS supplier_cage,
    as_code(recipient_country_code) AS supplier_country,
    supplier_key(recipient_parent_uei, recipient_parent_duns, NULL, NULL, NULL) AS parent_id,
    coalesce(blank(recipient_parent_name), blank(recipient_parent_name_raw)) AS parent_name,
    is_individual(sole_proprietorship, organizational_type) AS individual,
    as_code(extent_competed_code) AS competed_code,
    as_code(other_than_full_and_open_competition_code) AS sole_source_code,
    as_code(fair_opportunity_limited_sources_code) AS fair_opportunity_code,
    as_code(type_of_set_aside_code) AS set_aside_code,
    blank(number_of_offers_received) AS offers,
    as_code(type_of_contract_pricing_code) AS pricing_code,
    as_code(undefinitized_action_code) AS undefinitized_code,
    as_code(product_or_service_code) AS psc,
    blank(product_or_service_code_description) AS psc_name,
    blank(naics_code) AS naics,
    blank(naics_description) AS naics_name,
    blank(solicitation_identifier) AS solicitation_id,
    coalesce(blank(transaction_description), blank(award_description)) AS description
FROM raw
