/*
title: Exclusions in an answer of the search
about: A day is printed as midnight in Washington in milliseconds of universal time, so that the universal day is the day.
*/
SELECT
    concat_ws('|', 'sam:' || blank("samNumber"), strftime(epoch_ms(TRY_CAST("activationDate" AS BIGINT)), '%Y-%m-%d'), blank("type.value")) AS exclusion_id,
    blank(title) AS name,
    blank("classification.code") AS classification,
    CAST(NULL AS VARCHAR) AS uei,
    spelled("dunsNumber", 9) AS duns,
    as_code(spelled("cageCode", 5)) AS cage,
    blank("type.value") AS exclusion_type,
    blank("ctCode") AS cause_code,
    CAST(NULL AS VARCHAR) AS program,
    blank("organizationHierarchy") AS agency_name,
    strftime(epoch_ms(TRY_CAST("activationDate" AS BIGINT)), '%Y-%m-%d') AS from_on,
    strftime(epoch_ms(TRY_CAST("terminationDate" AS BIGINT)), '%Y-%m-%d') AS until_on
FROM raw
