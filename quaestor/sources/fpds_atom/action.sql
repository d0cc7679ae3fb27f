/*
title: Contract actions of the FPDS Atom pages
fills: action
about: >
  FPDS prints the parts of a key and not the key, so it is built as USAspending builds it: an order is keyed with the vehicle
  it refers to, a vehicle by its own number and agency even where it stands under another vehicle. Printed totals are those
  of the day the page was read. The unique entity id was kept in genericString02 before it had an element of its own.
*/
WITH parts AS (
    SELECT *,
        record IN ('IDV', 'OtherTransactionIDV') AS is_vehicle,
        upper(blank(agencyID)) AS own_agency,
        upper(blank(PIID)) AS own_piid,
        upper(blank(referenced_agencyID)) AS vehicle_agency,
        upper(blank(referenced_PIID)) AS vehicle_number,
        coalesce(as_code(UEI), as_code(genericString02)) AS own_uei,
        coalesce(blank(vendorName), blank(UEILegalBusinessName), blank(contractorName)) AS own_name
    FROM raw
)
SELECT
    own_agency || '_' || coalesce(vehicle_agency, '-NONE-') || '_' || own_piid || '_' || upper(blank(modNumber)) || '_'
        || coalesce(vehicle_number, '-NONE-') || '_' || coalesce(upper(blank(transactionNumber)), '-NONE-') AS action_id,
    CASE WHEN is_vehicle THEN 'CONT_IDV_' || own_piid || '_' || own_agency
         ELSE 'CONT_AWD_' || own_piid || '_' || own_agency || '_' || coalesce(vehicle_number, '-NONE-') || '_'
            || coalesce(vehicle_agency, '-NONE-') END AS award_id,
    'true' AS identified,
    CASE record
        WHEN 'OtherTransactionAward' THEN 'other_transaction_award'
        WHEN 'OtherTransactionIDV' THEN 'other_transaction_idv'
        ELSE contract_kind(record, contractActionType, contractActionType)
    END AS kind,
    own_piid AS piid,
    blank(modNumber) AS mod_number,
    blank(transactionNumber) AS transaction_number,
    as_day(signedDate) AS signed_on,
    as_day(createdDate) AS reported_on,
    as_moment(coalesce(blank(lastModifiedDate), modified)) AS modified_at,
    as_code(reasonForModification) AS reason_code,
    blank(obligatedAmount) AS obligation,
    blank(baseAndExercisedOptionsValue) AS exercised_change,
    blank(baseAndAllOptionsValue) AS ceiling_change,
    blank(totalObligatedAmount) AS obligated_stated,
    blank(totalBaseAndExercisedOptionsValue) AS exercised_stated,
    blank(totalBaseAndAllOptionsValue) AS ceiling_stated,
    'of today' AS stated_as,
    'false' AS sampled,
    as_day(effectiveDate) AS effective_on,
    as_day(effectiveDate) AS starts_on,
    as_day(currentCompletionDate) AS ends_on,
    as_day(ultimateCompletionDate) AS could_end_on,
    as_day(lastDateToOrder) AS order_until,
    'CONT_IDV_' || vehicle_number || '_' || vehicle_agency AS vehicle_id,
    vehicle_number AS vehicle_piid,
    vehicle_agency AS vehicle_agency_id,
    upper(coalesce(blank(contractingOfficeAgencyID), own_agency)) AS buyer_id,
    CASE WHEN coalesce(upper(blank(contractingOfficeAgencyID)), own_agency) = own_agency
         THEN coalesce(blank(contractingOfficeAgencyID_name), blank(agencyID_name))
         ELSE blank(contractingOfficeAgencyID_name) END AS buyer_name,
    blank(contractingOfficeAgencyID_departmentName) AS department_name,
    upper(blank(contractingOfficeID)) AS office_id,
    blank(contractingOfficeID_name) AS office_name,
    upper(blank(fundingRequestingAgencyID)) AS funder_id,
    blank(fundingRequestingAgencyID_name) AS funder_name,
    supplier_key(own_uei, DUNSNumber, cageCode, own_name, vendor_countryCode) AS supplier_id,
    own_name AS supplier_name,
    own_uei AS supplier_uei,
    spelled(DUNSNumber, 9) AS supplier_duns,
    as_code(cageCode) AS supplier_cage,
    as_code(vendor_countryCode) AS supplier_country,
    coalesce('uei:' || as_code(ultimateParentUEI), 'duns:' || spelled(globalParentDUNSNumber, 9)) AS parent_id,
    coalesce(blank(ultimateParentUEIName), blank(globalParentDUNSName)) AS parent_name,
    individual,
    as_code(extentCompeted) AS competed_code,
    as_code(reasonNotCompeted) AS sole_source_code,
    as_code(statutoryExceptionToFairOpportunity) AS fair_opportunity_code,
    coalesce(as_code(typeOfSetAside), as_code(idvTypeOfSetAside)) AS set_aside_code,
    coalesce(blank(numberOfOffersReceived), blank(idvNumberOfOffersReceived)) AS offers,
    as_code(typeOfContractPricing) AS pricing_code,
    as_code(undefinitizedAction) AS undefinitized_code,
    as_code(productOrServiceCode) AS psc,
    blank(productOrServiceCode_description) AS psc_name,
    as_code(principalNAICSCode) AS naics,
    blank(principalNAICSCode_description) AS naics_name,
    blank(solicitationID) AS solicitation_id,
    blank(descriptionOfContractRequirement) AS description
FROM parts
