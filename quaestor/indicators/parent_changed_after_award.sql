/*
title: Supplier sold soon after a large award
version: 1
area: suppliers
asks: Did the supplier of an award of {min_amount} dollars or more pass from one family to another within {max_days} days of its first act?
measures: days from the first act to the sale
why: >
  A firm that is sold with a large award in hand may have been weighed as small, independent or free of conflicts, and is
  none of these under its new owner. It must tell the buyer its size anew within 30 days.
innocent: >
  Firms with large awards are worth buying. Publishers print parents late or wrongly, so the day is a first sighting. A
  group that is reorganised changes its printed parent and nothing else.
spares:
  prints_itself: before or after the change the supplier is printed as its own parent, which is often how publishers print one they do not know
  doubtful_parent: what is printed of the parent is doubtful, and the member's note says why
not_assessed:
  name_only: the supplier is known by name alone, and parents are printed beside numbers
  first_act_not_held: the first act is not held, so when the award began is unknown
subject: award
rests_on: action
parameters: {min_amount: 1000000, max_days: 365}
based_on:
  - FAR 52.219-28 (size is told anew within 30 days of a merger or acquisition), FAR 9.5 (conflicts of interest)
*/
WITH stays AS (
  SELECT
    supplier_id, family_id, how, note, evidence,
    coalesce(from_on, DATE '0001-01-01') AS from_on, coalesce(to_on, DATE '9999-12-31') AS to_on,
    lead(how) OVER (PARTITION BY supplier_id ORDER BY from_on NULLS FIRST, family_id NULLS LAST) AS next_how,
    lead(family_id) OVER (PARTITION BY supplier_id ORDER BY from_on NULLS FIRST, family_id NULLS LAST) AS next_family,
    lead(from_on) OVER (PARTITION BY supplier_id ORDER BY from_on NULLS FIRST, family_id NULLS LAST) AS next_on,
    lead(note) OVER (PARTITION BY supplier_id ORDER BY from_on NULLS FIRST, family_id NULLS LAST) AS next_note,
    lead(evidence) OVER (PARTITION BY supplier_id ORDER BY from_on NULLS FIRST, family_id NULLS LAST) AS next_evidence
  FROM family_member
  WHERE stands
),
told AS (
  SELECT
    a.award_id, a.supplier_id, a.psc, a.first_held, a.first_signed_on, s.next_on, s.next_evidence,
    CASE WHEN a.ceiling_kind = 'stated' THEN a.ceiling ELSE coalesce(a.obligated, a.obligated_stated, a.exercised) END AS worth,
    CASE WHEN s.next_family <> s.family_id THEN date_diff('day', a.first_signed_on, s.next_on) END AS days,
    CASE
      WHEN s.how = 'itself' OR s.next_how = 'itself' THEN 'prints_itself'
      WHEN s.note IS NOT NULL OR s.next_note IS NOT NULL THEN 'doubtful_parent'
    END AS filtered,
    CASE
      WHEN a.supplier_id LIKE 'name:%' THEN 'name_only'
      WHEN a.first_held <> '0' THEN 'first_act_not_held'
    END AS unknown
  FROM award a
  LEFT JOIN stays s ON s.supplier_id = a.supplier_id
    AND s.from_on <= a.first_signed_on AND s.to_on >= a.first_signed_on
  WHERE a.supplier_id IS NOT NULL
),
judged AS (
  SELECT *, coalesce(days BETWEEN 1 AND $max_days, false) AS hit
  FROM told
  WHERE worth >= $min_amount
),
evidence AS (
  SELECT award_id, array_agg(replace(next_evidence, 'action:', '')) AS acts
  FROM judged
  WHERE hit AND next_evidence LIKE 'action:%'
  GROUP BY award_id
)
SELECT
  j.award_id,
  j.days AS value,
  CASE WHEN j.unknown IS NULL THEN j.hit AND j.filtered IS NULL END AS flagged,
  CASE WHEN j.unknown IS NULL AND j.hit THEN j.filtered END AS spared,
  j.unknown AS not_assessed,
  j.worth AS amount,
  'PSC ' || coalesce(substr(j.psc, 1, 2), 'not printed') AS cohort,
  CASE WHEN j.unknown IS NULL AND j.filtered IS NULL THEN e.acts END AS rests_on
FROM judged j
LEFT JOIN evidence e ON e.award_id = j.award_id
