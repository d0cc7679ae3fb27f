/*
title: Modification without a reason
version: 1
area: records
check: true
asks: Does a modification not say why the award was modified?
why: >
  The reason tells money for the same work from money for more of it. Without it growth cannot be explained.
innocent: >
  Records moved over from before 2004 lack it. It says nothing of the award itself.
not_assessed:
  no_reasons_printed: "the sources held print no codes on any modification of it"
subject: award
measures: modifications without a reason
based_on: FPDS data dictionary, element 12C (required on modifications)
*/
WITH modified AS (
  SELECT
    award_id,
    -- A source that prints no code at all on an act prints no reason either, and cannot be told to lack one.
    count(psc) AS coded,
    sum(CASE WHEN reason_code IS NULL AND psc IS NOT NULL THEN 1 ELSE 0 END) AS unsaid,
    sum(CASE WHEN reason_code IS NULL AND psc IS NOT NULL THEN obligation END) AS amount,
    array_agg(action_id) FILTER (WHERE reason_code IS NULL AND psc IS NOT NULL) AS acts
  FROM action
  WHERE mod_number NOT IN ('0', '00', '000', '0000')
  GROUP BY award_id
)
SELECT
  award_id,
  unsaid AS value,
  CASE WHEN coded > 0 THEN unsaid > 0 END AS flagged,
  CASE WHEN coded = 0 THEN 'no_reasons_printed' END AS not_assessed,
  amount,
  acts AS rests_on
FROM modified
