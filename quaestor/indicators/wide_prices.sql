/*
title: Prices of one tender far apart
code: R022
version: 1
area: competition
asks: Is the highest valid bid {times} times the lowest or more?
measures: the highest bid in times of the lowest
why: >
  Prices for the same thing differ little where bidders understand it alike. A very high bid may have been made to lose.
innocent: >
  The wants may be badly described, bids be for different parts, or a unit be mistaken. Services are priced more freely than
  goods.
not_assessed:
  few_prices: not three valid bids are printed with a price in one currency
subject: process
rests_on: bid
parameters: {times: 3}
based_on: Open Contracting Partnership, Red flags in public procurement (2024), R022
*/
WITH priced AS (
  SELECT
    b.process_id, count(*) AS n, min(b.price) AS lowest, max(b.price) AS highest, array_agg(b.bid_id) AS rests_on
  FROM bid b JOIN process p ON p.process_id = b.process_id
  WHERE b.status = 'valid' AND b.price > 0 AND b.currency = p.bid_currency
  GROUP BY b.process_id
)
SELECT
  p.process_id,
  CASE WHEN c.n >= 3 THEN CAST(c.highest AS DOUBLE) / nullif(c.lowest, 0) END AS value,
  CASE WHEN c.n >= 3 THEN c.highest >= c.lowest * $times END AS flagged,
  CASE WHEN c.n IS NULL OR c.n < 3 THEN 'few_prices' END AS not_assessed,
  p.awarded AS amount,
  p.awarded_currency AS currency,
  p.publisher AS cohort,
  c.rests_on
FROM process p LEFT JOIN priced c ON c.process_id = p.process_id
WHERE p.bids > 0
