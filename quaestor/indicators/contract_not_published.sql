/*
title: Contract not published
code: R063
version: 2
area: records
asks: Was a contract made, and its text not published?
measures: documents published with the contract
why: >
  Without its text nobody outside can hold the work against what was promised.
innocent: >
  The text may lie on another portal, or be secret for a reason that the law knows.
not_assessed:
  no_documents: the publisher prints no document of the process whatever, so that its silence says nothing
  own_words: none is of the standard's type for it, and one is called a contract in the publisher's own words
subject: process
rests_on: process
high_base_rate: most publishers export no text of contracts
based_on: Open Contracting Partnership, Red flags in public procurement (2024), R063
*/
WITH told AS (SELECT *, replace(lower(document_types), ' ', '') AS types FROM process WHERE contracts > 0),
judged AS (
  SELECT
    *,
    types LIKE '%|contractsigned|%' OR types LIKE '%|contracttext|%' AS published,
    CASE
      WHEN types IS NULL OR types = '||' THEN 'no_documents'
      WHEN types LIKE '%|contractsigned|%' OR types LIKE '%|contracttext|%' THEN NULL
      WHEN types LIKE '%contrat%' THEN 'own_words'
    END AS unknown
  FROM told
)
SELECT
  process_id,
  document_types AS value,
  CASE WHEN unknown IS NULL THEN NOT published END AS flagged,
  unknown AS not_assessed,
  contracted AS amount,
  contracted_currency AS currency,
  publisher AS cohort
FROM judged
