/*
title: Organisations of the federal hierarchy
about: One row an organisation. Commands print the code of the agency they stand in. A date is printed as midnight in Washington, in universal time, so its first ten characters are the day.
*/
SELECT
    'sam:' || blank("orgKey") AS entry_id,
    blank("fpdsCode") AS agency_id,
    'sam' AS listed_in,
    blank(name) AS name,
    blank("shortName") AS short_name,
    blank(cgac) AS department_id,
    blank("l1Name") AS department_name,
    'sam:' || blank("parentOrgKey") AS parent_entry_id,
    blank(level) AS level,
    blank("fullParentPathName") AS path,
    lower(blank("modStatus")) AS standing,
    as_day(regexp_replace("startDate", 'T[0-9:.]+(Z|[+-][0-9:]+)$', '')) AS from_on,
    as_day(regexp_replace("endDate", 'T[0-9:.]+(Z|[+-][0-9:]+)$', '')) AS until_on
FROM raw
