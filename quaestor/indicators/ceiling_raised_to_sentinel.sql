/*
title: Stated ceiling lifted to a mark for no limit
version: 1
area: ceilings
asks: Was a ceiling that had been an amount raised to all nines, or past {bound} dollars?
why: >
  A ceiling is what was approved to be spent. Once it reads 9,999,999,999 or more than any contract costs, it limits
  nothing, and growth can no longer be seen.
innocent: >
  Programmes whose limit is set on all holders together print a mark on each; a slip of the keyboard looks the same until it
  is mended. Where the mark was taken back by a later act, it was probably a slip.
spares:
  from_a_minimum: "the ceiling before was under {minimum} dollars, as the minimum that a vehicle guarantees"
  taken_back: "a later act brought the ceiling back to an amount"
not_assessed:
  sampled: "the sources held print only some of the award's acts"
  not_held: "the acts held do not add up to a ceiling"
subject: award
measures: the ceiling after the act, in dollars
outcomes: [rewrite]
parameters: {bound: 100000000000, smallest: 999999, minimum: 1000000}
based_on: >
  Quaestor's ceiling kinds, measured on 405 federal vehicles: 17 printed all nines, 15 more than $100 billion; FAR 16.504(a)(1)
  (an indefinite-quantity contract states a maximum)
*/
WITH reaches AS (
  SELECT award_id
  FROM action
  WHERE ceiling_change > 0 AND NOT coalesce(sampled, false)
  GROUP BY award_id
  HAVING count(*) > 1 AND sum(ceiling_change) >= $smallest
),
steps AS (
  SELECT
    s.award_id, s.action_id, s.ceiling_change,
    sum(s.ceiling_change) OVER (
      PARTITION BY s.award_id
      ORDER BY s.signed_on NULLS LAST, s.mod_order NULLS LAST, s.transaction_number NULLS LAST, s.action_id NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS after
  FROM action s
  JOIN reaches r ON r.award_id = s.award_id
  WHERE s.ceiling_change <> 0 AND NOT coalesce(s.sampled, false)
),
marked AS (
  SELECT
    award_id, action_id, after,
    after - ceiling_change AS before,
    after > $bound OR after >= $smallest AND (
      after >= 999999 AND after < 1000000 OR after >= 9999999 AND after < 10000000
      OR after >= 99999999 AND after < 100000000 OR after >= 999999999 AND after < 1000000000
      OR after >= 9999999999 AND after < 10000000000 OR after >= 99999999999 AND after < 100000000000
    ) AS is_mark
  FROM steps
),
lifted AS (
  SELECT m.award_id, max(m.before) AS before, max(m.after) AS after, array_agg(m.action_id) AS acts
  FROM marked m
  WHERE m.is_mark AND m.before > 1 AND m.before < m.after AND m.before <= $bound AND NOT (
    m.before >= 999999 AND m.before < 1000000 OR m.before >= 9999999 AND m.before < 10000000
    OR m.before >= 99999999 AND m.before < 100000000 OR m.before >= 999999999 AND m.before < 1000000000
    OR m.before >= 9999999999 AND m.before < 10000000000 OR m.before >= 99999999999 AND m.before < 100000000000
  )
  GROUP BY m.award_id
),
judged AS (
  SELECT
    a.award_id, l.before, l.after, l.acts,
    l.award_id IS NOT NULL AS hit,
    CASE
      WHEN a.ceiling_kind IN ('stated', 'shared', 'zero') THEN 'taken_back'
      WHEN l.before < $minimum THEN 'from_a_minimum'
    END AS spare,
    CASE WHEN a.sampled THEN 'sampled' WHEN a.ceiling IS NULL THEN 'not_held' END AS not_assessed
  FROM award a
  LEFT JOIN lifted l ON l.award_id = a.award_id
  WHERE a.actions > 0
)
SELECT
  award_id,
  after AS value,
  CASE WHEN not_assessed IS NULL THEN hit AND spare IS NULL END AS flagged,
  CASE WHEN not_assessed IS NULL AND hit THEN spare END AS spared,
  not_assessed,
  before AS amount,
  acts AS rests_on
FROM judged
