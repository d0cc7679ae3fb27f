/*
title: Timeline
gives: timeline
kept: view
what: >
  The running obligation, exercised value and ceiling of an award after each of its actions, zero-dollar actions included.
  Acts are in the order of their signing days, then of prefix and number of the modification. Where a source prints only
  some actions of an award (sampled), sums would lie: the printed as-of total is shown for them, and no running obligation.
*/
SELECT
  award_id,
  row_number() OVER (PARTITION BY award_id ORDER BY signed_on, mod_order, transaction_number, action_id) AS position,
  action_id,
  mod_number,
  signed_on,
  reason_code,
  obligation,
  exercised_change,
  ceiling_change,
  CASE WHEN coalesce(sampled, false) THEN NULL ELSE
    sum(CASE WHEN coalesce(sampled, false) THEN NULL ELSE obligation END)
      OVER (PARTITION BY award_id ORDER BY signed_on, mod_order, transaction_number, action_id ROWS UNBOUNDED PRECEDING)
  END AS obligated_after,
  CASE WHEN coalesce(sampled, false) THEN exercised_stated ELSE
    sum(CASE WHEN coalesce(sampled, false) THEN NULL ELSE exercised_change END)
      OVER (PARTITION BY award_id ORDER BY signed_on, mod_order, transaction_number, action_id ROWS UNBOUNDED PRECEDING)
  END AS exercised_after,
  CASE WHEN coalesce(sampled, false) THEN ceiling_stated ELSE
    sum(CASE WHEN coalesce(sampled, false) THEN NULL ELSE ceiling_change END)
      OVER (PARTITION BY award_id ORDER BY signed_on, mod_order, transaction_number, action_id ROWS UNBOUNDED PRECEDING)
  END AS ceiling_after,
  coalesce(sampled, false) AS sampled
FROM action
