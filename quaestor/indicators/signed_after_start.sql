/*
title: Work began long before the award was signed
version: 1
area: time
asks: Does the first act set the start of the period more than {days} days before the day it was signed?
why: >
  Nobody may commit the government before the award is signed. Work that began earlier was done without a contract, and had to be
  ratified, or its supplier was told beforehand who would win.
innocent: >
  Letter contracts and undefinitized orders let work begin; the start entered is often that of the programme or of the vehicle; a
  protest decided late, or a contract moved from an older system, keeps its former start.
spares:
  letter: "it began as a letter contract or another undefinitized act"
  small: "less than {amount} dollars were committed (or, where that is not held, agreed): probably a bill paid after the fact, which the rules for small purchases allow"
not_assessed:
  first_act_not_held: "the first act is not held, or its day is that of the latest act of a year"
  no_start_held: "the first act prints no start"
subject: award
measures: days from the start to the signing
outcomes: [takeback]
parameters: {days: 30, amount: 25000}
based_on: FAR 1.602-3 (ratification of unauthorized commitments); FAR 4.101; 31 U.S.C. 1501(a)(1)
*/
WITH letter AS (
  SELECT award_id FROM action WHERE undefinitized_code IN ('A', 'B') AND reason_code IS NULL GROUP BY award_id
),
judged AS (
  SELECT
    a.award_id, coalesce(a.obligated, a.ceiling, 0) AS obligated, l.award_id IS NOT NULL AS is_letter,
    date_diff('day', a.starts_on, a.first_signed_on) AS days,
    CASE
      WHEN a.first_held NOT IN ('0', '00', '000', '0000') THEN 'first_act_not_held'
      WHEN a.starts_on IS NULL THEN 'no_start_held'
    END AS not_assessed
  FROM award a
  LEFT JOIN letter l ON l.award_id = a.award_id
  WHERE a.actions > 0 AND a.kind NOT IN ('idc', 'fss', 'gwac', 'boa', 'bpa', 'other_transaction_idv', 'unknown_vehicle')
)
SELECT
  award_id,
  days AS value,
  CASE WHEN not_assessed IS NULL THEN days > $days AND NOT is_letter AND obligated >= $amount END AS flagged,
  CASE WHEN not_assessed IS NULL AND days > $days AND is_letter THEN 'letter' WHEN not_assessed IS NULL AND days > $days AND obligated < $amount THEN 'small' END AS spared,
  not_assessed,
  obligated AS amount
FROM judged
