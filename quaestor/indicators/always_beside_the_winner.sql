/*
title: Two firms that always bid together, and one always wins
code: R053
version: 1
area: suppliers
asks: Did two organisations bid in {least} or more of the same processes, and only ever one of the two win?
measures: processes in which both took part
why: >
  A bidder that is always there and never wins may be there for the other.
innocent: >
  In a small market the same few bid for everything, and the cheapest of them wins.
not_assessed:
  seldom_together: they bid together in fewer than {least} decided processes
subject: organisation
rests_on: process
parameters: {least: 5}
based_on: Open Contracting Partnership, Red flags in public procurement (2024), R053
*/
-- Only organisations that bid singly in enough decided processes are paired; the subject is the pair.
WITH decided AS (SELECT process_id, publisher FROM process WHERE awards_active > 0 AND awards_open = 0 AND bids > 1),
tried AS (
  SELECT DISTINCT b.process_id, b.tenderer_id, d.publisher
  FROM bid b JOIN decided d ON d.process_id = b.process_id
  WHERE b.tenderer_id IS NOT NULL AND b.tenderer_id NOT LIKE '%individual-%' AND b.status IN ('valid', 'disqualified')
),
often AS (SELECT tenderer_id FROM tried GROUP BY tenderer_id HAVING count(*) >= $least),
busy AS (SELECT t.process_id, t.tenderer_id, t.publisher FROM tried t JOIN often o ON o.tenderer_id = t.tenderer_id),
won AS (
  SELECT DISTINCT process_id, supplier_id FROM process_award WHERE status = 'active' AND supplier_id IS NOT NULL
),
pair AS (
  SELECT
    a.tenderer_id AS one, b.tenderer_id AS other, min(a.publisher) AS publisher, count(*) AS together,
    sum(CASE WHEN w.supplier_id = a.tenderer_id THEN 1 ELSE 0 END) AS one_won,
    sum(CASE WHEN v.supplier_id = b.tenderer_id THEN 1 ELSE 0 END) AS other_won,
    array_agg(a.process_id) AS rests_on
  FROM busy a
  JOIN busy b ON b.process_id = a.process_id AND b.tenderer_id > a.tenderer_id
  LEFT JOIN won w ON w.process_id = a.process_id AND w.supplier_id = a.tenderer_id
  LEFT JOIN won v ON v.process_id = a.process_id AND v.supplier_id = b.tenderer_id
  GROUP BY a.tenderer_id, b.tenderer_id
  HAVING count(*) > 1
)
SELECT
  one || ' and ' || other AS subject_id,
  together AS value,
  CASE WHEN together >= $least THEN
    (one_won >= $least AND other_won = 0) OR (other_won >= $least AND one_won = 0)
  END AS flagged,
  CASE WHEN together < $least THEN 'seldom_together' END AS not_assessed,
  publisher AS cohort,
  rests_on
FROM pair
