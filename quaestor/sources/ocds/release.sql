/*
title: OCDS releases and records as releases
gives: release
what: >
  One row a printed release or record. What is compiled already replaces what was compiled before, whatever its id: a
  publisher prints one compiled release of a process. A release with another date is another release.
*/
SELECT
  CASE WHEN kind = 'release' THEN ocid || '/' || coalesce(release_id, left(digest, 16)) || coalesce('/' || dated_at, '')
    ELSE ocid || '/compiled' END AS release_key,
  ocid AS process_id,
  kind,
  release_id,
  dated_at AS modified_at,
  tag,
  language,
  publisher,
  digest,
  coalesce(compiled, printed) AS content
FROM raw
