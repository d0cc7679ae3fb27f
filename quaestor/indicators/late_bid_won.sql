/*
title: Bid after the deadline won
code: R030
version: 1
area: time
asks: Was a bid that came after the deadline valid, and its bidder given an active award?
measures: winning bids sent after the last day
why: >
  A bid taken late may have been made in knowledge of the others.
innocent: >
  The deadline may have been put off without the record saying so, or the date printed be that of its entry. The bidder may
  have bid in time as well.
spares:
  deadline_is_a_day: the deadline is printed as a day without a time, and the bid came on that day
not_assessed:
  no_dates: the deadline, or the day of every valid bid, is not printed
  no_award: no award is active
subject: process
rests_on: bid
parameters: {exclude_procurement_method_details: ""}
based_on: Open Contracting Partnership, Red flags in public procurement (2024), R030; Cardinal R030, whose results it equals
*/
-- A tender that was cancelled, and a procedure named in exclude_procurement_method_details, is outside the question.
WITH considered AS (
  SELECT process_id, tender_ends_at, tender_ends_printed, coalesce(awards_active, 0) AS awards_active, awarded, awarded_currency
  FROM process
  WHERE (status IS NULL OR status <> 'cancelled')
    AND ($exclude_procurement_method_details = '' OR method_details IS NULL OR replace(
      '|' || $exclude_procurement_method_details || '|', '|' || method_details || '|', ''
    ) = '|' || $exclude_procurement_method_details || '|')
    AND bids > 0
),
dated AS (
  SELECT
    b.process_id, b.bid_id,
    CASE
      WHEN b.submitted_at IS NOT NULL AND c.tender_ends_at IS NOT NULL THEN b.submitted_at > c.tender_ends_at
      ELSE b.submitted_printed > c.tender_ends_printed
    END AS late,
    length(c.tender_ends_printed) = 10 AND substr(b.submitted_printed, 1, 10) = c.tender_ends_printed AS same_day
  FROM bid b JOIN considered c ON c.process_id = b.process_id
  WHERE b.status = 'valid' AND b.submitted_printed IS NOT NULL AND c.tender_ends_printed IS NOT NULL
),
told AS (SELECT process_id FROM dated GROUP BY process_id),
after AS (
  SELECT DISTINCT d.process_id, d.bid_id, d.same_day
  FROM dated d
  JOIN process_party t ON t.of_id = d.bid_id AND t.role = 'tenderer'
  JOIN process_party s ON s.process_id = d.process_id AND s.role = 'supplier' AND s.organisation_id = t.organisation_id
  JOIN process_award a ON a.process_award_id = s.of_id AND a.status = 'active'
  WHERE d.late
),
counted AS (
  SELECT
    process_id,
    sum(CASE WHEN same_day THEN 0 ELSE 1 END) AS late,
    sum(CASE WHEN same_day THEN 1 ELSE 0 END) AS same_day,
    array_agg(bid_id) FILTER (WHERE NOT same_day) AS rests_on
  FROM after
  GROUP BY process_id
)
SELECT
  c.process_id,
  CASE WHEN t.process_id IS NOT NULL THEN coalesce(n.late, 0) END AS value,
  CASE WHEN c.awards_active > 0 AND t.process_id IS NOT NULL THEN coalesce(n.late, 0) > 0 END AS flagged,
  CASE WHEN c.awards_active > 0 AND n.late = 0 AND n.same_day > 0 THEN 'deadline_is_a_day' END AS spared,
  CASE WHEN c.awards_active = 0 THEN 'no_award' WHEN t.process_id IS NULL THEN 'no_dates' END AS not_assessed,
  c.awarded AS amount,
  c.awarded_currency AS currency,
  'processes with bids' AS cohort,
  n.rests_on
FROM considered c
LEFT JOIN told t ON t.process_id = c.process_id
LEFT JOIN counted n ON n.process_id = c.process_id
