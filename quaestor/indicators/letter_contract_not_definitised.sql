/*
title: Letter contract not made definite in time
version: 1
area: time
asks: Did an award that began as a letter contract or another undefinitized act stay so for more than {days} days?
why: >
  Work goes on at a price nobody has agreed, and the contractor's costs are mostly paid whatever they are. The law gives {days} days
  to agree.
innocent: >
  The days can be extended in writing; 40 % of the work may not yet be done; the act that made it definite may have been
  reported as a supplemental agreement without saying so in words. The code is sometimes entered by mistake on plain orders.
spares:
  small: "less than {small} dollars were committed while it was so: probably a code entered by mistake"
not_assessed:
  sampled: "the sources held print only some of the award's acts"
  reasons_not_printed: "a later act prints no reason, so that it may be the one that made the award definite"
  too_young: "no act made it definite, and the acts held end before the {days} days were over"
subject: award
measures: days until it was made definite, or until the latest act held
outcomes: [termination, takeback]
parameters: {days: 180, small: 250000}
based_on: >
  FAR 16.603-2(c) (180 days, or 40 % of the work); 10 U.S.C. 3372; DFARS 217.7404-3; GAO-10-299, Defense contracting: DOD has enhanced
  insight into undefinitized contract action use
*/
WITH begun AS (
  SELECT s.award_id, min(s.signed_on) AS begun_on
  FROM action s
  WHERE s.undefinitized_code IN ('A', 'B') AND s.reason_code IS NULL
  GROUP BY s.award_id
),
followed AS (
  SELECT
    b.award_id, b.begun_on,
    min(CASE
      WHEN s.reason_code IN ('H', 'L') OR s.reason_code IS NOT NULL AND upper(s.description) LIKE '%DEFINITI%' THEN s.signed_on
      WHEN s.reason_code IN ('E', 'F', 'K', 'N', 'X') THEN s.signed_on
    END) AS settled_on,
    max(CASE WHEN s.sampled THEN 1 ELSE 0 END) AS sampled,
    max(CASE WHEN s.reason_code IS NULL AND s.signed_on > b.begun_on THEN 1 ELSE 0 END) AS unsaid
  FROM begun b
  JOIN action s ON s.award_id = b.award_id
  GROUP BY b.award_id, b.begun_on
),
open_until AS (
  SELECT buyer_id, max(last_signed_on) AS held_until FROM award GROUP BY buyer_id
),
money AS (
  SELECT
    f.award_id,
    sum(s.obligation) AS committed,
    array_agg(s.action_id) FILTER (WHERE s.reason_code IS NULL OR s.signed_on = f.settled_on) AS acts
  FROM followed f
  JOIN action s ON s.award_id = f.award_id AND s.signed_on <= coalesce(f.settled_on, s.signed_on)
  GROUP BY f.award_id
),
judged AS (
  SELECT
    f.award_id, m.committed, m.acts,
    date_diff('day', f.begun_on, coalesce(f.settled_on, u.held_until)) AS days,
    CASE
      WHEN a.sampled OR f.sampled = 1 THEN 'sampled'
      WHEN f.settled_on IS NULL AND f.unsaid = 1 THEN 'reasons_not_printed'
      WHEN f.settled_on IS NULL AND date_diff('day', f.begun_on, u.held_until) <= $days THEN 'too_young'
    END AS not_assessed
  FROM followed f
  JOIN award a ON a.award_id = f.award_id
  JOIN money m ON m.award_id = f.award_id
  LEFT JOIN open_until u ON u.buyer_id = a.buyer_id
)
SELECT
  award_id,
  days AS value,
  CASE WHEN not_assessed IS NULL THEN days > $days AND committed >= $small END AS flagged,
  CASE WHEN not_assessed IS NULL AND days > $days AND committed < $small THEN 'small' END AS spared,
  not_assessed,
  committed AS amount,
  acts AS rests_on
FROM judged
