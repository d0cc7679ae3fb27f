/*
title: Subaward larger than its award
version: 1
area: subawards
asks: Is one subaward larger than everything that was obligated on the award it comes from, and than its ceiling?
measures: the subaward in per cent of what was obligated
why: >
  Nobody can pass on more than they are given. Either the report names the wrong award or amount, or the award's money
  is held in part, and each figure that rests on it is wrong until it is mended.
innocent: >
  A slip of the keyboard, dollars reported in cents, a total over several awards reported on one, or an award whose
  later obligations are not held. Firms correct reports years later.
spares:
  nearly: larger by less than {slack_percent} percent, which rounding and fees explain
not_assessed:
  award_not_held: the award that the money comes from is not held
  award_held_in_part: its first acts are not held and no printed total is, or what is held adds up to nothing
subject: subaward
rests_on: subaward
parameters: {slack_percent: 5}
based_on:
  - Federal Funding Accountability and Transparency Act (Public Law 109-282), FAR 52.204-10 (what is reported of subawards)
  - GAO-24-106237, Federal spending transparency (2023), on subaward data of USAspending.gov
*/
WITH told AS (
  SELECT
    s.subaward_id, s.award_id, s.subsupplier_id, s.buyer_id, s.amount, a.psc, a.award_id AS held_award,
    greatest(CASE WHEN a.first_held = '0' THEN a.obligated END, a.obligated_stated) AS obligated,
    CASE WHEN a.ceiling_kind = 'stated' THEN a.ceiling END AS ceiling
  FROM subaward s
  LEFT JOIN award a ON a.award_id = s.award_id
),
measured AS (
  SELECT
    *,
    greatest(obligated, ceiling) AS bound,
    CASE WHEN held_award IS NULL THEN 'award_not_held' WHEN coalesce(obligated, 0) <= 0 THEN 'award_held_in_part' END AS unknown
  FROM told
),
judged AS (
  SELECT
    *,
    amount > bound AS hit,
    CASE WHEN amount * 100 < bound * (100 + $slack_percent) THEN 'nearly' END AS filtered
  FROM measured
),
evidence AS (
  SELECT subaward_id, array_agg(subaward_id) AS reports FROM judged WHERE hit AND filtered IS NULL AND unknown IS NULL GROUP BY subaward_id
)
SELECT
  j.subaward_id,
  CAST(j.amount AS DOUBLE) * 100 / nullif(CAST(j.obligated AS DOUBLE), 0) AS value,
  CASE WHEN j.unknown IS NULL THEN j.hit AND j.filtered IS NULL END AS flagged,
  CASE WHEN j.unknown IS NULL AND j.hit THEN j.filtered END AS spared,
  j.unknown AS not_assessed,
  j.amount,
  'PSC ' || coalesce(substr(j.psc, 1, 2), 'not printed') AS cohort,
  j.award_id,
  j.subsupplier_id AS supplier_id,
  j.buyer_id,
  e.reports AS rests_on
FROM judged j
LEFT JOIN evidence e ON e.subaward_id = j.subaward_id
