/*
title: Signed while the supplier was excluded
version: 1
area: suppliers
asks: Was an award signed, or work, an option or time added to it, on a day on which its supplier, or another member of its family, was excluded from receiving awards?
measures: acts signed while the firm was excluded
why: >
  A firm under exclusion gets no new award, option or added work unless the head of the agency writes down a compelling
  reason. The exclusion ties itself to the firm by number here, never by name.
innocent: >
  The head of the agency may have written such a reason. An exclusion can be lifted early without a trace in the register.
  It covers divisions of the firm; members of its family only where it names them, so those are told apart in the value
  and the cohort. The act may have been agreed before and signed after.
spares:
  continued: nothing but funding, closing or paperwork of work that was agreed before
  restriction: the exclusion is a Prohibition/Restriction, which often covers a facility or a program and no contracts
not_assessed:
  no_exclusions_held: no list of exclusions has been loaded
  name_only: the supplier is known by name alone, which ties nobody to an exclusion
subject: award
rests_on: action
outcomes: [termination]
parameters: {no_end: 9999-12-31}
based_on:
  - FAR 9.405 (no new awards to excluded firms), 9.405-1(b) (no added work, options or time), 9.406-1(b) (divisions and affiliates)
  - GAO-09-174, Excluded parties list system (2009)
*/
WITH standing AS (
  SELECT supplier_id, family_id, coalesce(from_on, DATE '0001-01-01') AS from_on, coalesce(to_on, DATE '9999-12-31') AS to_on
  FROM family_member
  WHERE stands
),
numbers AS (
  SELECT DISTINCT i.supplier_id, x.exclusion_id, x.from_on, coalesce(x.until_on, $no_end) AS until_on, x.exclusion_type
  FROM (
    SELECT exclusion_id, from_on, until_on, exclusion_type, uei AS number, 'uei' AS sort FROM exclusion WHERE uei IS NOT NULL
    UNION ALL
    SELECT exclusion_id, from_on, until_on, exclusion_type, duns, 'duns' FROM exclusion WHERE duns IS NOT NULL
    UNION ALL
    SELECT exclusion_id, from_on, until_on, exclusion_type, cage, 'cage' FROM exclusion WHERE cage IS NOT NULL
  ) x
  JOIN (
    SELECT supplier_id, uei AS number, 'uei' AS sort FROM identity WHERE uei IS NOT NULL
    UNION ALL
    SELECT supplier_id, duns, 'duns' FROM identity WHERE duns IS NOT NULL
    UNION ALL
    SELECT supplier_id, cage, 'cage' FROM identity WHERE cage IS NOT NULL
  ) i ON i.number = x.number AND i.sort = x.sort
),
barred AS (
  SELECT supplier_id, from_on, until_on, exclusion_type, 1 AS itself FROM numbers
  UNION ALL
  SELECT
    o.supplier_id,
    greatest(n.from_on, s.from_on, o.from_on) AS from_on,
    least(n.until_on, s.to_on, o.to_on) AS until_on,
    n.exclusion_type, 0
  FROM numbers n
  JOIN standing s ON s.supplier_id = n.supplier_id
  JOIN standing o ON o.family_id = s.family_id AND o.supplier_id <> n.supplier_id
),
acts AS (
  SELECT
    c.award_id, c.action_id, c.obligation,
    max(b.itself) AS itself,
    max(CASE WHEN b.exclusion_type = 'Prohibition/Restriction' THEN 0 ELSE 1 END) AS bars,
    max(CASE
      WHEN c.mod_number = '0' OR c.reason_code IN ('A', 'G') THEN 1
      WHEN c.reason_code = 'B' AND (c.obligation > 0 OR c.ceiling_change > 0) THEN 1
      ELSE 0
    END) AS adds
  FROM action c
  JOIN barred b ON b.supplier_id = c.supplier_id AND c.signed_on >= b.from_on AND c.signed_on <= b.until_on
  GROUP BY c.award_id, c.action_id, c.obligation
),
awards AS (
  SELECT
    award_id,
    count(*) AS acts,
    max(itself) AS itself,
    max(adds) AS adds,
    max(bars) AS bars,
    max(adds * bars) AS hit,
    sum(obligation) AS obligation,
    array_agg(action_id) AS evidence
  FROM acts
  GROUP BY award_id
),
held AS (
  SELECT count(*) AS exclusions FROM exclusion
),
judged AS (
  SELECT
    a.award_id, a.supplier_id, w.acts, w.itself, w.hit, w.obligation, w.evidence,
    CASE WHEN w.hit = 0 AND w.bars = 1 THEN 'continued' WHEN w.hit = 0 THEN 'restriction' END AS filtered,
    CASE
      WHEN h.exclusions = 0 THEN 'no_exclusions_held'
      WHEN w.award_id IS NULL AND coalesce(a.supplier_id, 'name:') LIKE 'name:%' THEN 'name_only'
    END AS unknown
  FROM award a
  CROSS JOIN held h
  LEFT JOIN awards w ON w.award_id = a.award_id
)
SELECT
  award_id,
  CAST(acts AS VARCHAR) || CASE WHEN itself = 1 THEN ' acts, the supplier itself' ELSE ' acts, a member of its family' END AS value,
  CASE WHEN unknown IS NULL THEN coalesce(hit, 0) = 1 END AS flagged,
  filtered AS spared,
  unknown AS not_assessed,
  obligation AS amount,
  CASE WHEN itself = 1 THEN 'the supplier itself' WHEN itself = 0 THEN 'a member of its family' ELSE 'not excluded' END AS cohort,
  CASE WHEN hit = 1 THEN evidence END AS rests_on
FROM judged
