/*
title: Most of the money passed on
version: 1
area: subawards
asks: Do the subawards reported on an award add up to more than {min_percent} percent of what was obligated on it?
measures: subawards in per cent of what was obligated
why: >
  A firm that passes most of the work on may add little but its margin. Above 70 percent it must tell the buyer what it
  adds, and awards reserved for small firms may be passed on only in part.
innocent: >
  Builders and integrators are paid to bring others together, and a dealer sells what others make. Reports are not checked: instalments may be reported as
  totals, one order month after month, and later obligations may be missing here. Sums of subawards are never exact.
spares:
  small: the subawards add up to at most {small_amount} dollars
not_assessed:
  award_not_held: the award that the money comes from is not held
  award_held_in_part: its first acts are not held and no printed total is, or what is held adds up to nothing
subject: award
rests_on: subaward
parameters: {min_percent: 70, small_amount: 250000}
based_on:
  - FAR 52.215-22 and 52.215-23 (limitations on pass-through charges, 70 percent), FAR 15.404-1(h)
  - FAR 52.219-14 (limitations on subcontracting of awards reserved for small firms)
*/
-- One report printed month after month under one number counts once. Where one report of a number is more than all its
-- others together, it is taken for their total: under one real order twenty instalments were followed by their sum.
WITH reports AS (
  SELECT award_id, subaward_number, subsupplier_id, signed_on, amount, min(subaward_id) AS subaward_id
  FROM subaward
  GROUP BY award_id, subaward_number, subsupplier_id, signed_on, amount
),
numbers AS (
  SELECT
    award_id, subaward_number, subsupplier_id,
    CASE WHEN min(amount) >= 0 AND max(amount) * 2 > sum(amount) THEN max(amount) ELSE sum(amount) END AS amount
  FROM reports
  WHERE award_id IS NOT NULL
  GROUP BY award_id, subaward_number, subsupplier_id
),
evidence AS (
  SELECT award_id, array_agg(subaward_id) AS evidence FROM reports WHERE award_id IS NOT NULL GROUP BY award_id
),
passed AS (
  SELECT n.award_id, sum(n.amount) AS amount, max(e.evidence) AS evidence
  FROM numbers n
  JOIN evidence e ON e.award_id = n.award_id
  GROUP BY n.award_id
),
judged AS (
  SELECT
    p.award_id, p.amount, p.evidence, a.psc,
    greatest(CASE WHEN a.first_held = '0' THEN a.obligated END, a.obligated_stated) AS obligated,
    CASE WHEN p.amount <= $small_amount THEN 'small' END AS filtered,
    CASE WHEN a.award_id IS NULL THEN 'award_not_held' END AS absent
  FROM passed p
  LEFT JOIN award a ON a.award_id = p.award_id
),
measured AS (
  SELECT
    *,
    amount * 100 > obligated * $min_percent AS hit,
    coalesce(absent, CASE WHEN coalesce(obligated, 0) <= 0 THEN 'award_held_in_part' END) AS unknown
  FROM judged
)
SELECT
  award_id,
  CAST(amount AS DOUBLE) * 100 / nullif(CAST(obligated AS DOUBLE), 0) AS value,
  CASE WHEN unknown IS NULL THEN hit AND filtered IS NULL END AS flagged,
  CASE WHEN unknown IS NULL AND hit THEN filtered END AS spared,
  unknown AS not_assessed,
  amount,
  'PSC ' || coalesce(substr(psc, 1, 2), 'not printed') AS cohort,
  CASE WHEN unknown IS NULL AND hit AND filtered IS NULL THEN evidence END AS rests_on
FROM measured
