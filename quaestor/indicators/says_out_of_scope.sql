/*
title: Out of scope by its own words
version: 1
area: scope
asks: Does an act that commits or adds {amount} dollars or more say that its work is out of the scope of the award?
why: >
  Work outside the scope is a purchase of its own. It has to be competed, or justified, approved and published as one that is
  not; the act itself says that this question arises.
innocent: >
  Saying so is honest, and often comes with an approved justification that is published elsewhere. Words of a denial ("not out of
  scope") read alike to a search for them.
spares:
  denied: "the words say that it is not, or that work was taken out"
not_assessed:
  no_words: "its first act held has no description, and none that commits money says so"
subject: award
measures: dollars that such acts commit, or add to the ceiling
outcomes: [termination, takeback]
parameters: {amount: 25000}
based_on: FAR 6.001(c) and 6.303-1; FAR 43.201(a) (changes within the scope); AT&T Communications v. Wiltel, 1 F.3d 1201 (Fed. Cir. 1993)
*/
WITH spoke AS (
  SELECT
    award_id, action_id,
    CASE WHEN obligation >= coalesce(ceiling_change, 0) THEN obligation ELSE ceiling_change END AS added,
    upper(description) LIKE '%NOT OUT OF%' OR upper(description) LIKE '%NOT OUTSIDE%' OR upper(description) LIKE '%NOT BEYOND%'
      OR upper(description) LIKE '%REMOVE%OUT OF SCOPE%' OR upper(description) LIKE '%DEOBLIG%' AS denied
  FROM action
  WHERE upper(description) LIKE '%SCOPE%' AND (obligation >= $amount OR ceiling_change >= $amount)
    AND (
      upper(description) LIKE '%OUT OF SCOPE%' OR upper(description) LIKE '%OUT-OF-SCOPE%' OR upper(description) LIKE '%OUTSIDE THE SCOPE%'
      OR upper(description) LIKE '%OUTSIDE OF THE SCOPE%' OR upper(description) LIKE '%OUTSIDE SCOPE%' OR upper(description) LIKE '%BEYOND THE SCOPE%'
      OR upper(description) LIKE '%OUT OF THE SCOPE%' OR upper(description) LIKE '%CHANGES IN SCOPE%BEYOND%'
    )
),
told AS (
  SELECT
    award_id,
    sum(CASE WHEN NOT denied THEN added END) AS added,
    array_agg(action_id) FILTER (WHERE NOT denied) AS acts
  FROM spoke
  GROUP BY award_id
)
SELECT
  a.award_id,
  coalesce(t.added, 0) AS value,
  CASE WHEN a.description IS NOT NULL OR t.award_id IS NOT NULL THEN t.added IS NOT NULL END AS flagged,
  CASE WHEN t.award_id IS NOT NULL AND t.added IS NULL THEN 'denied' END AS spared,
  CASE WHEN a.description IS NULL AND t.award_id IS NULL THEN 'no_words' END AS not_assessed,
  t.added AS amount,
  t.acts AS rests_on
FROM award a
LEFT JOIN told t ON t.award_id = a.award_id
WHERE a.actions > 0
