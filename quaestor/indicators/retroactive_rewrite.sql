/*
title: Money of an act rewritten after the fact
version: 1
area: records
asks: Did the publisher change an act's obligation by {amount} dollars or more, {days} days or later after it was signed?
why: >
  What was committed on a day does not change afterwards. A figure that does was wrong for as long as it stood, and whoever
  reported on it was misled; the correction is nowhere announced.
innocent: >
  Records are corrected, as they should be. Where the source prints no transaction number, two parts of one modification can take each
  other's place. A modification reported as a draft is replaced by the signed one.
spares:
  day_moved_too: "the day of signing was changed by the same load: the number was given to another act"
not_assessed:
  read_once: "its source has been read once, so that nothing can have been seen to change"
subject: award
measures: dollars by which obligations were changed, up and down together
outcomes: [takeback]
parameters: {amount: 10000, days: 30}
based_on: >
  Quaestor's own versions of records (lesson: between two snapshots of the search extract, true rewrites hide in the noise of paging);
  FAR 4.604(b) (contract action reports are confirmed for accuracy when they are made)
*/
WITH read_again AS (
  SELECT source FROM load GROUP BY source HAVING count(*) > 1
),
compared AS (
  SELECT s.award_id, max(CASE WHEN r.source IS NOT NULL THEN 1 ELSE 0 END) AS again
  FROM action s
  LEFT JOIN read_again r ON r.source = s.source
  GROUP BY s.award_id
),
moved AS (
  SELECT DISTINCT load_id, record_id FROM change WHERE table_name = 'action' AND field = 'signed_on' AND kind = 'rewritten'
),
rewritten AS (
  SELECT
    c.award_id, c.record_id,
    abs(CAST(c.after AS DECIMAL(20, 2)) - CAST(c.before AS DECIMAL(20, 2))) AS difference,
    m.record_id IS NOT NULL AS day_moved
  FROM change c
  JOIN action s ON s.action_id = c.record_id
  LEFT JOIN moved m ON m.load_id = c.load_id AND m.record_id = c.record_id
  WHERE c.table_name = 'action' AND c.field = 'obligation' AND c.kind = 'rewritten'
    AND date_diff('day', s.signed_on, CAST(c.seen_at AS DATE)) >= $days
),
summed AS (
  SELECT
    award_id,
    sum(CASE WHEN NOT day_moved THEN difference END) AS difference,
    sum(difference) AS with_moved,
    array_agg(record_id) FILTER (WHERE NOT day_moved) AS acts
  FROM rewritten
  GROUP BY award_id
),
judged AS (
  SELECT
    c.award_id, c.again, s.acts, s.difference,
    coalesce(s.difference >= $amount, false) AS hit,
    coalesce(s.with_moved >= $amount, false) AS hit_with_moved
  FROM compared c
  LEFT JOIN summed s ON s.award_id = c.award_id
)
SELECT
  award_id,
  coalesce(difference, 0) AS value,
  CASE WHEN again = 1 OR hit THEN hit END AS flagged,
  CASE WHEN hit_with_moved AND NOT hit THEN 'day_moved_too' END AS spared,
  CASE WHEN again = 0 AND NOT hit THEN 'read_once' END AS not_assessed,
  difference AS amount,
  CASE WHEN hit THEN acts END AS rests_on
FROM judged
