/*
title: Money on an award that was closed out
version: 1
area: records
check: true
asks: Does an act commit {amount} dollars or more after the award was closed out (code K)?
why: >
  Close-out says that all is delivered and paid. Money after it means that the award was not closed, or that the code was wrong.
innocent: >
  Funds, task lines or orders are closed one at a time under the same code. A late bill, or a rate settled years later, reopens an award lawfully.
spares:
  taken_back_since: "as much was taken back since: the books were put in order"
subject: award
measures: days after the close-out, at most
parameters: {amount: 1, days: 0}
based_on: FAR 4.804; FPDS data dictionary, element 12C, code K
*/
WITH closed AS (
  SELECT award_id, min(signed_on) AS closed_on FROM action WHERE reason_code = 'K' GROUP BY award_id
),
since AS (
  SELECT
    c.award_id,
    sum(CASE WHEN date_diff('day', c.closed_on, s.signed_on) > $days THEN s.obligation ELSE 0 END) AS net,
    sum(CASE WHEN s.obligation > 0 AND date_diff('day', c.closed_on, s.signed_on) > $days THEN s.obligation ELSE 0 END) AS committed,
    max(CASE WHEN s.obligation > 0 THEN date_diff('day', c.closed_on, s.signed_on) END) AS days,
    array_agg(s.action_id) FILTER (WHERE s.obligation > 0 AND date_diff('day', c.closed_on, s.signed_on) > $days) AS acts
  FROM closed c
  JOIN action s ON s.award_id = c.award_id
  GROUP BY c.award_id
)
SELECT
  award_id,
  CASE WHEN committed > 0 THEN days END AS value,
  committed >= $amount AND net > 0 AS flagged,
  CASE WHEN committed >= $amount AND net <= 0 THEN 'taken_back_since' END AS spared,
  committed AS amount,
  CASE WHEN committed >= $amount THEN acts END AS rests_on
FROM since
