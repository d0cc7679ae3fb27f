/*
title: Milestone
gives: milestone
kept: table
what: The milestones of the tender, and of each contract and its carrying out, in the order printed.
reads: compiled (see `process.sql`)
*/
WITH contract AS (
  SELECT process_id, generate_subscripts(r.contracts, 1) AS position, unnest(r.contracts) AS c FROM compiled
),
lists AS (
  SELECT process_id, 'tender' AS stage, CAST(NULL AS VARCHAR) AS of_id, r.tender.milestones AS list FROM compiled
  UNION ALL
  SELECT process_id, 'contract', process_id || '/contract/' || position, c.milestones FROM contract
  UNION ALL
  SELECT process_id, 'implementation', process_id || '/contract/' || position, c.implementation.milestones FROM contract
),
printed AS (
  SELECT process_id, stage, of_id, generate_subscripts(list, 1) AS position, unnest(list) AS m FROM lists
)
SELECT
  coalesce(of_id, process_id) || CASE stage WHEN 'implementation' THEN '/carrying-out' ELSE '' END || '/milestone/' || position
    AS milestone_id,
  process_id,
  stage,
  of_id,
  position,
  m.id AS printed_id,
  nullif(trim(m.title), '') AS title,
  m."type" AS type,
  m.status AS status,
  in_utc(m.dueDate) AS due_at,
  in_utc(m.dateMet) AS met_at
FROM printed
