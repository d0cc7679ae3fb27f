/*
title: Bids at the same price
code: R028
version: 1
area: competition
asks: Did different bidders of one process bid exactly the same price?
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
  SELECT
    b.process_id, b.bid_id, b.tenderer_set,
    min(b.tenderer_set) OVER (PARTITION BY b.process_id, b.currency, coalesce(b.amount_printed, CAST(b.amount AS VARCHAR))) AS one,
    max(b.tenderer_set) OVER (PARTITION BY b.process_id, b.currency, coalesce(b.amount_printed, CAST(b.amount AS VARCHAR))) AS other
  FROM bid b JOIN considered c ON c.process_id = b.process_id
  WHERE b.status NOT IN ('invited', 'withdrawn') AND b.amount IS NOT NULL AND b.currency IS NOT NULL AND b.tenderer_set IS NOT NULL
),
compared AS (
  SELECT
    process_id, count(*) AS priced, sum(CASE WHEN one <> other THEN 1 ELSE 0 END) AS alike,
    array_agg(bid_id) FILTER (WHERE one <> other) AS rests_on
  FROM priced
  GROUP BY process_id
)
SELECT
  c.process_id,
  m.alike AS value,
  CASE WHEN m.priced >= 2 THEN m.alike > 0 END AS flagged,
  CASE WHEN m.priced IS NULL OR m.priced < 2 THEN 'no_prices' END AS not_assessed,
  'processes with priced bids' AS cohort,
  m.rests_on
FROM considered c LEFT JOIN compared m ON m.process_id = c.process_id
