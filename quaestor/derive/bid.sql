/*
title: Bid
gives: bid
kept: table
what: The bids of a process in the order printed. A bid is told by its place, since many publishers give it no id.
reads: compiled (see `process.sql`)
*/
WITH printed AS (
  SELECT process_id, prefix, generate_subscripts(r.bids.details, 1) AS position, unnest(r.bids.details) AS b FROM compiled
)
SELECT
  process_id || '/bid/' || position AS bid_id,
  process_id,
  position,
  b.id AS printed_id,
  b.status AS status,
  in_utc(b."date") AS submitted_at,
  b."date" AS submitted_printed,
  cents(b."value".amount) AS amount,
  b."value".currency AS currency,
  TRY_CAST(b."value".amount AS DOUBLE) AS price,
  coalesce(len(b.tenderers), 0) AS tenderers,
  CASE WHEN len(b.tenderers) = 1 THEN party(prefix, b.tenderers[1]) END AS tenderer_id,
  CASE WHEN len(b.tenderers) = 1 THEN b.tenderers[1].name END AS tenderer_name,
  CASE
    WHEN len(b.tenderers) = 1 THEN nullif(party(prefix, b.tenderers[1]), '')
    ELSE nullif(array_to_string(list_sort(list_distinct(list_transform(b.tenderers, lambda t: party(prefix, t)))), '|'), '')
  END AS tenderer_set
FROM printed
