/*
The words that the SQL of the sources may use beside DuckDB's own. The store runs this file once a connection.

blank(x)      the text without blanks around it, NULL where nothing is left
as_code(x)    a publisher's code: upper case; 'NAN' (a spreadsheet's or a data frame's nothing) is NULL; of 'N: NO' the 'N'
as_day(x)     an ISO date, or the date of an ISO or spreadsheet moment, as 'YYYY-MM-DD'
as_moment(x)  the same with its time of day where one is printed, as 'YYYY-MM-DD HH:MM:SS'; an offset other than UTC is kept
spelled(x, width)  a number that lost its leading zeros on the way, filled up again; anything but digits is left alone

What is neither is passed through, so that typing rejects the row and says what stood there. Spreadsheets print years
with two digits: those more than thirty years ahead belong to the last century. The ISO forms come first: they are nearly
all rows, and need no pattern.
*/
CREATE OR REPLACE TEMP MACRO blank(x) AS nullif(trim(x), '');

CREATE OR REPLACE TEMP MACRO as_code(x) AS CASE
    WHEN upper(trim(x)) IN ('', 'NAN') THEN NULL
    WHEN contains(x, ': ') THEN upper(trim(split_part(x, ': ', 1)))
    ELSE upper(trim(x)) END;

CREATE OR REPLACE TEMP MACRO spelled(x, width) AS CASE
    WHEN length(trim(x)) < width AND regexp_full_match(trim(x), '[0-9]+') THEN lpad(trim(x), CAST(width AS INTEGER), '0')
    ELSE nullif(trim(x), '') END;

CREATE OR REPLACE TEMP MACRO spreadsheet_day(x) AS
    CASE WHEN length(split_part(split_part(x, '/', 3), ' ', 1)) = 4 THEN split_part(split_part(x, '/', 3), ' ', 1)
         WHEN CAST(split_part(split_part(x, '/', 3), ' ', 1) AS INTEGER) > year(current_date) % 100 + 30
             THEN '19' || split_part(split_part(x, '/', 3), ' ', 1)
         ELSE '20' || split_part(split_part(x, '/', 3), ' ', 1) END
    || '-' || lpad(split_part(x, '/', 1), 2, '0') || '-' || lpad(split_part(x, '/', 2), 2, '0');

CREATE OR REPLACE TEMP MACRO as_day(x) AS CASE
    WHEN x LIKE '____-__-__' THEN x
    WHEN trim(x) = '' THEN NULL
    WHEN regexp_full_match(trim(x), '\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}(:?\d{2})?)?)?')
        THEN left(trim(x), 10)
    WHEN regexp_full_match(trim(x), '\d{1,2}/\d{1,2}/(\d{2}|\d{4})( \d{1,2}:\d{2}(:\d{2})?)?') THEN spreadsheet_day(trim(x))
    ELSE x END;

CREATE OR REPLACE TEMP MACRO as_moment(x) AS CASE
    WHEN x LIKE '____-__-__' THEN x || ' 00:00:00'
    WHEN x LIKE '____-__-__T__:__:__' THEN replace(x, 'T', ' ')
    WHEN trim(x) = '' THEN NULL
    WHEN regexp_full_match(trim(x), '\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+]00(:?00)?)?)?')
        THEN replace(regexp_replace(trim(x), '(Z|[+]00(:?00)?)$', ''), 'T', ' ')
    WHEN regexp_full_match(trim(x), '\d{1,2}/\d{1,2}/(\d{2}|\d{4})( \d{1,2}:\d{2}(:\d{2})?)?')
        THEN spreadsheet_day(trim(x)) || ' ' || coalesce(nullif(lpad(split_part(trim(x), ' ', 2),
             CAST(CASE WHEN length(split_part(trim(x), ' ', 2)) IN (4, 7) THEN length(split_part(trim(x), ' ', 2)) + 1
                  ELSE length(split_part(trim(x), ' ', 2)) END AS INTEGER), '0'), ''), '00:00:00')
    ELSE x END;
