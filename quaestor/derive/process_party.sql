/*
title: Organisation in a process
gives: process_party
kept: table
what: >
  Who takes which part in a process: its buyer, its procuring entity, the tenderers of each bid and the suppliers of each
  award, as often as they are printed.
reads: compiled (see `process.sql`)
*/
WITH tenderer AS (
  SELECT process_id, prefix, of_id, generate_subscripts(list, 1) AS position, unnest(list) AS p FROM (
    SELECT process_id, prefix, process_id || '/bid/' || position AS of_id, b.tenderers AS list FROM (
      SELECT process_id, prefix, generate_subscripts(r.bids.details, 1) AS position, unnest(r.bids.details) AS b FROM compiled
    )
  )
),
supplier AS (
  SELECT process_id, prefix, of_id, generate_subscripts(list, 1) AS position, unnest(list) AS p FROM (
    SELECT process_id, prefix, process_id || '/award/' || position AS of_id, a.suppliers AS list FROM (
      SELECT process_id, prefix, generate_subscripts(r.awards, 1) AS position, unnest(r.awards) AS a FROM compiled
    )
  )
)
SELECT
  process_id || '/buyer' AS party_id,
  process_id,
  'buyer' AS role,
  CAST(NULL AS VARCHAR) AS of_id,
  1 AS position,
  party(prefix, r.buyer) AS organisation_id,
  coalesce(r.buyer.name, r.buyer.identifier.legalName) AS name
FROM compiled
WHERE r.buyer IS NOT NULL
UNION ALL
SELECT
  process_id || '/procuring',
  process_id,
  'procuring entity',
  NULL,
  1,
  party(prefix, r.tender.procuringEntity),
  coalesce(r.tender.procuringEntity.name, r.tender.procuringEntity.identifier.legalName)
FROM compiled
WHERE r.tender.procuringEntity IS NOT NULL
UNION ALL
SELECT of_id || '/' || position, process_id, 'tenderer', of_id, position, party(prefix, p), p.name FROM tenderer
UNION ALL
SELECT of_id || '/' || position, process_id, 'supplier', of_id, position, party(prefix, p), coalesce(p.name, p.identifier.legalName)
FROM supplier
