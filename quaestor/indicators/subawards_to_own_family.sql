/*
title: Money passed on within the family
version: 1
area: subawards
asks: Was a subaward of {min_amount} dollars or more given to the firm itself or to another member of its own family?
measures: to whom it went
why: >
  A subaward between two firms of one family has no market price. Unless the exception applies it should be passed on at
  cost, so that no second margin is paid.
innocent: >
  Commercial items may be sold within a family at catalogue prices. A family's divisions are places where work is done.
  Families rest on printed parents, which can be wrong. A firm that reports itself may have meant its own share.
spares:
  joint_venture: the firm that passes the money on is a joint venture, made to pass it to its owners
  small: less than {min_amount} dollars
not_assessed:
  name_only: one of the two firms is known by name alone
subject: subaward
rests_on: subaward
parameters: {min_amount: 100000}
based_on:
  - FAR 31.205-26(e) (transfers between divisions and affiliates under common control are at cost)
  - FAR 52.204-10 (what is reported of subawards)
*/
WITH standing AS (
  SELECT supplier_id, family_id, coalesce(from_on, DATE '0001-01-01') AS from_on, coalesce(to_on, DATE '9999-12-31') AS to_on
  FROM family_member
  WHERE stands
),
told AS (
  SELECT
    w.subaward_id, w.award_id, w.buyer_id, w.amount, w.supplier_id, w.subsupplier_id, w.supplier_name,
    coalesce(p.family_id, w.supplier_id) AS giver,
    coalesce(r.family_id, w.subsupplier_id) AS taker
  FROM subaward w
  LEFT JOIN standing p ON p.supplier_id = w.supplier_id
    AND p.from_on <= w.signed_on AND p.to_on >= w.signed_on
  LEFT JOIN standing r ON r.supplier_id = w.subsupplier_id
    AND r.from_on <= w.signed_on AND r.to_on >= w.signed_on
),
judged AS (
  SELECT
    *,
    giver = taker AS hit,
    CASE
      WHEN amount < $min_amount THEN 'small'
      WHEN upper(supplier_name) LIKE '%JOINT VENTURE%' OR upper(supplier_name) LIKE '% JV' OR upper(supplier_name) LIKE '% JV%' THEN 'joint_venture'
    END AS filtered,
    CASE
      WHEN supplier_id IS NULL OR subsupplier_id IS NULL THEN 'name_only'
      WHEN (supplier_id LIKE 'name:%' OR subsupplier_id LIKE 'name:%') AND giver <> taker THEN 'name_only'
    END AS unknown
  FROM told
),
evidence AS (
  SELECT subaward_id, array_agg(subaward_id) AS reports FROM judged WHERE hit GROUP BY subaward_id
)
SELECT
  j.subaward_id,
  CASE WHEN j.supplier_id = j.subsupplier_id THEN 'itself' WHEN j.hit THEN 'its family' ELSE 'another family' END AS value,
  CASE WHEN j.unknown IS NULL THEN j.hit AND j.filtered IS NULL END AS flagged,
  CASE WHEN j.unknown IS NULL AND j.hit THEN j.filtered END AS spared,
  j.unknown AS not_assessed,
  j.amount,
  j.award_id,
  j.subsupplier_id AS supplier_id,
  j.buyer_id,
  CASE WHEN j.unknown IS NULL AND j.filtered IS NULL THEN e.reports END AS rests_on
FROM judged j
LEFT JOIN evidence e ON e.subaward_id = j.subaward_id
