/*
title: Parent companies
about: One row an entry. The word NULL stands for a blank. A company that was bought bears its buyer in brackets, in capitals of its own.
*/
SELECT
    nullif(blank("ParentID"), 'NULL') AS name,
    blank(regexp_replace(trim("ParentID"), '\s*\[[^\[\]]*\]$', '')) AS company,
    blank(regexp_extract(trim("ParentID"), '\[([^\[\]]*)\]$', 1)) AS owner,
    CASE trim("Subsidiary") WHEN '1' THEN 'true' WHEN '0' THEN 'false' END AS subsidiary,
    nullif(blank("MergerYear"), 'NULL') AS merger_year,
    substr(nullif(blank("MergerDate"), 'NULL'), 1, 10) AS merger_on,
    CASE WHEN starts_with(trim("MergerURL"), 'http') THEN trim("MergerURL") END AS merger_url,
    CASE trim("JointVenture") WHEN '1' THEN 'true' WHEN '0' THEN 'false' END AS joint_venture,
    nullif(blank("SpunOffFrom"), 'NULL') AS spun_off_from,
    nullif(blank("FirstYear"), 'NULL') AS first_year,
    substr(nullif(blank("FirstDate"), 'NULL'), 1, 10) AS first_on,
    CASE WHEN starts_with(trim("FirstURL"), 'http') THEN trim("FirstURL") END AS first_url,
    nullif(blank("LastYear"), 'NULL') AS last_year,
    nullif(blank("TopStandardizedVendor"), 'NULL') AS vendor_name
FROM raw
