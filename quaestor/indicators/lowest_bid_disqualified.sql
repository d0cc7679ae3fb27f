/*
title: Lowest bid disqualified
code: R036
version: 1
area: competition
asks: Was the lowest bid disqualified, and another valid one there to take the award?
measures: how much lower the disqualified bid was
why: >
  Disqualifying the lowest bid costs the difference, and is a way to bring a dearer bidder in.
innocent: >
  The lowest bid often leaves something out, lacks a guarantee or comes from a firm that may not bid; a law may bind the buyer to
  refuse an unusually low one.
not_assessed:
  no_award: no award is active
  no_prices: no valid bid is printed with a price in the currency compared
subject: process
rests_on: bid
parameters: {currency: "", no_price_comparison_procurement_methods: "", price_comparison_procurement_methods: "", exclude_procurement_method_details: ""}
based_on: Open Contracting Partnership, Red flags in public procurement (2024), R036; Cardinal R036, whose results it equals
*/
-- Of bids at one price the one printed first counts as the lowest. Bids are compared in one currency: the one asked for, else that of
-- the first bid of the process. A tender that was cancelled, and a procedure named in exclude_procurement_method_details, is outside the question.
WITH considered AS (
  SELECT process_id, coalesce(awards_active, 0) AS awards_active, awarded, awarded_currency, bid_currency FROM process
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
  SELECT b.process_id, b.bid_id, b.status, b.position, b.price
  FROM bid b JOIN considered c ON c.process_id = b.process_id
  WHERE b.status NOT IN ('invited', 'withdrawn') AND b.price IS NOT NULL
    AND b.currency = CASE WHEN $currency = '' THEN c.bid_currency ELSE $currency END
),
compared AS (
  SELECT
    process_id,
    sum(CASE WHEN status = 'valid' THEN 1 ELSE 0 END) AS valid,
    min(CASE WHEN status = 'valid' THEN price END) AS lowest_valid,
    min(CASE WHEN status = 'disqualified' THEN price END) AS lowest_out,
    min(price) AS lowest
  FROM priced
  GROUP BY process_id
),
ranked AS (
  SELECT
    p.process_id, p.bid_id, p.status,
    row_number() OVER (PARTITION BY p.process_id ORDER BY p.price NULLS LAST, p.position NULLS LAST) AS place
  FROM priced p JOIN compared m ON m.process_id = p.process_id
  WHERE m.lowest_out = m.lowest
),
out AS (
  SELECT process_id, array_agg(bid_id) AS rests_on FROM ranked WHERE place = 1 AND status = 'disqualified' GROUP BY process_id
)
SELECT
  c.process_id,
  m.lowest_valid - m.lowest AS value,
  CASE WHEN c.awards_active > 0 AND m.valid > 0 THEN o.process_id IS NOT NULL END AS flagged,
  CASE WHEN c.awards_active = 0 THEN 'no_award' WHEN m.valid IS NULL OR m.valid = 0 THEN 'no_prices' END AS not_assessed,
  c.awarded AS amount,
  c.awarded_currency AS currency,
  'awarded processes with bids' AS cohort,
  o.rests_on
FROM considered c
LEFT JOIN compared m ON m.process_id = c.process_id
LEFT JOIN out o ON o.process_id = c.process_id
