/*
title: Papers, as the full-text index takes them
gives: one row for each page of each paper kept
what: >
  The words of the page as they are kept, without personal details; the numbers that it names and those of the awards it is
  linked to; what sort of paper it is. The name of its file and the awards it is linked to stand with its first page alone, so
  that a name finds a paper once.
shown: [document_id, page, name, kind, pages, added_on, linked]
*/
WITH linked AS (
  SELECT m.document_id, list_sort(list_distinct(list(a.piid))) AS awards
  FROM mention m
  JOIN award a ON a.award_id = m.award_id
  WHERE m.link IN ('confirmed', 'said')
  GROUP BY m.document_id
),
named AS (
  SELECT document_id, page, list_sort(list_distinct(list(value))) AS numbers
  FROM mention
  WHERE kind IN ('piid', 'solicitation', 'uei', 'duns', 'cage')
  GROUP BY document_id, page
),
printed AS (
  SELECT document_id, page, string_agg(text, ' ' ORDER BY passage) FILTER (text IS NOT NULL) AS said
  FROM passage
  GROUP BY document_id, page
)
SELECT
  'document:' || p.document_id || ':' || p.page AS id,
  'documents' AS shelf,
  [p.document_id] AS own,
  list_transform(
    list_distinct(list_concat(coalesce(n.numbers, []), CASE WHEN p.page = 1 THEN coalesce(l.awards, []) ELSE [] END)),
    x -> regexp_replace(lower(x), '[^a-z0-9]', '', 'g')
  ) AS number,
  CASE WHEN p.page = 1 THEN [d.file] ELSE [] END AS name,
  [replace(d.kind, '_', ' ')] AS parent,
  list_filter([p.said], x -> x IS NOT NULL) AS words,
  [CAST(strftime(d.added_at, '%Y%m%d') AS BIGINT)] AS signed,
  CASE WHEN p.page = 1 THEN 0.1 ELSE 0.05 END AS weight,
  list_transform([
    p.document_id, CAST(p.page AS VARCHAR), d.file, d.kind, CAST(d.pages AS VARCHAR), strftime(d.added_at, '%Y-%m-%d'),
    array_to_string(coalesce(l.awards, []), ' ')
  ], x -> coalesce(x, '')) AS shown
FROM printed p
JOIN document d USING (document_id)
LEFT JOIN named n ON n.document_id = p.document_id AND n.page = p.page
LEFT JOIN linked l ON l.document_id = p.document_id
