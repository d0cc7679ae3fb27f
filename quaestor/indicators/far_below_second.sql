/*
title: Winning bid far below the second
code: R058
version: 1
area: competition
asks: Is the winning bid unusually far below the second-lowest valid bid?
measures: distance of the second bid as a share of the winning one
why: >
  A price far below every other may not cover the work: what follows is poor goods, or changes that raise the price once the
  contract is signed.
innocent: >
  A firm may own the machine, hold the stock, be next door or want to enter the market. A mistake in a bid makes the same
  distance. The others may have been dear.
not_assessed:
  no_single_award: an award is not decided, or there is not just one active award to one supplier, so that nothing says which bids compete
  no_second_bid: there are not two valid bids by single tenderers with a price in one currency, the supplier's and another's
  price_not_alone: the winner was not the lowest, so that price was not what decided
  price_of_zero: the winning price is zero
subject: process
rests_on: bid
parameters:
  threshold: -1
  currency: ""
  no_price_comparison_procurement_methods: ""
  price_comparison_procurement_methods: ""
  exclude_procurement_method_details: ""
based_on: Open Contracting Partnership, Red flags in public procurement (2024), R058; Cardinal R058, whose results it equals
*/
-- threshold: the share of the winning price from which a distance counts as far; below zero it is told from the store itself, as
-- the upper quartile and one and a half times the distance between quartiles. A tender that was cancelled, and a procedure named in exclude_procurement_method_details, is outside the question.
WITH considered AS (
  SELECT process_id, awards_active, awards_open, bid_currency FROM process
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
    AND awards IS NOT NULL AND bids > 0
),
winner AS (
  SELECT a.process_id, a.supplier_id, CASE WHEN $currency = '' THEN c.bid_currency ELSE $currency END AS currency
  FROM process_award a JOIN considered c ON c.process_id = a.process_id
  WHERE a.status = 'active' AND a.suppliers = 1 AND a.supplier_id IS NOT NULL AND c.awards_active = 1 AND c.awards_open = 0
),
priced AS (
  SELECT b.process_id, b.bid_id, b.position, b.price, CASE WHEN b.tenderer_id = w.supplier_id THEN 1 ELSE 0 END AS won
  FROM bid b JOIN winner w ON w.process_id = b.process_id
  WHERE b.status = 'valid' AND b.price IS NOT NULL AND b.currency = w.currency AND b.tenderers = 1 AND b.tenderer_id IS NOT NULL
),
pair AS (
  SELECT
    process_id,
    min(CASE WHEN won = 1 THEN price END) AS winning,
    min(CASE WHEN won = 0 THEN price END) AS second
  FROM priced
  GROUP BY process_id
),
compared AS (
  SELECT process_id, CAST(second - winning AS DOUBLE) / nullif(winning, 0) AS ratio
  FROM pair
  WHERE second >= winning AND winning <> 0
),
ordered AS (
  SELECT
    CAST(ratio AS DOUBLE) AS x,
    row_number() OVER (ORDER BY ratio NULLS LAST) AS place,
    count(*) OVER () AS n
  FROM compared
),
-- Quartiles between the two values beside place (3n + 5) / 12 and (9n + 7) / 12: the estimate that leans to no side.
beside AS (
  SELECT
    max(n) AS n,
    max(CASE WHEN 12 * place <= 3 * n + 5 AND 12 * place + 12 > 3 * n + 5 THEN place END) AS low,
    max(CASE WHEN 12 * place <= 3 * n + 5 AND 12 * place + 12 > 3 * n + 5 THEN x END) AS low_x,
    max(CASE WHEN 12 * place - 12 <= 3 * n + 5 AND 12 * place > 3 * n + 5 THEN x END) AS low_next,
    max(CASE WHEN 12 * place <= 9 * n + 7 AND 12 * place + 12 > 9 * n + 7 THEN place END) AS high,
    max(CASE WHEN 12 * place <= 9 * n + 7 AND 12 * place + 12 > 9 * n + 7 THEN x END) AS high_x,
    max(CASE WHEN 12 * place - 12 <= 9 * n + 7 AND 12 * place > 9 * n + 7 THEN x END) AS high_next
  FROM ordered
),
quartile AS (
  SELECT
    coalesce(low_x + ((n + CAST(1 AS DOUBLE) / 3) * (CAST(1 AS DOUBLE) / 4) + CAST(1 AS DOUBLE) / 3 - low) * (low_next - low_x), low_next, low_x)
      AS q1,
    coalesce(high_x + ((n + CAST(1 AS DOUBLE) / 3) * (CAST(3 AS DOUBLE) / 4) + CAST(1 AS DOUBLE) / 3 - high) * (high_next - high_x), high_x)
      AS q3
  FROM beside
),
fence AS (SELECT CASE WHEN $threshold >= 0 THEN CAST($threshold AS DOUBLE) ELSE q3 + (q3 - q1) * (CAST(3 AS DOUBLE) / 2) END AS high FROM quartile),
far AS (SELECT m.process_id FROM compared m CROSS JOIN fence f WHERE f.high > 0 AND m.ratio >= f.high),
-- Of bids at one price the one printed first.
named AS (
  SELECT
    p.process_id, p.bid_id, p.won,
    row_number() OVER (PARTITION BY p.process_id, p.won ORDER BY p.price NULLS LAST, p.position NULLS LAST) AS place
  FROM priced p JOIN far ON far.process_id = p.process_id
),
resting AS (SELECT process_id, array_agg(bid_id) AS rests_on FROM named WHERE place = 1 AND won = 1 GROUP BY process_id)
SELECT
  c.process_id,
  m.ratio AS value,
  CASE WHEN m.ratio IS NOT NULL THEN f.high > 0 AND m.ratio >= f.high END AS flagged,
  CASE
    WHEN m.ratio IS NOT NULL THEN NULL
    WHEN c.awards_open > 0 OR c.awards_active <> 1 OR w.supplier_id IS NULL THEN 'no_single_award'
    WHEN p.winning IS NULL OR p.second IS NULL THEN 'no_second_bid'
    WHEN p.second < p.winning THEN 'price_not_alone'
    ELSE 'price_of_zero'
  END AS not_assessed,
  'valid bids of one winner and another, price alone' AS cohort,
  r.rests_on
FROM considered c
LEFT JOIN winner w ON w.process_id = c.process_id
LEFT JOIN pair p ON p.process_id = c.process_id
LEFT JOIN compared m ON m.process_id = c.process_id
LEFT JOIN resting r ON r.process_id = c.process_id
CROSS JOIN fence f
