/*
title: Subawards that suppliers report
fills: subaward
about: >
  The report id and the number that the supplier gave make the key. The number alone is no key: one purchase order is
  reported month after month under the same number, at times with the same day and amount.
*/
SELECT
    blank(subaward_fsrs_report_id) || '_' || coalesce(blank(subaward_number), '-NONE-') AS subaward_id,
    blank(prime_award_unique_key) AS award_id,
    blank(prime_award_piid) AS piid,
    blank(subaward_number) AS subaward_number,
    as_day(subaward_action_date) AS signed_on,
    blank(subaward_amount) AS amount,
    spelled(prime_award_awarding_sub_agency_code, 4) AS buyer_id,
    blank(prime_award_awarding_sub_agency_name) AS buyer_name,
    supplier_key(prime_awardee_uei, prime_awardee_duns, NULL, prime_awardee_name, prime_awardee_country_code)
        AS supplier_id,
    blank(prime_awardee_name) AS supplier_name,
    spelled(prime_awardee_duns, 9) AS supplier_duns,
    supplier_key(subawardee_uei, subawardee_duns, NULL, subawardee_name, subawardee_country_code) AS subsupplier_id,
    blank(subawardee_name) AS subsupplier_name,
    spelled(subawardee_duns, 9) AS subsupplier_duns,
    supplier_key(subawardee_parent_uei, subawardee_parent_duns, NULL, NULL, NULL) AS subsupplier_parent_id,
    blank(subawardee_parent_name) AS subsupplier_parent_name,
    CASE WHEN regexp_matches(upper(subawardee_business_types), 'SOLE PROPRIETOR|INDIVIDUAL')
         THEN 'true' ELSE 'false' END AS individual,
    as_moment(subaward_fsrs_report_last_modified_date) AS modified_at,
    blank(subaward_description) AS description
FROM raw
