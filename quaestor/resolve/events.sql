/*
title: Events of suppliers
gives: supplier_event
kept: table
what: >
  Renames (one number, a name that compares otherwise), changes from DUNS to UEI, and changes of ultimate parent. Events
  of a signed act (novation, merger, vendor number change) come from the acts themselves, in derive/supplier_act.sql.
*/
WITH used AS (
  SELECT
    i.supplier_id, p.plain, min(i.first_on) AS first_on,
    min_by(i.name, concat(CAST(i.first_on AS VARCHAR), i.first_action_id)) AS name,
    min_by(i.first_action_id, concat(CAST(i.first_on AS VARCHAR), i.first_action_id)) AS action_id
  FROM identity i
  JOIN plain_name p ON p.name = i.name
  WHERE substr(i.supplier_id, 1, 5) <> 'name:'
    AND i.supplier_id IN (SELECT supplier_id FROM identity GROUP BY supplier_id HAVING count(DISTINCT name) > 1)
  GROUP BY i.supplier_id, p.plain
),
named AS (
  SELECT
    supplier_id, first_on, name, action_id,
    lag(name) OVER (PARTITION BY supplier_id ORDER BY first_on, plain) AS before
  FROM used
),
numbered AS (
  SELECT
    entity_id,
    max(CASE WHEN substr(supplier_id, 1, 4) = 'uei:' THEN supplier_id END) AS uei,
    min(CASE WHEN substr(supplier_id, 1, 5) = 'duns:' THEN supplier_id END) AS duns
  FROM entity
  GROUP BY entity_id
),
first_print AS (
  SELECT
    supplier_id, min(first_on) AS first_on,
    min_by(first_action_id, concat(CAST(first_on AS VARCHAR), first_action_id)) AS action_id
  FROM identity
  GROUP BY supplier_id
),
moved AS (
  SELECT
    m.supplier_id, m.from_on, m.evidence, coalesce(m.parent_name, f.name) AS parent_name,
    lag(coalesce(m.parent_name, f.name)) OVER (PARTITION BY m.supplier_id ORDER BY coalesce(m.from_on, DATE '1900-01-01')) AS before
  FROM family_member m
  JOIN family f ON f.family_id = m.family_id
  WHERE m.stands
)
SELECT supplier_id, 'renamed' AS kind, first_on AS on_day, before, name AS after, CAST(NULL AS VARCHAR) AS award_id, action_id
FROM named
WHERE before IS NOT NULL
UNION ALL
SELECT n.uei, 'renumbered', p.first_on, n.duns, n.uei, CAST(NULL AS VARCHAR), p.action_id
FROM numbered n
JOIN first_print p ON p.supplier_id = n.uei
WHERE n.duns IS NOT NULL
UNION ALL
SELECT supplier_id, 'parent_changed', from_on, before, parent_name, CAST(NULL AS VARCHAR), evidence
FROM moved
WHERE from_on IS NOT NULL
