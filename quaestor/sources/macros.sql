/*
The words that the SQL of the sources may use beside DuckDB's own. The store runs this file once a connection.

blank(x)          the text without blanks around it, NULL where nothing is left
as_code(x)        a code: upper case; 'NAN' (a spreadsheet's or a data frame's nothing) is NULL; of 'N: NO' the 'N'
as_day(x)         an ISO date, or the date of an ISO or spreadsheet moment, as 'YYYY-MM-DD'
as_moment(x)      the same with its time of day, as 'YYYY-MM-DD HH:MM:SS'; in UTC where an offset is printed
spelled(x, width) a number that lost its leading zeros on the way, filled up again; anything but digits is left alone
contract_kind(flag, award_code, idv_code)
                  our kind of contract; a code that FPDS does not have is passed on, so that it is rejected by name
supplier_key(uei, duns, cage, name, country)
                  one identity as registered, by the first of these that is there
is_individual(sole_proprietorship, organizational_type)
                  'true' where the publisher marks a person

What is no day is passed through, so that typing rejects the row and says what stood there. Spreadsheets print years
with two digits: those more than thirty years ahead belong to the last century. The ISO forms come first: they are
nearly all rows, and need no pattern.
*/
CREATE OR REPLACE TEMP MACRO blank(x) AS CASE -- trimming copies every text, so only where there is something to trim
    WHEN x = '' THEN NULL
    WHEN starts_with(x, ' ') OR ends_with(x, ' ') THEN nullif(trim(x), '')
    ELSE x END;

CREATE OR REPLACE TEMP MACRO as_code(x) AS CASE
    WHEN upper(trim(x)) IN ('', 'NAN') THEN NULL
    WHEN contains(x, ': ') THEN upper(trim(split_part(x, ': ', 1)))
    ELSE upper(trim(x)) END;

CREATE OR REPLACE TEMP MACRO spelled(x, width) AS CASE
    WHEN length(trim(x)) < width AND regexp_full_match(trim(x), '[0-9]+') THEN lpad(trim(x), width, '0')
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
    WHEN regexp_full_match(trim(x), '\d{1,2}/\d{1,2}/(\d{2}|\d{4})( \d{1,2}:\d{2}(:\d{2})?)?')
        THEN spreadsheet_day(trim(x))
    ELSE x END;

CREATE OR REPLACE TEMP MACRO as_moment(x) AS CASE
    WHEN x LIKE '____-__-__' THEN x || ' 00:00:00'
    WHEN x LIKE '____-__-__T__:__:__' THEN replace(x, 'T', ' ')
    WHEN trim(x) = '' THEN NULL
    WHEN regexp_full_match(trim(x), '\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+]00(:?00)?)?)?')
        THEN replace(regexp_replace(trim(x), '(Z|[+]00(:?00)?)$', ''), 'T', ' ')
    WHEN regexp_full_match(trim(x), '\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d+)?[+-]\d{2}(:?\d{2})?')
        THEN coalesce(CAST(TRY_CAST(replace(left(trim(x), 19), 'T', ' ') AS TIMESTAMP) - to_minutes(
             CAST(regexp_extract(trim(x), '([+-])\d{2}(:?\d{2})?$', 1) || '1' AS INTEGER)
             * (60 * CAST(regexp_extract(trim(x), '[+-](\d{2})(:?\d{2})?$', 1) AS INTEGER)
                + CAST('0' || regexp_extract(trim(x), '[+-]\d{2}:?(\d{2})?$', 1) AS INTEGER))) AS VARCHAR), x)
    WHEN regexp_full_match(trim(x), '\d{1,2}/\d{1,2}/(\d{2}|\d{4})( \d{1,2}:\d{2}(:\d{2})?)?')
        THEN spreadsheet_day(trim(x)) || ' ' || CASE
            WHEN NOT contains(trim(x), ' ') THEN '00:00:00'
            WHEN trim(x) LIKE '% _:%' THEN '0' || split_part(trim(x), ' ', 2)
            ELSE split_part(trim(x), ' ', 2) END
    ELSE x END;

CREATE OR REPLACE TEMP MACRO contract_kind(flag, award_code, idv_code) AS CASE
    WHEN as_code(flag) = 'IDV' THEN CASE as_code(idv_code)
        WHEN 'A' THEN 'gwac' WHEN 'B' THEN 'idc' WHEN 'C' THEN 'fss' WHEN 'D' THEN 'boa' WHEN 'E' THEN 'bpa'
        ELSE 'idv_type_code ' || coalesce(as_code(idv_code), 'blank') END
    ELSE CASE as_code(award_code)
        WHEN 'A' THEN 'bpa_call' WHEN 'B' THEN 'purchase_order' WHEN 'C' THEN 'delivery_order'
        WHEN 'D' THEN 'definitive_contract'
        ELSE coalesce('award_type_code ' || as_code(award_code), 'unknown_award') END END;

CREATE OR REPLACE TEMP MACRO supplier_key(uei, duns, cage, name, country) AS CASE
    WHEN as_code(uei) IS NOT NULL THEN 'uei:' || as_code(uei)
    WHEN as_code(duns) IS NOT NULL THEN 'duns:' || spelled(duns, 9)
    WHEN as_code(cage) IS NOT NULL THEN 'cage:' || as_code(spelled(cage, 5))
    WHEN trim(name) <> '' THEN 'name:' || upper(trim(name)) || ', ' || coalesce(as_code(country), 'USA') END;

CREATE OR REPLACE TEMP MACRO is_individual(sole_proprietorship, organizational_type) AS CASE
    WHEN lower(trim(sole_proprietorship)) IN ('t', 'true') THEN 'true'
    WHEN as_code(organizational_type) IN ('SOLE PROPRIETORSHIP', 'INDIVIDUAL') THEN 'true' ELSE 'false' END;
