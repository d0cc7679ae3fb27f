/*
title: Money for work that the award had not spoken of
version: 1
area: scope
asks: >
  Did a modification commit or add to the ceiling {amount} dollars or more, at least {percent} % of what the award was given, with {words} or
  more words of substance that no earlier act of the award used, or with {words_if_added} where it says that it adds work?
why: >
  Scope grows in words before it grows in contracts. New kinds of work bought by modification go to the holder without the
  competition that a contract of their own would have had.
innocent: >
  Later acts are often described at more length than the first; places, systems and units are named one by one as they are
  funded. Words are those of whoever filled in the record, and a long sentence can say what a short one meant.
spares:
  option: "the act exercises an option, or says so: what it buys was priced when the award was made"
  funding: "the act is of funding, or says that it pays for the same work step by step"
not_assessed:
  first_act_not_held: "the first act is not held, so that its words are unknown"
  no_words: "the first act has no description"
  sampled: "the sources held print only some of the award's acts"
subject: award
measures: new words of substance
outcomes: [termination, takeback]
parameters: {amount: 1000000, percent: 5, words: 5, words_if_added: 2}
based_on: >
  AT&T Communications v. Wiltel, 1 F.3d 1201 (Fed. Cir. 1993) (is the modified contract materially another than was competed?); FAR 6.001(c), 43.102;
  10 U.S.C. 3204 and 41 U.S.C. 3304
*/
WITH spoke AS (
  SELECT
    w.award_id, w.action_id, w.words, s.obligation,
    CASE WHEN s.obligation >= coalesce(s.ceiling_change, 0) THEN s.obligation ELSE s.ceiling_change END AS added,
    CASE
      WHEN s.reason_code = 'G' OR upper(s.description) LIKE '%OPTION%' THEN 'option'
      WHEN s.reason_code = 'C' OR s.reason_code IS NULL AND (
        upper(s.description) LIKE '%INCREMENTAL%FUND%' OR upper(s.description) LIKE '%FUND%INCREMENTAL%'
        OR upper(s.description) LIKE '%REALIGN%' OR upper(s.description) LIKE '%FULLY FUND%'
        OR (upper(s.description) LIKE '%OBLIGATES%FUND%' OR upper(s.description) LIKE '%PROVIDES FUND%'
          OR upper(s.description) LIKE '%ADD FUND%')
        AND NOT (upper(s.description) LIKE '%ADDS%' OR upper(s.description) LIKE '%SCOPE%' OR upper(s.description) LIKE '%EXPAND%'
          OR upper(s.description) LIKE '%PURCHASE%' OR upper(s.description) LIKE '%INSTALL%')) THEN 'funding'
    END AS spare
  FROM new_words w
  JOIN action s ON s.action_id = w.action_id
  WHERE (w.words >= $words OR w.words >= $words_if_added AND (
      s.reason_code = 'A' OR upper(s.description) LIKE '%ADDS%' OR upper(s.description) LIKE '%ADDITIONAL WORK%'
      OR upper(s.description) LIKE '%IN SCOPE%' OR upper(s.description) LIKE '%IN-SCOPE%' OR upper(s.description) LIKE '%EXPAND%'
    ))
    AND (s.obligation >= $amount OR s.ceiling_change >= $amount) AND NOT coalesce(s.sampled, false)
),
told AS (
  SELECT
    p.award_id,
    sum(CASE WHEN p.spare IS NULL THEN p.words END) AS words,
    sum(CASE WHEN p.spare IS NULL THEN p.added END) AS added,
    min(p.spare) AS spare,
    array_agg(p.action_id) FILTER (WHERE p.spare IS NULL) AS acts
  FROM spoke p
  JOIN award a ON a.award_id = p.award_id
  WHERE p.added * 100 >= a.obligated * $percent
  GROUP BY p.award_id
),
judged AS (
  SELECT
    a.award_id, t.words, t.added, t.spare, t.acts,
    CASE
      WHEN a.sampled THEN 'sampled'
      WHEN a.first_held NOT IN ('0', '00', '000', '0000') THEN 'first_act_not_held'
      WHEN a.description IS NULL THEN 'no_words'
    END AS not_assessed
  FROM award a
  LEFT JOIN told t ON t.award_id = a.award_id
  WHERE a.actions > 1
)
SELECT
  award_id,
  coalesce(words, 0) AS value,
  CASE WHEN not_assessed IS NULL THEN words IS NOT NULL END AS flagged,
  CASE WHEN not_assessed IS NULL AND words IS NULL THEN spare END AS spared,
  not_assessed,
  added AS amount,
  acts AS rests_on
FROM judged
