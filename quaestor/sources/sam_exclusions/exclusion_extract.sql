/*
title: Exclusions in the daily extract
about: One row an exclusion. "Indefinite" is no day.
*/
SELECT
    concat_ws('|', 'sam:' || blank("SAM Number"), as_day("Active Date"), blank("Exclusion Type")) AS exclusion_id,
    blank("Name") AS name,
    blank("Classification") AS classification,
    as_code("Unique Entity ID") AS uei,
    CAST(NULL AS VARCHAR) AS duns,
    as_code(spelled("CAGE", 5)) AS cage,
    blank("Exclusion Type") AS exclusion_type,
    blank("CT Code") AS cause_code,
    blank("Exclusion Program") AS program,
    blank("Excluding Agency") AS agency_name,
    as_day("Active Date") AS from_on,
    as_day(CASE WHEN lower(trim("Termination Date")) <> 'indefinite' THEN "Termination Date" END) AS until_on
FROM raw
