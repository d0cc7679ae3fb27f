/*
title: Every bidder but the winner disqualified
code: R035
version: 1
area: competition
asks: Were the bids of {threshold} or more others disqualified, so that the winner's alone were valid?
measures: other bidders, all of them disqualified
why: >
  Where only the winner's bid is left, no price was compared. Disqualifying the others is a way to choose the winner.
innocent: >
  Faulty bids are common, above all on price or guarantees, and a strict law leaves no choice. In a two-envelope procedure most
  fall at the first.
not_assessed:
  no_outcome: no award is active, or one is not decided
subject: process
rests_on: bid
parameters: {threshold: 1, exclude_procurement_method_details: ""}
based_on: Open Contracting Partnership, Red flags in public procurement (2024), R035; Cardinal R035, whose results it equals
*/
-- A threshold below 1 counts as 1. A tender that was cancelled, and a procedure named in exclude_procurement_method_details, is outside the question.
WITH considered AS (
  SELECT process_id, awards_active, awards_open, awarded, awarded_currency FROM process
  WHERE (status IS NULL OR status <> 'cancelled')
    AND ($exclude_procurement_method_details = '' OR method_details IS NULL OR replace(
      '|' || $exclude_procurement_method_details || '|', '|' || method_details || '|', ''
    ) = '|' || $exclude_procurement_method_details || '|')
    AND awards IS NOT NULL AND bids > 0
),
-- Only processes with a disqualified bid are looked into.
dropped AS (
  SELECT DISTINCT b.process_id FROM bid b JOIN considered c ON c.process_id = b.process_id WHERE b.status = 'disqualified'
),
winner AS (
  SELECT s.process_id, min(s.organisation_id) AS one, max(s.organisation_id) AS other
  FROM process_party s
  JOIN dropped d ON d.process_id = s.process_id
  JOIN process_award a ON a.process_award_id = s.of_id
  WHERE s.role = 'supplier' AND a.status = 'active' AND s.organisation_id IS NOT NULL
  GROUP BY s.process_id
),
tenderer AS (
  SELECT b.process_id, b.bid_id, b.status, t.organisation_id
  FROM process_party t
  JOIN dropped d ON d.process_id = t.process_id
  JOIN bid b ON b.bid_id = t.of_id
  WHERE t.role = 'tenderer' AND t.organisation_id IS NOT NULL AND b.status IN ('valid', 'disqualified')
),
valid AS (
  SELECT process_id, min(organisation_id) AS one, max(organisation_id) AS other, array_agg(bid_id) AS rests_on
  FROM tenderer
  WHERE status = 'valid'
  GROUP BY process_id
),
others AS (
  SELECT t.process_id, count(DISTINCT t.organisation_id) AS n
  FROM tenderer t JOIN valid v ON v.process_id = t.process_id
  WHERE t.status = 'disqualified' AND t.organisation_id <> v.one
  GROUP BY t.process_id
)
SELECT
  c.process_id,
  coalesce(o.n, 0) AS value,
  CASE WHEN c.awards_active > 0 AND c.awards_open = 0 THEN coalesce(
    v.one = v.other AND w.one = w.other AND v.one = w.one AND o.n >= greatest($threshold, 1), false
  ) END AS flagged,
  CASE WHEN c.awards_active = 0 OR c.awards_open > 0 THEN 'no_outcome' END AS not_assessed,
  c.awarded AS amount,
  c.awarded_currency AS currency,
  'decided processes with bids' AS cohort,
  CASE WHEN v.one = v.other AND v.one = w.one AND o.n > 0 THEN v.rests_on END AS rests_on
FROM considered c
LEFT JOIN winner w ON w.process_id = c.process_id
LEFT JOIN valid v ON v.process_id = c.process_id
LEFT JOIN others o ON o.process_id = c.process_id
