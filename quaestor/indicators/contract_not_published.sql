/*
title: Contract not published
code: R063
version: 1
area: records
asks: Was a contract made, and its text not published?
measures: documents published with the contract
why: >
  Without its text nobody outside can hold the work against what was promised.
innocent: >
  The text may lie on another portal, or be secret for a reason that the law knows.
not_assessed:
  no_documents: the publisher prints no document of the process whatever, so that its silence says nothing
subject: process
rests_on: process
high_base_rate: most publishers export no text of contracts
based_on: Open Contracting Partnership, Red flags in public procurement (2024), R063
*/
SELECT
  process_id,
  document_types AS value,
  CASE WHEN document_types IS NOT NULL AND document_types <> '||' THEN
    document_types NOT LIKE '%|contractSigned|%' AND document_types NOT LIKE '%|contractText|%' END AS flagged,
  CASE WHEN document_types IS NULL OR document_types = '||' THEN 'no_documents' END AS not_assessed,
  contracted AS amount,
  contracted_currency AS currency,
  publisher AS cohort
FROM process
WHERE contracts > 0
