/*
title: Taken over by another firm soon after award
version: 1
area: suppliers
asks: Was an award of {min_amount} dollars or more taken over by a firm of another family within {max_days} days of its first act?
measures: days from the first act to the novation
why: >
  The firm that was weighed in the competition is not the one that does the work. The buyer need not agree to a takeover,
  and its agreement is a paper that can be asked for.
innocent: >
  Firms are bought and sold, and a novation only records it, often late. The same people may do the same work in the same
  place under a new owner.
spares:
  same_family: the firms before and after belonged to one family on the day
not_assessed:
  reasons_not_printed: no source held prints why the award was modified, or only some of its acts are held
  first_act_not_held: the first act is not held, so when the award began is unknown
subject: award
rests_on: action
parameters: {min_amount: 250000, max_days: 365}
based_on:
  - FAR 42.1204 (when the government agrees to a successor in interest; transfers are otherwise forbidden by 41 U.S.C. 6305)
*/
WITH standing AS (
  SELECT supplier_id, family_id, coalesce(from_on, DATE '0001-01-01') AS from_on, coalesce(to_on, DATE '9999-12-31') AS to_on
  FROM family_member
  WHERE stands
),
moves AS (
  SELECT
    e.award_id,
    min(e.on_day) AS on_day,
    array_agg(DISTINCT e.action_id) AS acts,
    count(DISTINCT coalesce(s.family_id, e.supplier_id)) AS families
  FROM supplier_event e
  LEFT JOIN standing s ON s.supplier_id = e.supplier_id
    AND s.from_on <= e.on_day AND s.to_on >= e.on_day
  WHERE e.kind = 'novation' AND e.award_id IS NOT NULL
  GROUP BY e.award_id
),
judged AS (
  SELECT
    a.award_id, a.psc, m.acts, m.families,
    date_diff('day', a.first_signed_on, m.on_day) AS days,
    CASE WHEN a.ceiling_kind = 'stated' THEN a.ceiling ELSE coalesce(a.obligated, a.obligated_stated, a.exercised) END AS worth,
    -- A takeover on the first day held is a record that moved from an older system: the award is older.
    coalesce(date_diff('day', a.first_signed_on, m.on_day) BETWEEN 1 AND $max_days, false) AS hit,
    CASE WHEN m.families < 2 THEN 'same_family' END AS filtered,
    CASE
      WHEN m.award_id IS NULL AND (a.kind = 'unknown_award' OR a.sampled OR a.actions = 0) THEN 'reasons_not_printed'
      WHEN a.first_held <> '0' OR m.on_day <= a.first_signed_on THEN 'first_act_not_held'
    END AS unknown
  FROM award a
  LEFT JOIN moves m ON m.award_id = a.award_id
)
SELECT
  award_id,
  days AS value,
  CASE WHEN unknown IS NULL THEN hit AND filtered IS NULL END AS flagged,
  CASE WHEN unknown IS NULL AND hit THEN filtered END AS spared,
  unknown AS not_assessed,
  worth AS amount,
  'PSC ' || coalesce(substr(psc, 1, 2), 'not printed') AS cohort,
  CASE WHEN unknown IS NULL AND hit AND filtered IS NULL THEN acts END AS rests_on
FROM judged
WHERE worth >= $min_amount
