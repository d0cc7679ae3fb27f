/*
title: Contract actions of the 2018 download
fills: action
about: >
  This era printed no keys, so they are built from their parts as the publisher builds them today. The printed ceiling
  is as the act left it. The files at hand hold one act an award a year (the latest), so the acts are marked sampled:
  their obligations and ceiling changes must never be summed as if complete. DUNS numbers, CAGE codes and codes of
  agencies went through numbers and lost leading zeros, which are put back.
*/
WITH parts AS (
    SELECT *,
        blank(award_id_piid) AS own_piid,
        spelled(awarding_sub_agency_code, 4) AS own_agency,
        blank(parent_award_id) AS parent_piid,
        spelled(parent_award_agency_id, 4) AS parent_agency
    FROM raw
)
SELECT
    own_agency || '_' || coalesce(parent_agency, '-NONE-') || '_' || own_piid || '_'
        || coalesce(blank(modification_number), '-NONE-') || '_' || coalesce(parent_piid, '-NONE-') || '_'
        || coalesce(blank(transaction_number), '-NONE-') AS action_id,
    CASE WHEN as_code(award_or_idv_flag) = 'IDV' THEN 'CONT_IDV_' || own_piid || '_' || own_agency
         ELSE 'CONT_AWD_' || own_piid || '_' || own_agency || '_' || coalesce(parent_piid, '-NONE-') || '_'
            || coalesce(parent_agency, '-NONE-') END AS award_id,
    'true' AS identified,
    contract_kind(award_or_idv_flag, award_type_code, idv_type_code) AS kind,
    own_piid AS piid,
    blank(modification_number) AS mod_number,
    blank(transaction_number) AS transaction_number,
    as_day(action_date) AS signed_on,
    as_moment(last_modified_date) AS modified_at,
    as_code(action_type_code) AS reason_code,
    blank(federal_action_obligation) AS obligation,
    blank(base_and_exercised_options_value) AS exercised_change,
    blank(base_and_all_options_value) AS ceiling_change,
    blank(current_total_value_of_award) AS exercised_stated,
    blank(potential_total_value_of_award) AS ceiling_stated,
    'of the action' AS stated_as,
    'true' AS sampled,
    as_day(period_of_performance_start_date) AS starts_on,
    as_day(period_of_performance_current_end_date) AS ends_on,
    as_day(period_of_performance_potential_end_date) AS could_end_on,
    as_day(ordering_period_end_date) AS order_until,
    'CONT_IDV_' || parent_piid || '_' || parent_agency AS vehicle_id,
    parent_piid AS vehicle_piid,
    parent_agency AS vehicle_agency_id,
    own_agency AS buyer_id,
    blank(awarding_sub_agency_name) AS buyer_name,
    blank(awarding_agency_name) AS department_name,
    blank(awarding_office_code) AS office_id,
    blank(awarding_office_name) AS office_name,
    spelled(funding_sub_agency_code, 4) AS funder_id,
    blank(funding_sub_agency_name) AS funder_name,
    supplier_key(NULL, recipient_duns, cage_code, recipient_name, recipient_country_code) AS supplier_id,
    blank(recipient_name) AS supplier_name,
    spelled(recipient_duns, 9) AS supplier_duns,
    as_code(spelled(cage_code, 5)) AS supplier_cage,
    as_code(recipient_country_code) AS supplier_country,
    supplier_key(NULL, recipient_parent_duns, NULL, NULL, NULL) AS parent_id,
    blank(recipient_parent_name) AS parent_name,
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
    blank(award_description) AS description
FROM parts
