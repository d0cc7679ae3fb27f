/*
title: Events of suppliers
gives: supplier_event
kept: table
what: >
  Renames (one number, a name that compares otherwise), changes from DUNS to UEI, changes of ultimate parent, and signed
  acts whose reason is of the supplier: novation (J), rerepresentation after a merger (P), change of number or name (V),
  and any other rerepresentation (R) on which the award prints another name than before. An act befell both suppliers
  where the award prints one before it and another on it, or on the act after it. What differs is told: the name, else
  the number, else (P alone) the ultimate parent's name; nothing where the award prints the same before and after.
  Individuals are left out.
*/
WITH used AS (
  SELECT
    i.supplier_id, p.plain, min(i.first_on) AS first_on,
    min_by(i.name, concat(CAST(i.first_on AS VARCHAR), i.first_action_id)) AS name,
    min_by(i.first_action_id, concat(CAST(i.first_on AS VARCHAR), i.first_action_id)) AS action_id
  FROM identity i
  JOIN plain_name p ON p.name = i.name
  WHERE substr(i.supplier_id, 1, 5) <> 'name:'
    AND i.supplier_id IN (SELECT supplier_id FROM identity GROUP BY supplier_id HAVING min(name) <> max(name))
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
  WHERE supplier_id IN (SELECT uei FROM numbered WHERE duns IS NOT NULL)
  GROUP BY supplier_id
),
moved AS (
  SELECT
    m.supplier_id, m.from_on, m.evidence, coalesce(m.parent_name, f.name) AS parent_name,
    lag(coalesce(m.parent_name, f.name)) OVER (PARTITION BY m.supplier_id ORDER BY coalesce(m.from_on, DATE '1900-01-01')) AS before
  FROM family_member m
  JOIN family f ON f.family_id = m.family_id
  WHERE m.stands
    AND m.supplier_id IN (SELECT supplier_id FROM family_member WHERE stands AND from_on IS NOT NULL)
),
printed AS (
  SELECT
    award_id, action_id, signed_on, mod_order, transaction_number, reason_code, parent_name,
    CASE WHEN coalesce(individual, false) OR lower(supplier_name) = 'an individual' THEN NULL ELSE supplier_id END AS id,
    CASE WHEN coalesce(individual, false) OR lower(supplier_name) = 'an individual' THEN NULL ELSE supplier_name END AS name
  FROM action
  WHERE award_id IN (SELECT award_id FROM action WHERE contains('JPVR', reason_code))  -- read at half the cost of IN
),
spelt AS (
  SELECT a.*, coalesce(p.plain, a.name) AS plain
  FROM printed a
  LEFT JOIN plain_name p ON p.name = a.name
),
beside AS (
  SELECT
    award_id, action_id, signed_on, reason_code, id, name, plain, parent_name,
    lag(id) OVER acts AS old_id, lag(name) OVER acts AS old_name, lag(plain) OVER acts AS old_plain,
    lag(parent_name) OVER acts AS old_parent_name,
    lead(id) OVER acts AS next_id, lead(name) OVER acts AS next_name, lead(plain) OVER acts AS next_plain
  FROM spelt
  WINDOW acts AS (PARTITION BY award_id ORDER BY signed_on, mod_order, transaction_number, action_id)
),
taken AS (
  SELECT
    award_id, action_id, signed_on, reason_code, id, parent_name, old_id, old_name, old_plain, old_parent_name,
    CASE WHEN id = old_id AND plain = old_plain THEN coalesce(next_id, id) ELSE id END AS new_id,
    CASE WHEN id = old_id AND plain = old_plain THEN coalesce(next_name, name) ELSE name END AS new_name,
    CASE WHEN id = old_id AND plain = old_plain THEN coalesce(next_plain, plain) ELSE plain END AS new_plain
  FROM beside
  WHERE reason_code IN ('J', 'P', 'V') OR (reason_code = 'R' AND plain <> old_plain)
),
acted AS (
  SELECT
    award_id, action_id, signed_on, old_id, new_id,
    CASE reason_code WHEN 'J' THEN 'novation' WHEN 'V' THEN 'vendor_number_change' ELSE 'merger' END AS kind,
    CASE
      WHEN new_plain <> old_plain THEN old_name
      WHEN new_id <> old_id THEN old_id
      WHEN reason_code = 'P' AND parent_name <> old_parent_name THEN old_parent_name
    END AS before,
    CASE
      WHEN new_plain <> old_plain THEN new_name
      WHEN new_id <> old_id THEN new_id
      WHEN reason_code = 'P' AND parent_name <> old_parent_name THEN parent_name
    END AS after
  FROM taken
),
sides AS (
  SELECT new_id AS supplier_id, kind, signed_on, before, after, award_id, action_id
  FROM acted
  UNION
  SELECT old_id, kind, signed_on, before, after, award_id, action_id
  FROM acted
  WHERE old_id <> new_id
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
UNION ALL
SELECT supplier_id, kind, signed_on, before, after, award_id, action_id
FROM sides
WHERE supplier_id IS NOT NULL
