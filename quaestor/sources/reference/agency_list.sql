/*
title: Agencies as USAspending lists them
about: One row a sub-tier. Departments whose sub-tier is unknown are listed too; they have no agency code, and are told apart by their accounting code.
*/
SELECT
    'usaspending:' || CASE WHEN regexp_full_match(trim("SUBTIER CODE"), '[0-9A-Z]{4}')
        THEN trim("SUBTIER CODE") ELSE 'cgac:' || blank("CGAC AGENCY CODE") END AS entry_id,
    CASE WHEN regexp_full_match(trim("SUBTIER CODE"), '[0-9A-Z]{4}') THEN trim("SUBTIER CODE") END AS agency_id,
    'usaspending' AS listed_in,
    CASE WHEN regexp_full_match(trim("SUBTIER CODE"), '[0-9A-Z]{4}')
        THEN blank("SUBTIER NAME") ELSE blank("AGENCY NAME") END AS name,
    CASE WHEN regexp_full_match(trim("SUBTIER CODE"), '[0-9A-Z]{4}')
        THEN blank("SUBTIER ABBREVIATION") ELSE blank("AGENCY ABBREVIATION") END AS short_name,
    blank("CGAC AGENCY CODE") AS department_id,
    blank("AGENCY NAME") AS department_name,
    NULL AS parent_entry_id,
    CASE WHEN regexp_full_match(trim("SUBTIER CODE"), '[0-9A-Z]{4}') THEN 2 ELSE 1 END AS level,
    NULL AS path,
    NULL AS standing,
    NULL AS from_on,
    NULL AS until_on
FROM raw
