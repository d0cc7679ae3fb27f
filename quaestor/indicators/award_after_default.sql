/*
title: Award to a family terminated for default or cause not long before
version: 1
area: suppliers
asks: Was a family given an award of {min_amount} dollars or more within {max_days} days after an award of its own was terminated for default or cause?
measures: days from the default to the award
why: >
  Before each award the buyer must find the firm responsible, and a termination for default in the last years is the first
  thing to weigh. The file should say why it did not count.
innocent: >
  A large family has many sites, and one failed delivery says little of another. Terminations are appealed and turned into
  terminations for convenience. The buyer may have weighed it and said so.
spares:
  large_family: the family was given {many_awards} or more awards of that size, so that one termination among them says little
not_assessed:
  first_act_not_held: the first act is not held, so when the award was made is unknown
  name_only: the supplier is known by name alone, so that its other awards cannot be followed
subject: award
rests_on: action
outcomes: [termination]
parameters: {min_amount: 250000, max_days: 1095, many_awards: 200}
based_on:
  - FAR 9.104-1(c), 9.104-6 and 9.105-2 (terminations for default or cause are reported and reviewed before awards)
  - FAR 42.1503(h) (reporting of terminations for cause or default)
*/
WITH standing AS (
  SELECT supplier_id, family_id, coalesce(from_on, DATE '0001-01-01') AS from_on, coalesce(to_on, DATE '9999-12-31') AS to_on
  FROM family_member
  WHERE stands
),
ends AS (
  SELECT c.award_id, c.action_id, c.signed_on, coalesce(s.family_id, c.supplier_id) AS holder
  FROM action c
  LEFT JOIN standing s ON s.supplier_id = c.supplier_id
    AND s.from_on <= c.signed_on AND s.to_on >= c.signed_on
  WHERE c.reason_code IN ('E', 'X')
),
told AS (
  SELECT
    a.award_id, a.supplier_id, a.first_signed_on, a.psc,
    CASE WHEN a.first_held = '0' OR a.actions = 0 THEN 1 ELSE 0 END AS from_first,
    coalesce(s.family_id, a.supplier_id) AS holder,
    CASE WHEN a.ceiling_kind = 'stated' THEN a.ceiling ELSE coalesce(a.obligated, a.obligated_stated, a.exercised) END AS worth
  FROM award a
  LEFT JOIN standing s ON s.supplier_id = a.supplier_id
    AND s.from_on <= a.first_signed_on AND s.to_on >= a.first_signed_on
  WHERE a.supplier_id IS NOT NULL
),
sizes AS (
  SELECT holder, count(*) AS awards FROM told WHERE worth >= $min_amount GROUP BY holder
),
failed AS (
  SELECT
    t.award_id,
    min(date_diff('day', e.signed_on, t.first_signed_on)) AS days,
    array_agg(e.action_id) AS acts,
    max(z.awards) AS awards
  FROM told t
  JOIN ends e ON e.holder = t.holder AND e.award_id <> t.award_id AND e.signed_on < t.first_signed_on
  JOIN sizes z ON z.holder = t.holder
  WHERE t.from_first = 1 AND t.worth >= $min_amount AND date_diff('day', e.signed_on, t.first_signed_on) <= $max_days
  GROUP BY t.award_id
),
judged AS (
  SELECT
    t.*, f.days, f.acts,
    f.days IS NOT NULL AS hit,
    CASE WHEN f.awards >= $many_awards THEN 'large_family' END AS filtered,
    CASE WHEN t.supplier_id LIKE 'name:%' THEN 'name_only' WHEN t.from_first = 0 THEN 'first_act_not_held' END AS unknown
  FROM told t
  LEFT JOIN failed f ON f.award_id = t.award_id
  WHERE t.worth >= $min_amount
)
SELECT
  award_id,
  days AS value,
  CASE WHEN unknown IS NULL OR hit THEN hit AND filtered IS NULL END AS flagged,
  CASE WHEN hit THEN filtered END AS spared,
  CASE WHEN NOT hit THEN unknown END AS not_assessed,
  worth AS amount,
  'PSC ' || coalesce(substr(psc, 1, 2), 'not printed') AS cohort,
  CASE WHEN hit AND filtered IS NULL THEN acts END AS rests_on
FROM judged
