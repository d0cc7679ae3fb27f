/*
title: September money taken back in the next year
version: 1
area: money
asks: Of what an award got in a September, {amount} dollars or more, was {percent} % or more taken back within the following fiscal year?
why: >
  Money that lapses on 30 September is sometimes put on an award that does not need it, to be drawn on later. What is committed in the
  last month and taken back in the next year was not needed for what it was committed to.
innocent: >
  Estimates are trued up once the bills are in; an award protested or cancelled gives its money back; the year's funds are replaced by
  those of the new year.
spares:
  replaced: "in the same year as much or more was committed anew: one fund in place of another"
  ended: "an act of that year terminated, cancelled or closed out the award, by its code or its words"
not_assessed:
  year_not_over: "the acts held of its agency end before the following year does, and less was taken back so far"
  cut_short: "a file of its agency and the following year seems cut short; takings-back are what such files lose"
subject: award
measures: per cent taken back within the next fiscal year
outcomes: [termination]
parameters: {percent: 50, amount: 250000}
based_on: >
  31 U.S.C. 1502(a) and 1552 (bona fide need, closed accounts); GAO, Principles of federal appropriations law, chapter 5; Liebman and Mahoney,
  American Economic Review 107 (2017)
*/
WITH september AS (
  SELECT
    award_id, buyer_id,
    year(signed_on) AS fiscal_year,
    sum(obligation) AS committed
  FROM action
  WHERE obligation > 0 AND month(signed_on) = 9 AND NOT coalesce(sampled, false)
  GROUP BY award_id, buyer_id, year(signed_on)
),
parked AS (
  SELECT award_id, buyer_id, fiscal_year, committed FROM september WHERE committed >= $amount
),
following AS (
  SELECT
    p.award_id, p.buyer_id, p.fiscal_year,
    -sum(CASE WHEN s.obligation < 0 THEN s.obligation ELSE 0 END) AS taken,
    sum(CASE WHEN s.obligation > 0 THEN s.obligation ELSE 0 END) AS anew,
    max(CASE WHEN s.reason_code IN ('E', 'F', 'K', 'N', 'X') OR upper(s.description) LIKE '%TERMINAT%' OR upper(s.description) LIKE '%CLOSEOUT%' OR upper(s.description) LIKE '%CLOSE OUT%' OR upper(s.description) LIKE '%CLOSE-OUT%' OR upper(s.description) LIKE '%CANCEL%' THEN 1 ELSE 0 END) AS ended,
    array_agg(s.action_id) FILTER (WHERE s.obligation < 0) AS acts
  FROM parked p
  JOIN action s ON s.award_id = p.award_id
  WHERE year(s.signed_on) + CASE WHEN month(s.signed_on) >= 10 THEN 1 ELSE 0 END = p.fiscal_year + 1
  GROUP BY p.award_id, p.buyer_id, p.fiscal_year
),
held AS (
  SELECT agency_id, fiscal_year, bool_or(cut_short) AS cut_short FROM coverage GROUP BY agency_id, fiscal_year
),
reach AS (
  SELECT agency_id, max(last_on) AS last_on FROM coverage GROUP BY agency_id
),
judged AS (
  SELECT
    p.award_id, p.fiscal_year, p.committed, f.acts,
    coalesce(f.taken, 0) AS taken,
    coalesce(f.taken * 100 >= p.committed * $percent, false) AS hit,
    CASE WHEN f.ended = 1 THEN 'ended' WHEN f.anew >= f.taken THEN 'replaced' END AS spare,
    CASE
      WHEN f.taken * 100 >= p.committed * $percent THEN NULL
      WHEN r.last_on IS NULL OR date_diff('day', r.last_on, CAST(CAST(p.fiscal_year + 1 AS VARCHAR) || '-09-30' AS DATE)) > 0 THEN 'year_not_over'
      WHEN h.cut_short THEN 'cut_short'
    END AS not_assessed
  FROM parked p
  LEFT JOIN following f ON f.award_id = p.award_id AND f.buyer_id = p.buyer_id AND f.fiscal_year = p.fiscal_year
  LEFT JOIN held h ON h.agency_id = p.buyer_id AND h.fiscal_year = p.fiscal_year + 1
  LEFT JOIN reach r ON r.agency_id = p.buyer_id
)
SELECT
  award_id || '|' || CAST(fiscal_year AS VARCHAR) AS subject_id,
  CAST(taken AS DOUBLE) * 100 / nullif(CAST(committed AS DOUBLE), 0) AS value,
  CASE WHEN not_assessed IS NULL THEN hit AND spare IS NULL END AS flagged,
  CASE WHEN not_assessed IS NULL AND hit THEN spare END AS spared,
  not_assessed,
  taken AS amount,
  award_id,
  CASE WHEN hit THEN acts END AS rests_on
FROM judged
