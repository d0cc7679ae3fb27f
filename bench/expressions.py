"""What each publisher column holds, as (column, DuckDB expression) pairs over one planned action.

In reach: the action `w` (bench.plan), its buyer `b`, funder `q` and vehicle's owner `o` (agency), supplier `f` (firm),
place of performance `p` (place), trade `t`, and the macros of bench.plan. A column that is not listed is empty, except the
publisher's many yes/no columns, which hold 'f'.
"""

# ruff: noqa: E501 -- an SQL expression stays on one line beside its column
from __future__ import annotations

from importlib.resources import files

from bench import vocabulary as v


def text(value: str) -> str:
    """`value` as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def words(values: list[str]) -> str:
    """`values` as an SQL list."""
    return "[" + ", ".join(text(value) for value in values) + "]"


COLUMNS = files("bench").joinpath("columns.txt").read_text(encoding="utf-8").split()
_FIRST, _LAST = "alaskan_native_corporation_owned_firm", "sba_certified_8a_joint_venture"
FLAGS = [
    *COLUMNS[COLUMNS.index(_FIRST) : COLUMNS.index(_LAST) + 1],
    "small_business_competitiveness_demonstration_program",
]

ACCOUNTS = ";".join(f"-019-20{y}/20{y + 5}-{1000 + y}-000" for y in range(10, 25))
PERSON = f"pick({words(v.GIVEN)}, w.row, 71) || ' ' || pick({words(v.SURNAME)}, w.row, 72)"
PURPOSE = f"""pick({words(v.DOING)}, w.a, 20) || ' ' || pick({words(v.THINGS)}, w.a, 21)
    || CASE WHEN u(w.a, 22) < 0.35 THEN ' AND ' || pick({words(v.THINGS)}, w.a, 28) ELSE '' END
    || CASE WHEN u(w.a, 29) < 0.6 THEN ' ' || pick({words(v.PLACED)}, w.a, 23) ELSE '' END"""
#: three of a thousand hold a person: an e-mail address, a telephone number, or a name after a role
PLANTED = f"""CASE h(w.row, 73) % 3
    WHEN 0 THEN ' SEND INVOICES TO ' || replace({PERSON}, ' ', '.') || '@AGENCY.EXAMPLE'
    WHEN 1 THEN ' CALL (202) 555-0' || (100 + h(w.row, 74) % 100) || ' FOR ACCESS'
    ELSE ' ' || pick({words(v.ROLES)}, w.row, 75) || ': ' || {PERSON} END"""
DESCRIPTION = f"""CASE WHEN w.changed = 'description' THEN 'CORRECTED: ' ELSE '' END
    || CASE WHEN u(w.a, 24) < 0.1 THEN 'IGF::OT::IGF ' ELSE '' END
    || CASE WHEN w.k > 0 AND u(w.row, 76) < 0.4 THEN pick({words(v.MODIFYING)}, w.row, 77) ELSE {PURPOSE} END
    || CASE WHEN u(w.row, 78) < 0.09 THEN '. ' || left({text(v.LONG)}, 40 + (h(w.row, 79) % 170)::INT) ELSE '' END
    || CASE WHEN u(w.row, 80) < 0.003 THEN {PLANTED} ELSE '' END"""
REASON = "CASE " + " ".join(f"WHEN w.reason = '{code}' THEN {text(name)}" for code, name in v.REASONS.items()) + " END"


def choice(
    column: str, words_column: str, *options: tuple[str, str, int], salt: int, unless: str = "false"
) -> list[tuple[str, str]]:
    """A code and its words, drawn for the award from (code, words, weight) in proportion to weight."""
    if len(options) == 1 and unless == "false":
        return [(column, text(options[0][0])), (words_column, text(options[0][1]))]
    total = sum(weight for *_, weight in options)
    draw, reached = f"h(w.a, {salt}) % {total}", 0
    code, name = f"CASE WHEN {unless} THEN NULL", f"CASE WHEN {unless} THEN NULL"
    for option, label, weight in options:
        reached += weight
        code += f" WHEN {draw} < {reached} THEN {text(option)}"
        name += f" WHEN {draw} < {reached} THEN {text(label)}"
    return [(column, code + " END"), (words_column, name + " END")]


EXPRESSIONS: list[tuple[str, str]] = [
    *((flag, "'f'") for flag in FLAGS),
    ("contract_transaction_unique_key", "w.action_id"),
    ("contract_award_unique_key", "w.award_id"),
    ("award_id_piid", "w.piid"),
    ("modification_number", "w.mod_number"),
    ("transaction_number", "CASE WHEN NOT w.is_vehicle THEN '0' END"),
    ("parent_award_agency_id", "o.sub_code"),
    ("parent_award_agency_name", "upper(o.sub_name)"),
    ("parent_award_id_piid", "w.vehicle_piid"),
    ("parent_award_modification_number", "CASE WHEN w.v IS NOT NULL THEN '0' END"),
    ("federal_action_obligation", "w.obligation"),
    ("total_dollars_obligated", "w.obligated"),
    ("total_outlayed_amount_for_overall_award", "round(w.obligated_in_all * 0.6, 2)"),
    ("base_and_exercised_options_value", "w.exercised_change"),
    ("current_total_value_of_award", "w.exercised"),
    ("base_and_all_options_value", "w.ceiling_change"),
    ("potential_total_value_of_award", "w.ceiling"),
    ("disaster_emergency_fund_codes_for_overall_award",
     "CASE WHEN u(w.a, 25) < 0.6 THEN 'Q: Not Designated Nonemergency/Emergency/Disaster/Wildfire Suppression' END"),
    ("action_date", "w.signed_on"),
    ("action_date_fiscal_year", "fiscal_year(w.signed_on)"),
    ("period_of_performance_start_date", "w.first_on"),
    ("period_of_performance_current_end_date", "CASE WHEN NOT w.is_vehicle THEN w.first_on + 365 + 30 * w.k END"),
    ("period_of_performance_potential_end_date", "CASE WHEN NOT w.is_vehicle THEN (w.first_on + 1825)::TIMESTAMP END"),
    ("ordering_period_end_date", "CASE WHEN w.is_vehicle THEN w.first_on + 1826 END"),
    ("solicitation_date", "CASE WHEN u(w.a, 26) < 0.33 THEN w.first_on - 80 END"),
    ("awarding_agency_code", "b.code"),
    ("awarding_agency_name", "b.name"),
    ("awarding_sub_agency_code", "b.sub_code"),
    ("awarding_sub_agency_name", "b.sub_name"),
    ("awarding_office_code", "w.office"),
    ("awarding_office_name", "upper(b.sub_name) || ' CONTRACTING OFFICE ' || right(w.office, 2)"),
    ("funding_agency_code", "q.code"),
    ("funding_agency_name", "q.name"),
    ("funding_sub_agency_code", "q.sub_code"),
    ("funding_sub_agency_name", "q.sub_name"),
    ("funding_office_code", "q.sub_code || right(w.office, 2)"),
    ("funding_office_name", "upper(q.sub_name) || ' PROGRAM OFFICE ' || right(w.office, 2)"),
    ("treasury_accounts_funding_this_award",
     f"b.code || replace(left('{ACCOUNTS}', 27 * (1 + (h(w.a, 27) % 8)::INT) - 2), ';', ';' || b.code)"),
    ("federal_accounts_funding_this_award", "b.code || '-10' || (10 + h(w.a, 27) % 8)"),
    ("object_classes_funding_this_award", "'25.2: Other services from non-Federal sources'"),
    ("program_activities_funding_this_award", "'0001: ' || upper(b.sub_name) || ' OPERATIONS AND SUPPORT'"),
    ("foreign_funding", "'X'"),
    ("foreign_funding_description", "'NOT APPLICABLE'"),
    ("recipient_uei", "f.uei"),
    ("recipient_duns", "CASE WHEN w.signed_on < DATE '2022-04-04' THEN f.duns END"),
    ("recipient_name", "f.name || CASE WHEN w.changed = 'name' THEN ' HOLDINGS' ELSE '' END"),
    ("recipient_name_raw", "f.name || CASE WHEN w.changed = 'name' THEN ' HOLDINGS' ELSE '' END"),
    ("cage_code", "f.cage"),
    ("recipient_parent_uei", "f.parent_uei"),
    ("recipient_parent_duns", "CASE WHEN w.signed_on < DATE '2022-04-04' THEN f.parent_duns END"),
    ("recipient_parent_name", "f.parent_name"),
    ("recipient_parent_name_raw", "replace(f.parent_name, ',', ' ')"),
    ("recipient_country_code", "'USA'"),
    ("recipient_country_name", "'UNITED STATES'"),
    ("recipient_address_line_1", "f.address"),
    ("recipient_city_name", "f.city"),
    ("prime_award_transaction_recipient_county_fips_code", "f.fips"),
    ("recipient_county_name", "f.county"),
    ("prime_award_transaction_recipient_state_fips_code", "left(f.fips, 2)"),
    ("recipient_state_code", "f.state"),
    ("recipient_state_name", "f.state_name"),
    ("recipient_zip_4_code", "f.zip"),
    ("prime_award_transaction_recipient_cd_original", "f.state || '-0' || (f.s % 8 + 1)"),
    ("prime_award_transaction_recipient_cd_current", "f.state || '-0' || (f.s % 8 + 1)"),
    ("recipient_phone_number", "f.phone"),
    ("recipient_fax_number", "CASE WHEN f.s % 3 = 0 THEN f.phone END"),
    ("primary_place_of_performance_country_code", "CASE WHEN NOT w.is_vehicle THEN 'USA' END"),
    ("primary_place_of_performance_country_name", "CASE WHEN NOT w.is_vehicle THEN 'UNITED STATES' END"),
    ("primary_place_of_performance_city_name", "p.city"),
    ("prime_award_transaction_place_of_performance_county_fips_code", "p.fips"),
    ("primary_place_of_performance_county_name", "p.county"),
    ("prime_award_transaction_place_of_performance_state_fips_code", "left(p.fips, 2)"),
    ("primary_place_of_performance_state_code", "p.state"),
    ("primary_place_of_performance_state_name", "p.state_name"),
    ("primary_place_of_performance_zip_4", "p.zip || '0001'"),
    ("prime_award_transaction_place_of_performance_cd_original", "p.state || '-01'"),
    ("prime_award_transaction_place_of_performance_cd_current", "p.state || '-01'"),
    ("award_or_idv_flag", "CASE WHEN w.is_vehicle THEN 'IDV' ELSE 'AWARD' END"),
    ("award_type_code", "CASE WHEN NOT w.is_vehicle THEN w.kind END"),
    ("award_type", """CASE WHEN w.is_vehicle THEN NULL WHEN w.kind = 'A' THEN 'BPA CALL' WHEN w.kind = 'B' THEN 'PURCHASE ORDER'
        WHEN w.kind = 'C' THEN 'DELIVERY ORDER' ELSE 'DEFINITIVE CONTRACT' END"""),
    ("idv_type_code", "CASE WHEN w.is_vehicle THEN w.kind END"),
    ("idv_type", "CASE WHEN w.is_vehicle THEN vehicle_words(w.kind) END"),
    ("multiple_or_single_award_idv_code", "CASE WHEN w.is_vehicle THEN CASE WHEN w.a % 3 = 0 THEN 'M' ELSE 'S' END END"),
    ("multiple_or_single_award_idv", """CASE WHEN w.is_vehicle THEN
        CASE WHEN w.a % 3 = 0 THEN 'MULTIPLE AWARD' ELSE 'SINGLE AWARD' END END"""),
    ("type_of_idc_code", "CASE WHEN w.is_vehicle AND w.kind = 'B' THEN 'B' END"),
    ("type_of_idc", "CASE WHEN w.is_vehicle AND w.kind = 'B' THEN 'INDEFINITE DELIVERY / INDEFINITE QUANTITY' END"),
    *choice("type_of_contract_pricing_code", "type_of_contract_pricing", ("J", "FIRM FIXED PRICE", 80),
            ("U", "COST PLUS FIXED FEE", 8), ("Y", "TIME AND MATERIALS", 7), ("Z", "LABOR HOURS", 3),
            ("R", "COST PLUS AWARD FEE", 2), salt=30),
    ("transaction_description", DESCRIPTION),
    ("prime_award_base_transaction_description", PURPOSE),
    ("action_type_code", "w.reason"),
    ("action_type", REASON),
    ("solicitation_identifier", "CASE WHEN u(w.a, 31) < 0.6 THEN w.office || fiscal_year(w.first_on) % 100 || 'R' || lpad((w.a % 99991)::VARCHAR, 7, '0') END"),
    ("number_of_actions", "CASE WHEN NOT w.is_vehicle THEN '1' END"),
    ("inherently_governmental_functions", "'OT'"),
    ("inherently_governmental_functions_description", "'OTHER FUNCTIONS'"),
    ("product_or_service_code", "t.psc"),
    ("product_or_service_code_description", "t.psc_words"),
    *choice("contract_bundling_code", "contract_bundling", ("D", "NOT A BUNDLED REQUIREMENT", 7), ("H", "NOT BUNDLED", 3), salt=32),
    ("naics_code", "t.naics"),
    ("naics_description", "t.naics_words"),
    *choice("recovered_materials_sustainability_code", "recovered_materials_sustainability",
            ("C", "NO CLAUSES INCLUDED AND NO SUSTAINABILITY INCLUDED", 1), salt=33),
    *choice("domestic_or_foreign_entity_code", "domestic_or_foreign_entity", ("A", "U.S. OWNED BUSINESS", 1), salt=33),
    *choice("epa_designated_product_code", "epa_designated_product", ("E", "NOT REQUIRED", 1), salt=33, unless="w.is_vehicle"),
    *choice("country_of_product_or_service_origin_code", "country_of_product_or_service_origin", ("USA", "UNITED STATES", 1),
            salt=33, unless="w.is_vehicle"),
    *choice("place_of_manufacture_code", "place_of_manufacture", ("C", "NOT A MANUFACTURED END PRODUCT", 6),
            ("D", "MFG IN U.S.", 4), salt=34, unless="w.is_vehicle"),
    *choice("subcontracting_plan_code", "subcontracting_plan", ("B", "PLAN NOT REQUIRED", 9),
            ("F", "INDIVIDUAL SUBCONTRACT PLAN", 1), salt=35),
    *choice("extent_competed_code", "extent_competed", ("A", "FULL AND OPEN COMPETITION", 50),
            ("D", "FULL AND OPEN COMPETITION AFTER EXCLUSION OF SOURCES", 20), ("C", "NOT COMPETED", 12),
            ("F", "COMPETED UNDER SAP", 10), ("G", "NOT COMPETED UNDER SAP", 5), ("B", "NOT AVAILABLE FOR COMPETITION", 3), salt=36),
    *choice("solicitation_procedures_code", "solicitation_procedures", ("NP", "NEGOTIATED PROPOSAL/QUOTE", 5),
            ("MAFO", "SUBJECT TO MULTIPLE AWARD FAIR OPPORTUNITY", 3), ("SP1", "SIMPLIFIED ACQUISITION", 2), salt=37),
    *choice("type_of_set_aside_code", "type_of_set_aside", ("NONE", "NO SET ASIDE USED.", 7),
            ("SBA", "SMALL BUSINESS SET ASIDE - TOTAL", 3), salt=38),
    *choice("evaluated_preference_code", "evaluated_preference", ("NONE", "NO PREFERENCE USED", 1), salt=33),
    *choice("fair_opportunity_limited_sources_code", "fair_opportunity_limited_sources", ("FAIR", "FAIR OPPORTUNITY GIVEN", 8),
            ("ONE", "ONLY ONE SOURCE - OTHER", 2), salt=39, unless="w.v IS NULL"),
    *choice("other_than_full_and_open_competition_code", "other_than_full_and_open_competition",
            ("ONE", "ONLY ONE SOURCE-OTHER (FAR 6.302-1 OTHER)", 12), ("UNQ", "UNIQUE SOURCE", 5), ("SP2", "SAP NON-COMPETITION", 5),
            salt=40, unless="h(w.a, 36) % 100 < 70 OR h(w.a, 36) % 100 >= 82"),
    ("number_of_offers_received", "CASE WHEN w.is_vehicle AND w.a % 3 = 0 THEN 999 ELSE 1 + floor(6 * pow(u(w.a, 41), 2))::INT END"),
    *choice("commercial_item_acquisition_procedures_code", "commercial_item_acquisition_procedures",
            ("A", "COMMERCIAL PRODUCTS/SERVICES", 1), ("D", "COMMERCIAL PRODUCTS/SERVICES PROCEDURES NOT USED", 1), salt=42),
    *(pair for name in ("simplified_procedures_for_certain_commercial_items", "a76_fair_act_action", "local_area_set_aside",
                        "clinger_cohen_act_planning", "multi_year_contract", "undefinitized_action",
                        "purchase_card_as_payment_method", "cost_or_pricing_data")
      for pair in choice(name + "_code", name, ("X" if name == "undefinitized_action" else "N", "NO", 1), salt=33)),
    *choice("fed_biz_opps_code", "fed_biz_opps", ("Y", "YES", 5), ("X", "NOT APPLICABLE", 4), ("N", "NO", 1), salt=43),
    ("price_evaluation_adjustment_preference_percent_difference", "CASE WHEN w.a % 2 = 0 THEN '0.00' END"),
    *(pair for name in ("materials_supplies_articles_equipment", "labor_standards", "construction_wage_rate_requirements",
                        "interagency_contracting_authority", "contingency_humanitarian_or_peacekeeping_operation")
      for pair in choice(name + "_code", name, ("X", "NOT APPLICABLE", 1), salt=33)),
    *choice("cost_accounting_standards_clause_code", "cost_accounting_standards_clause",
            ("X", "NOT APPLICABLE EXEMPT FROM CAS", 1), salt=33),
    *choice("government_furnished_property_code", "government_furnished_property",
            ("N", "TRANSACTION DOES NOT USE GFE/GFP", 1), salt=33),
    *choice("consolidated_contract_code", "consolidated_contract", ("D", "NOT CONSOLIDATED", 1), salt=33),
    *choice("performance_based_service_acquisition_code", "performance_based_service_acquisition",
            ("X", "NOT APPLICABLE", 7), ("N", "NO - SERVICE WHERE PBA IS NOT USED.", 3), salt=44),
    *choice("contract_financing_code", "contract_financing", ("Z", "NOT APPLICABLE", 1), salt=33, unless="w.a % 3 <> 0"),
    *choice("national_interest_action_code", "national_interest_action", ("NONE", "NONE", 1), salt=33),
    ("parent_award_type_code", "CASE WHEN w.v IS NOT NULL THEN vehicle_kind(w.v) END"),
    ("parent_award_type", "CASE WHEN w.v IS NOT NULL THEN vehicle_words(vehicle_kind(w.v)) END"),
    ("parent_award_single_or_multiple_code", "CASE WHEN w.v IS NOT NULL THEN CASE WHEN w.v % 3 = 0 THEN 'M' ELSE 'S' END END"),
    ("parent_award_single_or_multiple", """CASE WHEN w.v IS NOT NULL THEN
        CASE WHEN w.v % 3 = 0 THEN 'MULTIPLE AWARD' ELSE 'SINGLE AWARD' END END"""),
    *((flag, f"CASE WHEN f.s % {every} = {rest} THEN 't' ELSE 'f' END") for flag, every, rest in (
        ("veteran_owned_business", 11, 1), ("woman_owned_business", 7, 2), ("women_owned_small_business", 7, 2),
        ("minority_owned_business", 6, 3), ("hispanic_american_owned_business", 18, 3), ("educational_institution", 60, 7),
        ("subchapter_scorporation", 5, 1), ("limited_liability_corporation", 3, 0), ("foreign_owned", 40, 9),
        ("nonprofit_organization", 20, 4), ("manufacturer_of_goods", 4, 1), ("sole_proprietorship", 100, 33))),
    *((flag, "'t'") for flag in ("receives_contracts", "corporate_entity_not_tax_exempt")),
    ("for_profit_organization", "CASE WHEN f.s % 20 = 4 THEN 'f' ELSE 't' END"),
    ("contracting_officers_determination_of_business_size",
     "CASE WHEN f.s % 5 < 3 AND f.s > 40 THEN 'SMALL BUSINESS' ELSE 'OTHER THAN SMALL BUSINESS' END"),
    ("contracting_officers_determination_of_business_size_code", "CASE WHEN f.s % 5 < 3 AND f.s > 40 THEN 'S' ELSE 'O' END"),
    ("organizational_type", "CASE WHEN f.s % 3 = 0 THEN 'PARTNERSHIP' ELSE 'CORPORATE NOT TAX EXEMPT' END"),
    *((f"highly_compensated_officer_{i}_name", f"CASE WHEN f.reports_pay THEN person(f.s, {i}) END") for i in range(1, 6)),
    *((f"highly_compensated_officer_{i}_amount", f"CASE WHEN f.reports_pay THEN 150000 + h(f.s, {i + 50}) % 900000 END")
      for i in range(1, 6)),
    ("usaspending_permalink", "'https://www.usaspending.gov/award/' || w.award_id || '/'"),
    ("initial_report_date", "w.signed_on + (h(w.row, 81) % 4)::INT"),
    ("last_modified_date", "w.modified_on"),
]  # fmt: skip


def select() -> str:
    """The SELECT list of the publisher's 297 columns, in the publisher's order; the later of two entries counts."""
    known = dict(EXPRESSIONS)
    unknown = set(known) - set(COLUMNS)
    if unknown:
        raise ValueError(f"bench/expressions.py: not columns of the publisher: {sorted(unknown)}")
    return ",\n".join(f'{known.get(column, "NULL")} AS "{column}"' for column in COLUMNS)
