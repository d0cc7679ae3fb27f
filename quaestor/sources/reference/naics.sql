/*
title: Industry codes
about: One row a code, of every length from two digits to six, without dates. The word NULL stands for a blank, and the two placeholder rows without a code are rejected.
*/
SELECT
    CASE WHEN regexp_full_match(trim(principalnaicscode), '[0-9A-Z]+') AND trim(principalnaicscode) <> 'NULL'
         THEN trim(principalnaicscode) END AS code,
    'always' AS from_on_text,
    nullif(blank("principalnaicscodeText"), 'NULL') AS name,
    nullif(blank("PDTcategory"), 'NULL') AS note,
    NULL AS from_on,
    NULL AS until_on
FROM raw
