/*
title: No product or service code
version: 1
area: records
check: true
asks: Does no act of the award say what kind of thing is bought, though its source prints such codes?
why: >
  Without the code an award is in no comparison with its like, and no total by product or service holds it.
innocent: >
  Records of the first years print none; so do vehicles that buy many kinds of things. It says nothing of the award itself.
not_assessed:
  source_prints_none: "no source of its acts prints such a code on any act held"
subject: award
measures: kind of award
based_on: FAR 4.605(a); FPDS data dictionary, element 8A
*/
WITH printing AS (
  SELECT source FROM action WHERE psc IS NOT NULL GROUP BY source
),
told AS (
  SELECT
    s.award_id,
    count(s.psc) AS coded,
    max(CASE WHEN p.source IS NOT NULL THEN 1 ELSE 0 END) AS printed
  FROM action s
  LEFT JOIN printing p ON p.source = s.source
  GROUP BY s.award_id
)
SELECT
  t.award_id,
  a.kind AS value,
  CASE WHEN t.printed = 1 THEN t.coded = 0 END AS flagged,
  CASE WHEN t.printed = 0 THEN 'source_prints_none' END AS not_assessed,
  a.obligated AS amount
FROM told t
LEFT JOIN award a ON a.award_id = t.award_id
