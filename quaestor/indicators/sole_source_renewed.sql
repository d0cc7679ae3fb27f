/*
title: Award without competition that outgrew its first terms
version: 1
area: competition
asks: Was an award given without competition made more than {min_days} days longer, or its ceiling more than {min_growth} percent larger, than its first act said?
measures: what the renewals added
why: >
  What was justified without competition is the work, time and money of the first act. What is added later was never
  offered to anyone else, and the justification need not have been written again.
innocent: >
  Options that the first act foresaw lift neither the ceiling nor the last possible day, and do not count. Repairs find
  more damage, a competition that was to replace the award is protested, and some firms print the ceiling year by year.
spares:
  utilities: gas, power, water and telephone of one local provider (PSC S1, authority UT)
  research_center: a federally funded research center, or a maker kept in business for mobilisation (authority MES)
  small_purchase: worth at most {small_amount} dollars even now
not_assessed:
  first_act_not_held: the first act is not held, so what it said is unknown
subject: award
rests_on: action
parameters: {min_days: 365, min_growth: 50, small_amount: 250000}
based_on:
  - FAR 6.303-1, 43.201 and 6.001(c) (work outside the scope of an award needs competition or a justification of its own)
  - GAO, Competition in Contracting Act bid protests on out-of-scope modifications (4 C.F.R. part 21)
*/
WITH alone AS (
  SELECT
    award_id, psc, sole_source_code, ceiling, ceiling_first, ceiling_kind,
    CASE WHEN ceiling_kind = 'stated' THEN ceiling ELSE coalesce(obligated, obligated_stated, exercised) END AS worth,
    actions, first_held
  FROM award
  WHERE vehicle_id IS NULL AND kind NOT IN ('delivery_order', 'bpa_call') AND competed_code IN ('B', 'C', 'G') AND actions > 0
),
acts AS (
  SELECT
    a.award_id, a.action_id, a.mod_number, a.mod_order, a.transaction_number, a.signed_on, a.ceiling_change,
    coalesce(a.could_end_on, a.ends_on, a.order_until) AS last_day
  FROM action a
  JOIN alone w ON w.award_id = a.award_id
  WHERE w.actions > 1 AND w.first_held = '0'
),
firsts AS (
  SELECT award_id, max(last_day) AS first_day FROM acts WHERE mod_number = '0' GROUP BY award_id
),
grown AS (
  SELECT
    a.award_id,
    max(f.first_day) AS first_day,
    max(a.last_day) AS last_day
  FROM acts a
  JOIN firsts f ON f.award_id = a.award_id
  GROUP BY a.award_id
),
judged AS (
  SELECT
    w.*, g.first_day,
    date_diff('day', g.first_day, g.last_day) AS longer,
    CASE WHEN w.ceiling_kind = 'stated' AND w.ceiling_first > 0 THEN w.ceiling - w.ceiling_first END AS more,
    CASE WHEN w.first_held <> '0' THEN 'first_act_not_held' END AS unknown,
    CASE
      WHEN w.psc LIKE 'S1%' OR w.sole_source_code = 'UT' THEN 'utilities'
      WHEN w.sole_source_code = 'MES' THEN 'research_center'
      WHEN w.worth <= $small_amount THEN 'small_purchase'
    END AS filtered
  FROM alone w
  LEFT JOIN grown g ON g.award_id = w.award_id
),
measured AS (
  SELECT *, coalesce(longer > $min_days, false) OR coalesce(more * 100 > ceiling_first * $min_growth, false) AS hit
  FROM judged
),
steps AS (
  SELECT
    a.award_id, a.action_id, a.mod_number, a.ceiling_change, a.last_day, m.first_day,
    lag(a.last_day) OVER (
      PARTITION BY a.award_id
      ORDER BY a.signed_on NULLS LAST, a.mod_order NULLS LAST, a.transaction_number NULLS LAST, a.action_id NULLS LAST
    ) AS day_before
  FROM acts a
  JOIN measured m ON m.award_id = a.award_id
  WHERE m.hit AND m.unknown IS NULL AND m.filtered IS NULL
),
renewals AS (
  SELECT award_id, array_agg(action_id) AS acts
  FROM steps
  WHERE mod_number <> '0' AND (ceiling_change > 0 OR (last_day > first_day AND last_day > coalesce(day_before, first_day)))
  GROUP BY award_id
)
SELECT
  m.award_id,
  CAST(coalesce(longer, 0) AS VARCHAR) || ' days longer, ' || CAST(coalesce(more, 0) AS VARCHAR) || ' dollars more' AS value,
  CASE WHEN unknown IS NULL THEN hit AND filtered IS NULL END AS flagged,
  CASE WHEN unknown IS NULL AND hit THEN filtered END AS spared,
  unknown AS not_assessed,
  CASE WHEN more > 0 THEN more ELSE worth END AS amount,
  'PSC ' || coalesce(substr(psc, 1, 2), 'not printed') AS cohort,
  r.acts AS rests_on
FROM measured m
LEFT JOIN renewals r ON r.award_id = m.award_id
