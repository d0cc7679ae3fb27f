/*
title: Award of a process
gives: process_award
kept: table
what: The award decisions of a process in the order printed.
reads: compiled (see `process.sql`)
*/
WITH printed AS (
  SELECT process_id, prefix, generate_subscripts(r.awards, 1) AS position, unnest(r.awards) AS a FROM compiled
)
SELECT
  process_id || '/award/' || position AS process_award_id,
  process_id,
  position,
  a.id AS printed_id,
  nullif(trim(a.title), '') AS title,
  a.status AS status,
  in_utc(a."date") AS awarded_at,
  cents(a."value".amount) AS amount,
  a."value".currency AS currency,
  len(a.suppliers) AS suppliers,
  CASE WHEN len(a.suppliers) = 1 THEN party(prefix, a.suppliers[1]) END AS supplier_id,
  CASE WHEN len(a.suppliers) = 1 THEN coalesce(a.suppliers[1].name, a.suppliers[1].identifier.legalName) END AS supplier_name,
  len(a.items) AS items,
  in_utc(a.contractPeriod.startDate) AS starts_at,
  in_utc(a.contractPeriod.endDate) AS ends_at
FROM printed
