/*
title: Product and service codes
about: One row a code and period. The publisher abbreviates the name; its full name, what it includes and what it excludes stand in the note.
*/
SELECT
    blank("PSC CODE") AS code,
    coalesce(as_day("START DATE"), 'always') AS from_on_text,
    blank("PRODUCT AND SERVICE CODE NAME") AS name,
    blank(concat_ws(' ',
        blank("PRODUCT AND SERVICE CODE FULL NAME"),
        'Includes: ' || blank("PRODUCT AND SERVICE CODE INICLUDES"),
        'Excludes: ' || blank("PRODUCT AND SERVICE CODE EXCLUDES"),
        blank("PRODUCT AND SERVICE CODE NOTES")
    )) AS note,
    as_day("START DATE") AS from_on,
    as_day("END DATE") AS until_on
FROM raw
