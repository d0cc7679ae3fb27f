/*
title: Ceiling grown past its first value
version: 1
area: ceilings
asks: Has the ceiling grown by {percent} % or more over its first value, and by {least} dollars or more?
measures: the ceiling in times of its first value
why: >
  The ceiling on the first day is what was competed and announced. A large growth means that much of the work was bought
  later from the one supplier that already held the award.
innocent: >
  Needs change and emergencies come. A ceiling may be raised in a new competition among holders, or because the first
  one covered a part only. Terminations and re-awards can move money from one award to another.
spares:
  small: it grew by less than {least} dollars
  first_was_a_start: the first ceiling is under {start} dollars, as a minimum guarantee or a letter contract has
not_assessed:
  no_amount: the ceiling is a mark, a whole programme's, zero or unknown
  no_first: the first action is not held, or its ceiling is zero or negative
subject: award
parameters: {percent: 25, least: 250000, start: 10000}
outcomes: [termination, takeback]
high_base_rate: >
  Among vehicles and other awards that run for years a rise is common, and where a store holds little else it is more than
  three in ten; of all awards it is about three in a hundred.
based_on: FAR 6.001(c) and 43.102, on modifications within scope
*/
SELECT
  award_id,
  CASE WHEN ceiling_first > 0 AND ceiling_kind = 'stated' THEN CAST(ceiling AS DOUBLE) / nullif(ceiling_first, 0) END AS value,
  CASE
    WHEN ceiling_kind <> 'stated' OR ceiling_first IS NULL OR ceiling_first <= 0 THEN NULL
    ELSE ceiling * 100 >= ceiling_first * (100 + $percent) AND ceiling - ceiling_first >= $least AND ceiling_first >= $start
  END AS flagged,
  CASE
    WHEN ceiling_kind <> 'stated' OR ceiling_first IS NULL OR ceiling_first <= 0 THEN NULL
    WHEN ceiling * 100 < ceiling_first * (100 + $percent) THEN NULL
    WHEN ceiling - ceiling_first < $least THEN 'small'
    WHEN ceiling_first < $start THEN 'first_was_a_start'
  END AS spared,
  CASE
    WHEN ceiling_kind <> 'stated' THEN 'no_amount'
    WHEN ceiling_first IS NULL OR ceiling_first <= 0 THEN 'no_first'
  END AS not_assessed,
  ceiling - ceiling_first AS amount,
  kind AS cohort
FROM award
