/*
title: Paid for something else than was bought
version: 1
area: scope
asks: Did modifications commit {amount} dollars or more under a product or service code of another group than the first act's?
why: >
  The code says what is bought. Money under another group of codes is a sign that the award has come to buy another kind of
  thing than was competed.
innocent: >
  The list of codes was revised in 2011 and 2020, and offices recode what they hold; the first code may have been a slip; a
  broad award buys several kinds of things, and each act is coded by the larger part.
spares:
  recoded: "both codes are of information technology, whose groups were all renamed in October 2020"
  back_again: "the latest act bears the first group again"
not_assessed:
  no_code: "the sources held print no code on its acts"
  one_act: "one act alone bears a code"
subject: award
measures: the first act's group of codes and the other
outcomes: [termination, takeback]
parameters: {amount: 250000}
based_on: >
  AT&T Communications v. Wiltel, 1 F.3d 1201 (Fed. Cir. 1993), and GAO's test of scope (whether the field of competition would have been
  another); FAR 4.606(a); Product and Service Codes Manual
*/
WITH coded AS (
  SELECT
    award_id,
    count(psc) AS coded,
    min(substr(psc, 1, 2)) AS least,
    max(substr(psc, 1, 2)) AS most
  FROM action
  GROUP BY award_id
),
placed AS (
  SELECT
    s.award_id, s.action_id, s.obligation,
    substr(s.psc, 1, 2) AS psc_group,
    row_number() OVER (
      PARTITION BY s.award_id ORDER BY s.signed_on NULLS LAST, s.mod_order NULLS LAST, s.transaction_number NULLS LAST, s.action_id NULLS LAST
    ) AS position
  FROM action s
  JOIN coded c ON c.award_id = s.award_id
  WHERE s.psc IS NOT NULL AND c.least <> c.most
),
moved AS (
  SELECT
    f.award_id,
    f.psc_group AS first_group,
    max(p.psc_group) AS other_group,
    sum(p.obligation) AS committed,
    array_agg(p.action_id) AS acts
  FROM placed f
  JOIN placed p ON p.award_id = f.award_id AND p.psc_group <> f.psc_group AND p.obligation > 0
  WHERE f.position = 1
  GROUP BY f.award_id, f.psc_group
),
judged AS (
  SELECT
    c.award_id, c.coded, m.first_group, m.other_group, m.committed, m.acts,
    coalesce(m.committed >= $amount, false) AS hit,
    CASE
      WHEN m.first_group LIKE 'D%' AND m.other_group LIKE 'D%' THEN 'recoded'
      WHEN substr(a.psc, 1, 2) = m.first_group THEN 'back_again'
    END AS spare
  FROM coded c
  LEFT JOIN moved m ON m.award_id = c.award_id
  LEFT JOIN award a ON a.award_id = c.award_id
)
SELECT
  award_id,
  first_group || ' to ' || other_group AS value,
  CASE WHEN coded > 1 THEN hit AND spare IS NULL END AS flagged,
  CASE WHEN coded > 1 AND hit THEN spare END AS spared,
  CASE WHEN coded = 0 THEN 'no_code' WHEN coded = 1 THEN 'one_act' END AS not_assessed,
  committed AS amount,
  CASE WHEN hit THEN acts END AS rests_on
FROM judged
