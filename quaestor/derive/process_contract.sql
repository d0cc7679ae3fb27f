/*
title: Contract of a process
gives: process_contract
kept: table
what: >
  The contracts of a process in the order printed. Payments are added up only where all of them are in one currency.
reads: compiled (see `process.sql`)
*/
WITH printed AS (
  SELECT
    process_id, generate_subscripts(r.contracts, 1) AS position, unnest(r.contracts) AS c,
    list_transform(r.awards, lambda a: a.id) AS award_ids
  FROM compiled
)
SELECT
  process_id || '/contract/' || position AS process_contract_id,
  process_id,
  position,
  c.id AS printed_id,
  CASE WHEN list_contains(award_ids, c.awardID) THEN process_id || '/award/' || list_position(award_ids, c.awardID) END
    AS process_award_id,
  nullif(trim(c.title), '') AS title,
  c.status AS status,
  in_utc(c.dateSigned) AS signed_at,
  in_utc(c."period".startDate) AS starts_at,
  in_utc(c."period".endDate) AS ends_at,
  cents(c."value".amount) AS amount,
  c."value".currency AS currency,
  coalesce(len(c.amendments), CASE WHEN c.amendment."date" IS NOT NULL THEN 1 END) AS amendments,
  coalesce(list_min(list_transform(c.amendments, lambda a: in_utc(a."date"))), in_utc(c.amendment."date")) AS amended_at,
  len(c.implementation.transactions) AS transactions,
  in_one(
    list_transform(c.implementation.transactions, lambda t: coalesce(t."value".currency, t.amount.currency)),
    list_transform(c.implementation.transactions, lambda t: cents(coalesce(t."value".amount, t.amount.amount)))
  ) AS paid,
  one_currency(list_transform(c.implementation.transactions, lambda t: coalesce(t."value".currency, t.amount.currency)))
    AS paid_currency
FROM printed
