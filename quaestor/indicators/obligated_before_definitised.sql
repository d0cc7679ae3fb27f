/*
title: More than half obligated before the price was agreed
version: 1
area: money
asks: While the award was a letter contract or another undefinitized act, did obligations pass {percent} % of its ceiling at that time?
why: >
  The law lets the government commit half of the limit before the price is agreed, so that the contractor has a reason to agree on it.
innocent: >
  Three quarters are allowed once a qualifying proposal has come in (10 U.S.C. 3374(b)), which the record does not show; the law waives the
  limit in contingencies. The code is sometimes entered by mistake on plain orders, which are fully funded when signed.
spares:
  proposal: "not above {proposal_percent} %, which is allowed once a qualifying proposal is in"
  plain_order: "the whole ceiling was committed by the first act, as on a plain order: probably a code entered by mistake"
not_assessed:
  sampled: "the sources held print only some of the award's acts"
  reasons_not_printed: "a later act prints no reason, so that it may be the one that made the award definite"
  no_limit: "the acts held state no ceiling for that time"
subject: award
measures: per cent of the ceiling at that time
outcomes: [termination, takeback]
parameters: {percent: 50, proposal_percent: 75}
based_on: 10 U.S.C. 3374; FAR 16.603-2(d) (50 percent of the estimated cost); DFARS 217.7404-4
*/
WITH begun AS (
  SELECT award_id, min(signed_on) AS begun_on
  FROM action
  WHERE undefinitized_code IN ('A', 'B') AND reason_code IS NULL
  GROUP BY award_id
),
settled AS (
  SELECT
    b.award_id,
    min(CASE
      WHEN s.reason_code IN ('H', 'L') OR s.reason_code IS NOT NULL AND upper(s.description) LIKE '%DEFINITI%' THEN s.signed_on
    END) AS settled_on,
    max(CASE WHEN s.sampled THEN 1 ELSE 0 END) AS sampled,
    max(CASE WHEN s.reason_code IS NULL AND s.signed_on > b.begun_on THEN 1 ELSE 0 END) AS unsaid
  FROM begun b
  JOIN action s ON s.award_id = b.award_id
  GROUP BY b.award_id
),
before AS (
  SELECT
    t.award_id, t.sampled, t.unsaid,
    sum(s.obligation) AS committed,
    sum(s.ceiling_change) AS ceiling,
    sum(CASE WHEN s.reason_code IS NULL THEN s.obligation ELSE 0 END) AS committed_first,
    array_agg(s.action_id) FILTER (WHERE s.obligation <> 0) AS acts
  FROM settled t
  JOIN action s ON s.award_id = t.award_id AND (t.settled_on IS NULL OR s.signed_on < t.settled_on)
  GROUP BY t.award_id, t.sampled, t.unsaid
),
judged AS (
  SELECT
    b.award_id, b.committed, b.acts,
    CASE WHEN b.ceiling > 0 THEN CAST(b.committed AS DOUBLE) * 100 / nullif(CAST(b.ceiling AS DOUBLE), 0) END AS share,
    coalesce(b.committed * 100 > b.ceiling * $percent, false) AS hit,
    CASE
      WHEN b.committed_first >= b.ceiling THEN 'plain_order'
      WHEN b.committed * 100 <= b.ceiling * $proposal_percent THEN 'proposal'
    END AS spare,
    CASE
      WHEN a.sampled OR b.sampled = 1 THEN 'sampled'
      WHEN b.unsaid = 1 THEN 'reasons_not_printed'
      WHEN b.ceiling IS NULL OR b.ceiling <= 0 THEN 'no_limit'
    END AS not_assessed
  FROM before b
  JOIN award a ON a.award_id = b.award_id
)
SELECT
  award_id,
  share AS value,
  CASE WHEN not_assessed IS NULL THEN hit AND spare IS NULL END AS flagged,
  CASE WHEN not_assessed IS NULL AND hit THEN spare END AS spared,
  not_assessed,
  committed AS amount,
  CASE WHEN hit THEN acts END AS rests_on
FROM judged
