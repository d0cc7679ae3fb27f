/*
title: Contracting process
gives: process
kept: table
what: >
  One contracting process as its releases tell, compiled. Money stays in its own currency: awards and contracts are added up
  only where all of them are in one. What the publisher does not print is blank: a process whose bids are not printed has no
  number of bids, and one with an empty list of them has zero.
reads: compiled (process_id, prefix, publisher, source, releases, released_at, r), as `processes.py` makes it
*/
WITH parts AS (
  SELECT
    *,
    list_filter(r.awards, lambda a: a.status = 'active') AS active,
    list_filter(r.contracts, lambda c: c.status IS NULL OR c.status NOT IN ('cancelled')) AS standing
  FROM compiled
)
SELECT
  process_id,
  publisher,
  source,
  releases,
  released_at,
  nullif(trim(r.tender.title), '') AS title,
  nullif(trim(r.tender.description), '') AS description,
  organisation(prefix, r.buyer.id, r.buyer.identifier.scheme, r.buyer.identifier.id, r.buyer.name) AS buyer_id,
  coalesce(nullif(trim(r.buyer.name), ''), r.buyer.identifier.legalName) AS buyer_name,
  organisation(
    prefix, r.tender.procuringEntity.id, r.tender.procuringEntity.identifier.scheme,
    r.tender.procuringEntity.identifier.id, r.tender.procuringEntity.name
  ) AS procuring_entity_id,
  coalesce(nullif(trim(r.tender.procuringEntity.name), ''), r.tender.procuringEntity.identifier.legalName)
    AS procuring_entity_name,
  r.tender.procurementMethod AS method,
  r.tender.procurementMethodDetails AS method_details,
  nullif(trim(r.tender.procurementMethodRationale), '') AS method_reason,
  r.tender.mainProcurementCategory AS category,
  nullif(trim(r.tender.awardCriteria), '') AS criteria,
  r.tender.status AS status,
  cents(r.tender."value".amount) AS estimated,
  CASE WHEN r.tender."value".amount IS NOT NULL THEN r.tender."value".currency END AS currency,
  cents(r.planning.budget.amount.amount) AS planned,
  CASE WHEN r.planning.budget.amount.amount IS NOT NULL THEN r.planning.budget.amount.currency END AS planned_currency,
  TRY_CAST(r.tender.numberOfTenderers AS BIGINT) AS tenderers,
  list_min(list_transform(
    list_filter(r.tender.documents, lambda d: d.documentType = 'tenderNotice'), lambda d: in_utc(d.datePublished)
  )) AS notice_at,
  in_utc(r.tender.tenderPeriod.startDate) AS tender_starts_at,
  in_utc(r.tender.tenderPeriod.endDate) AS tender_ends_at,
  r.tender.tenderPeriod.endDate AS tender_ends_printed,
  days_between(in_utc(r.tender.tenderPeriod.startDate), in_utc(r.tender.tenderPeriod.endDate)) AS tender_days,
  is_timed(r.tender.tenderPeriod.startDate) AND is_timed(r.tender.tenderPeriod.endDate) AS tender_timed,
  in_utc(r.tender.enquiryPeriod.startDate) AS enquiry_starts_at,
  in_utc(r.tender.enquiryPeriod.endDate) AS enquiry_ends_at,
  in_utc(r.tender.awardPeriod.endDate) AS award_ends_at,
  list_min(list_transform(active, lambda a: in_utc(a."date"))) AS awarded_at,
  list_min(list_transform(standing, lambda c: in_utc(c.dateSigned))) AS contracted_at,
  len(r.bids.details) AS bids,
  CASE WHEN r.bids.details IS NOT NULL THEN
    len(list_filter(r.bids.details, lambda b: b.status IS NOT NULL AND b.status NOT IN ('invited', 'withdrawn')))
  END AS submitted,
  list_filter(r.bids.details, lambda b: b."value".amount IS NOT NULL AND b."value".currency IS NOT NULL)[1]."value".currency
    AS bid_currency,
  len(r.awards) AS awards,
  len(active) AS awards_active,
  len(list_filter(r.awards, lambda a: a.status NOT IN ('active', 'cancelled', 'unsuccessful'))) AS awards_open,
  len(r.contracts) AS contracts,
  in_one(list_transform(active, lambda a: a."value".currency), list_transform(active, lambda a: cents(a."value".amount)))
    AS awarded,
  one_currency(list_transform(active, lambda a: a."value".currency)) AS awarded_currency,
  in_one(list_transform(standing, lambda c: c."value".currency), list_transform(standing, lambda c: cents(c."value".amount)))
    AS contracted,
  one_currency(list_transform(standing, lambda c: c."value".currency)) AS contracted_currency,
  len(r.tender.items) AS items,
  len(r.tender.documents) AS documents,
  '|' || array_to_string(list_sort(list_distinct(list_transform(
    list_concat(list_concat(r.tender.documents, r.planning.documents), flatten(list_concat(
      list_transform(r.awards, lambda a: a.documents), list_transform(r.contracts, lambda c: c.documents)
    ))), lambda d: d.documentType
  ))), '|') || '|' AS document_types,
  len(r.tender.amendments) AS amendments
FROM parts
