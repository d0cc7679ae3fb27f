/*
title: Same amount and words twice within days
version: 1
area: records
asks: Do two acts of one award, signed at most {days} days apart, commit the same {amount} dollars or more in the same words?
why: >
  Money entered twice doubles a total. Whoever adds up an award should know that two of its acts read alike.
innocent: >
  Equal instalments are common, and two real acts often bear the same amount (order 70CTD022FR0000170 has two of $29,898,236.00). Equal
  parts for two programmes or two funds are signed on one day. The flag asks to look at the papers, not to count once.
spares:
  taken_back: "an act of the award takes the same amount back: the repetition was mended"
  instalments: "the same amount comes {instalments} times or more: instalments"
not_assessed:
  no_words: "acts of the same amount lie this close, and the source prints no words to tell them apart"
subject: award
measures: days between the two acts
outcomes: [takeback, rewrite]
parameters: {days: 10, amount: 25000, instalments: 3}
based_on: GAO-25-107469 (quality of procurement records); Nigrini, Forensic Analytics (2nd ed. 2020), same-same-same test
*/
WITH same AS (
  SELECT
    award_id, obligation,
    count(*) AS times
  FROM action
  WHERE abs(obligation) >= $amount
  GROUP BY award_id, obligation
),
twice AS (
  SELECT p.award_id, p.obligation, p.times, n.award_id IS NOT NULL AS taken_back
  FROM same p
  LEFT JOIN same n ON n.award_id = p.award_id AND n.obligation = -p.obligation
  WHERE p.obligation > 0 AND p.times >= 2
),
beside AS (
  SELECT
    t.award_id, t.obligation, t.times, t.taken_back, s.action_id, s.signed_on, s.description,
    lag(s.signed_on) OVER (PARTITION BY t.award_id, t.obligation ORDER BY s.signed_on NULLS LAST, s.mod_order NULLS LAST, s.action_id NULLS LAST) AS signed_before,
    lag(s.description) OVER (PARTITION BY t.award_id, t.obligation ORDER BY s.signed_on NULLS LAST, s.mod_order NULLS LAST, s.action_id NULLS LAST) AS said_before,
    lead(s.signed_on) OVER (PARTITION BY t.award_id, t.obligation ORDER BY s.signed_on NULLS LAST, s.mod_order NULLS LAST, s.action_id NULLS LAST) AS signed_after,
    lead(s.description) OVER (PARTITION BY t.award_id, t.obligation ORDER BY s.signed_on NULLS LAST, s.mod_order NULLS LAST, s.action_id NULLS LAST) AS said_after
  FROM twice t
  JOIN action s ON s.award_id = t.award_id AND s.obligation = t.obligation
),
close AS (
  SELECT
    award_id, obligation, action_id,
    CASE WHEN date_diff('day', signed_before, signed_on) <= $days THEN date_diff('day', signed_before, signed_on) END AS days,
    coalesce(
      date_diff('day', signed_before, signed_on) <= $days AND description = said_before
      OR date_diff('day', signed_on, signed_after) <= $days AND description = said_after, false) AS alike,
    date_diff('day', signed_before, signed_on) <= $days AND (description IS NULL OR said_before IS NULL) AS wordless,
    CASE WHEN taken_back THEN 'taken_back' WHEN times >= $instalments THEN 'instalments' END AS spare
  FROM beside
),
told AS (
  SELECT
    award_id,
    min(CASE WHEN alike AND spare IS NULL THEN days END) AS days,
    max(CASE WHEN alike AND spare IS NULL THEN obligation END) AS amount,
    min(CASE WHEN alike THEN spare END) AS spare,
    max(CASE WHEN wordless THEN 1 ELSE 0 END) AS wordless,
    array_agg(action_id) FILTER (WHERE alike AND spare IS NULL) AS acts
  FROM close
  GROUP BY award_id
),
asked AS (
  SELECT award_id FROM same WHERE obligation > 0 GROUP BY award_id
)
SELECT
  a.award_id,
  t.days AS value,
  CASE WHEN t.days IS NOT NULL THEN true WHEN t.spare IS NULL AND t.wordless = 1 THEN NULL ELSE false END AS flagged,
  CASE WHEN t.days IS NULL THEN t.spare END AS spared,
  CASE WHEN t.days IS NULL AND t.spare IS NULL AND t.wordless = 1 THEN 'no_words' END AS not_assessed,
  t.amount,
  t.acts AS rests_on
FROM asked a
LEFT JOIN told t ON t.award_id = a.award_id
