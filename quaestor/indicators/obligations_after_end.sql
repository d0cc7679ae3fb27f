/*
title: Money committed after the last day of the award
version: 1
area: money
asks: Was {amount} dollars or more committed more than {days} days after the last day that any act prints for the award?
why: >
  After its last day an award has nothing left to buy. New money then pays for work done without cover, or for work that should have
  been a new award.
innocent: >
  Final bills, indirect rates settled years later, claims and equitable adjustments are paid under the old award. An extension may be
  signed and not yet reported.
spares:
  settlement: "only under codes of close-out, termination or funding, or in words of a final bill, a claim, a rate or an adjustment"
not_assessed:
  sampled: "the sources held print only some of the award's acts"
  no_end_held: "no act held prints a last day"
  acts_without_end: "the acts after the last day held come from a source that prints none"
subject: award
measures: days after the last day, at most
outcomes: [takeback]
parameters: {days: 30, amount: 25000}
based_on: 31 U.S.C. 1502(a) (bona fide need); FAR 32.703-1 to 32.703-3; FAR 1.602-3 (unauthorized commitments)
*/
WITH after_end AS (
  SELECT
    s.award_id,
    sum(s.obligation) AS net,
    max(date_diff('day', a.could_end_on, s.signed_on)) AS days,
    sum(CASE
      WHEN coalesce(s.reason_code, '') IN ('C', 'K', 'E', 'F', 'X', 'N') OR upper(coalesce(s.description, '')) LIKE '%FINAL%'
        OR upper(coalesce(s.description, '')) LIKE '%CLAIM%' OR upper(coalesce(s.description, '')) LIKE '%ADJUSTMENT%'
        OR upper(coalesce(s.description, '')) LIKE '%RATE%' OR upper(coalesce(s.description, '')) LIKE '%SETTLE%' THEN 0
      ELSE s.obligation END) AS unsettled,
    array_agg(s.action_id) FILTER (WHERE s.obligation > 0) AS acts
  FROM action s
  JOIN award a ON a.award_id = s.award_id
  WHERE s.obligation <> 0 AND a.last_signed_on > a.could_end_on AND date_diff('day', a.could_end_on, s.signed_on) > $days
    AND (a.ends_on IS NULL OR date_diff('day', a.ends_on, s.signed_on) > $days)
    -- The act itself has to print its last day: where its source prints none, the award's comes from older acts.
    AND s.could_end_on IS NOT NULL AND s.mod_number <> a.first_held
  GROUP BY s.award_id
),
unsaid AS (
  SELECT s.award_id
  FROM action s
  JOIN award a ON a.award_id = s.award_id
  WHERE s.could_end_on IS NULL AND s.obligation > 0 AND date_diff('day', a.could_end_on, s.signed_on) > $days
  GROUP BY s.award_id
),
judged AS (
  SELECT
    a.award_id, l.net, l.days, l.acts,
    coalesce(l.net >= $amount, false) AS hit,
    coalesce(l.unsettled < $amount, false) AS settlement,
    CASE
      WHEN a.sampled THEN 'sampled'
      WHEN a.could_end_on IS NULL THEN 'no_end_held'
      WHEN a.last_signed_on > a.could_end_on AND u.award_id IS NOT NULL THEN 'acts_without_end'
    END AS not_assessed
  FROM award a
  LEFT JOIN after_end l ON l.award_id = a.award_id
  LEFT JOIN unsaid u ON u.award_id = a.award_id
  WHERE a.actions > 0 AND a.kind NOT IN ('idc', 'fss', 'gwac', 'boa', 'bpa', 'other_transaction_idv', 'unknown_vehicle')
)
SELECT
  award_id,
  days AS value,
  CASE WHEN not_assessed IS NULL THEN hit AND NOT settlement END AS flagged,
  CASE WHEN not_assessed IS NULL AND hit AND settlement THEN 'settlement' END AS spared,
  not_assessed,
  net AS amount,
  CASE WHEN hit THEN acts END AS rests_on
FROM judged
