/*
title: Held by day
gives: held_day
kept: table
what: The actions held of an agency from a source, day by day. Coverage is added up of it.
*/
SELECT
  source, buyer_id AS agency_id, buyer_name AS agency_name, signed_on,
  count(*) AS actions,
  sum(CASE WHEN obligation < 0 THEN 1 ELSE 0 END) AS negative,
  sum(CASE WHEN obligation = 0 THEN 1 ELSE 0 END) AS zero,
  count(obligation) AS priced,
  sum(obligation) AS obligated
FROM action_held
GROUP BY source, buyer_id, buyer_name, signed_on
