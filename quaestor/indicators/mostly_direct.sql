/*
title: A buyer that hardly ever lets firms compete
code: R013
version: 1
area: competition
asks: Did a buyer make {percent} % or more of its purchases, of {least} or more, directly or from a limited number of firms?
measures: awards without a call, in per cent
why: >
  A buyer that seldom asks the market pays what it is asked, and chooses who is asked.
innocent: >
  A buyer of small or very special things has little use for tenders, and one that buys under agreements of others has
  competed elsewhere.
not_assessed:
  few: fewer than {least} purchases with a known method
subject: organisation
rests_on: process
parameters: {percent: 80, least: 10}
high_base_rate: where the law lets small purchases go without a tender most buyers are such
based_on: Open Contracting Partnership, Red flags in public procurement (2024), R013
*/
WITH counted AS (
  SELECT
    buyer_id AS organisation_id, min(publisher) AS publisher, count(*) AS n,
    sum(CASE WHEN method IN ('direct', 'limited') THEN 1 ELSE 0 END) AS closed
  FROM process
  WHERE (status IS NULL OR status NOT IN ('cancelled', 'unsuccessful', 'withdrawn')) AND buyer_id IS NOT NULL AND method IN ('open', 'selective', 'direct', 'limited')
  GROUP BY buyer_id
)
SELECT
  organisation_id,
  CAST(closed AS DOUBLE) * 100 / nullif(n, 0) AS value,
  CASE WHEN n >= $least THEN closed * 100 >= n * $percent END AS flagged,
  CASE WHEN n < $least THEN 'few' END AS not_assessed,
  publisher AS cohort
FROM counted
