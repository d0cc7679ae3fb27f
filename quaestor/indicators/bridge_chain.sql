/*
title: Extended again and again past its last day
version: 1
area: time
asks: Was the last day of the award (or the last day to order) moved out {times} times or more by acts that exercise no option, by {days} days in all?
why: >
  Each such extension puts off the competition for what comes next, and keeps the incumbent without one. GAO found that
  bridge contracts, planned for months, often ran on for years.
innocent: >
  A protest can hold up the successor; deliveries run late without any new money; phases of research are added as they
  succeed; extensions agreed as options are sometimes reported under another code.
spares:
  schedule: "a federal supply schedule: these are renewed, and carried over the time that takes, for twenty years"
  by_its_terms: "so often only with acts whose words name an option or an award term, which the contract itself gives"
  no_cost: "none of these acts adds money or value, and the award is no vehicle: more time for the same work"
not_assessed:
  sampled: "the sources held print only some of the award's acts"
subject: award
measures: extensions that exercise no option
outcomes: [takeback, termination]
parameters: {times: 3, days: 365}
based_on: >
  GAO-16-15, Sole source contracting: defining and tracking bridge contracts (2015); FAR 17.204(e) (five years); FAR 52.217-8 (six
  months); FAR 6.301(c)(1) (lack of planning is no reason for not competing)
*/
WITH reaching AS (
  SELECT award_id
  FROM action
  WHERE (could_end_on IS NOT NULL OR order_until IS NOT NULL) AND NOT coalesce(sampled, false)
  GROUP BY award_id
  HAVING count(*) > $times
    AND date_diff('day', min(coalesce(could_end_on, order_until)), max(coalesce(could_end_on, order_until))) >= $days
),
dated AS (
  SELECT
    s.award_id, s.action_id, s.signed_on, s.reason_code, s.obligation, s.ceiling_change,
    CASE WHEN upper(s.description) LIKE '%OPTION%' OR upper(s.description) LIKE '%AWARD TERM%' THEN 0 ELSE 1 END AS unforeseen,
    coalesce(s.could_end_on, s.order_until) AS last_day,
    max(coalesce(s.could_end_on, s.order_until)) OVER (
      PARTITION BY s.award_id ORDER BY s.signed_on NULLS LAST, s.mod_order NULLS LAST, s.transaction_number NULLS LAST, s.action_id NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS last_day_before
  FROM action s
  JOIN reaching r ON r.award_id = s.award_id
  WHERE (s.could_end_on IS NOT NULL OR s.order_until IS NOT NULL) AND NOT coalesce(s.sampled, false)
),
moved AS (
  SELECT
    award_id,
    count(*) AS times,
    sum(unforeseen) AS unforeseen,
    sum(date_diff('day', last_day_before, last_day)) AS days,
    sum(obligation) AS obligated,
    sum(CASE WHEN obligation > 0 OR ceiling_change > 0 THEN 1 ELSE 0 END) AS paid,
    array_agg(action_id) AS acts
  FROM dated
  -- A last day that is not after the signing extends nothing: some offices enter the day of the act there.
  WHERE last_day > last_day_before AND last_day > signed_on AND coalesce(reason_code, '') <> 'G'
  GROUP BY award_id
),
judged AS (
  SELECT
    a.award_id, m.obligated, m.acts,
    coalesce(m.times, 0) AS times,
    a.sampled AS is_sampled,
    coalesce(m.times >= $times AND m.days >= $days, false) AS hit,
    CASE
      WHEN a.kind = 'fss' THEN 'schedule'
      WHEN m.unforeseen < $times THEN 'by_its_terms'
      WHEN m.paid = 0 AND a.kind NOT IN ('idc', 'gwac', 'boa', 'bpa', 'other_transaction_idv', 'unknown_vehicle') THEN 'no_cost'
    END AS spare
  FROM award a
  LEFT JOIN moved m ON m.award_id = a.award_id
  WHERE a.could_end_on IS NOT NULL OR a.order_until IS NOT NULL
)
SELECT
  award_id,
  times AS value,
  CASE WHEN NOT is_sampled THEN hit AND spare IS NULL END AS flagged,
  CASE WHEN NOT is_sampled AND hit THEN spare END AS spared,
  CASE WHEN is_sampled THEN 'sampled' END AS not_assessed,
  CASE WHEN hit THEN obligated END AS amount,
  CASE WHEN hit THEN acts END AS rests_on
FROM judged
