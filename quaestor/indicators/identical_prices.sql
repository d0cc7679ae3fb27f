/*
title: Bids at the same price
code: R028
version: 1
area: competition
asks: Did different bidders of one process bid exactly the same price?
measures: bids of the same price
why: >
  Prices worked out apart seldom agree to the cent. Bidders may have known of one another, or one of them of the lowest bid.
innocent: >
  List prices, regulated tariffs and prices that the buyer sets make equal bids. A bid may be printed twice, or under a firm
  and its branch.
not_assessed:
  no_prices: not two bids by named bidders are printed with a price
subject: process
rests_on: bid
parameters: {no_price_comparison_procurement_methods: "", price_comparison_procurement_methods: "", exclude_procurement_method_details: ""}
based_on: Open Contracting Partnership, Red flags in public procurement (2024), R028; Cardinal R028, whose results it equals
*/
-- A price is compared with all its decimals and its currency. Bids only invited or withdrawn do not count. A tender that was cancelled, and a procedure named in exclude_procurement_method_details, is outside the question.
WITH considered AS (
  SELECT process_id FROM process
  WHERE (status IS NULL OR status <> 'cancelled')
    AND ($exclude_procurement_method_details = '' OR method_details IS NULL OR replace(
      '|' || $exclude_procurement_method_details || '|', '|' || method_details || '|', ''
    ) = '|' || $exclude_procurement_method_details || '|')
    AND (CASE
      WHEN $price_comparison_procurement_methods <> '' THEN method_details IS NOT NULL AND replace(
        '|' || $price_comparison_procurement_methods || '|', '|' || method_details || '|', ''
      ) <> '|' || $price_comparison_procurement_methods || '|'
      WHEN $no_price_comparison_procurement_methods <> '' AND method_details IS NOT NULL THEN replace(
        '|' || $no_price_comparison_procurement_methods || '|', '|' || method_details || '|', ''
      ) = '|' || $no_price_comparison_procurement_methods || '|'
      ELSE true
    END)
    AND bids > 0
),
priced AS (
  SELECT b.process_id, b.bid_id, b.currency, b.price, b.tenderer_set
  FROM bid b JOIN considered c ON c.process_id = b.process_id
  WHERE b.status NOT IN ('invited', 'withdrawn') AND b.price IS NOT NULL AND b.currency IS NOT NULL AND b.tenderer_set IS NOT NULL
),
counted AS (SELECT process_id, count(*) AS priced FROM priced GROUP BY process_id),
shared AS (
  SELECT process_id, currency, price FROM priced
  GROUP BY process_id, currency, price
  HAVING min(tenderer_set) <> max(tenderer_set)
),
compared AS (
  SELECT p.process_id, count(*) AS alike, array_agg(p.bid_id) AS rests_on
  FROM priced p JOIN shared s ON s.process_id = p.process_id AND s.currency = p.currency AND s.price = p.price
  GROUP BY p.process_id
)
SELECT
  c.process_id,
  coalesce(m.alike, 0) AS value,
  CASE WHEN n.priced >= 2 THEN coalesce(m.alike, 0) > 0 END AS flagged,
  CASE WHEN n.priced IS NULL OR n.priced < 2 THEN 'no_prices' END AS not_assessed,
  'processes with priced bids' AS cohort,
  m.rests_on
FROM considered c
LEFT JOIN counted n ON n.process_id = c.process_id
LEFT JOIN compared m ON m.process_id = c.process_id
