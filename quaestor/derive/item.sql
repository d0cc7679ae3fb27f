/*
title: Item
gives: item
kept: table
what: The lines of the tender, of each award and of each contract of a process, in the order printed.
reads: compiled (see `process.sql`)
*/
WITH award AS (
  SELECT process_id, generate_subscripts(r.awards, 1) AS position, unnest(r.awards) AS a FROM compiled
),
contract AS (
  SELECT process_id, generate_subscripts(r.contracts, 1) AS position, unnest(r.contracts) AS c FROM compiled
),
lists AS (
  SELECT process_id, 'tender' AS stage, CAST(NULL AS VARCHAR) AS of_id, r.tender.items AS list FROM compiled
  UNION ALL
  SELECT process_id, 'award', process_id || '/award/' || position, a.items FROM award
  UNION ALL
  SELECT process_id, 'contract', process_id || '/contract/' || position, c.items FROM contract
),
printed AS (
  SELECT process_id, stage, of_id, generate_subscripts(list, 1) AS position, unnest(list) AS i FROM lists
)
SELECT
  coalesce(of_id, process_id) || '/item/' || position AS item_id,
  process_id,
  stage,
  of_id,
  position,
  i.id AS printed_id,
  nullif(trim(i.description), '') AS description,
  i.classification.scheme AS scheme,
  i.classification.id AS classification,
  TRY_CAST(i.quantity AS DOUBLE) AS quantity,
  i.unit.name AS unit,
  cents(i.unit."value".amount) AS unit_price,
  i.unit."value".currency AS currency
FROM printed
