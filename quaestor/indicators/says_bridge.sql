/*
title: A bridge by its own words
version: 1
area: time
asks: Does an act of the award call it a bridge contract, order or extension, and were {amount} dollars or more committed on it?
why: >
  A bridge keeps the incumbent while the next competition is late, mostly without one of its own. GAO found that agencies do not
  count them, and that many ran longer than was planned.
innocent: >
  Protests, urgent needs and late appropriations make bridges the right thing to do, for a short time. A bridge may also be competed. A few
  contracts are for real bridges: phrases of the trade alone are asked for, not the word.
spares:
  small: "less than {amount} dollars were committed"
not_assessed:
  sampled: "it calls itself so, and the sources held print only some of its acts"
  no_words: "no act of it has a description"
subject: award
measures: days from the first to the latest act that commits money
outcomes: [termination]
parameters: {amount: 250000}
based_on: >
  GAO-16-15, Sole source contracting: defining and tracking bridge contracts would help agencies manage their use (2015); FAR 6.302-2; FAR 2.101 (simplified
  acquisition threshold)
*/
WITH spoke AS (
  SELECT award_id, array_agg(action_id) AS acts
  FROM action
  WHERE upper(description) LIKE '%BRIDGE%' AND (
    upper(description) LIKE '%BRIDGE CONTRACT%' OR upper(description) LIKE '%BRIDGE ORDER%' OR upper(description) LIKE '%BRIDGE TASK%'
    OR upper(description) LIKE '%BRIDGE AWARD%' OR upper(description) LIKE '%BRIDGE PERIOD%' OR upper(description) LIKE '%MONTH BRIDGE%'
    OR upper(description) LIKE '%YEAR BRIDGE%' OR upper(description) LIKE '%BRIDGE EXTENSION%' OR upper(description) LIKE '%BRIDGE ACTION%'
    OR upper(description) LIKE '%INTERIM BRIDGE%' OR upper(description) LIKE '%SOLE SOURCE BRIDGE%' OR upper(description) LIKE '%BRIDGE BLANKET%'
    OR upper(description) LIKE '%BRIDGE BPA%' OR upper(description) LIKE '%BRIDGE MOD%'
  )
  GROUP BY award_id
),
run AS (
  SELECT
    p.award_id,
    date_diff('day', min(CASE WHEN s.obligation > 0 THEN s.signed_on END), max(CASE WHEN s.obligation > 0 THEN s.signed_on END)) AS days
  FROM spoke p
  JOIN action s ON s.award_id = p.award_id
  GROUP BY p.award_id
),
judged AS (
  SELECT
    a.award_id, a.obligated, p.acts, r.days,
    p.award_id IS NOT NULL AS hit,
    CASE
      WHEN p.award_id IS NOT NULL AND a.sampled THEN 'sampled'
      WHEN p.award_id IS NULL AND a.description IS NULL THEN 'no_words'
    END AS not_assessed
  FROM award a
  LEFT JOIN spoke p ON p.award_id = a.award_id
  LEFT JOIN run r ON r.award_id = a.award_id
  WHERE a.actions > 0
)
SELECT
  award_id,
  days AS value,
  CASE WHEN not_assessed IS NULL THEN hit AND obligated >= $amount END AS flagged,
  CASE WHEN not_assessed IS NULL AND hit AND obligated < $amount THEN 'small' END AS spared,
  not_assessed,
  CASE WHEN hit THEN obligated END AS amount,
  acts AS rests_on
FROM judged
