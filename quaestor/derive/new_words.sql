/*
title: New words
gives: new_words
kept: table
what: >
  Which acts speak of something that no earlier act of their award spoke of. A word has four letters or more and no digit,
  and is told from others by its first six letters, so that extend, extended and extending are one. Words on how an act is
  done, of money, time, papers and parties, are left out: what remains says what is bought. It lies outside the portable
  fence (patterns, lists), so rules read the table that it makes.
*/
WITH several AS (
  SELECT award_id FROM action GROUP BY award_id HAVING min(hash(description)) <> max(hash(description))
),
said AS (
  SELECT
    award_id, description,
    min(concat(signed_on, ' ', coalesce(mod_order, ''), ' ', coalesce(transaction_number, ''), ' ', action_id)) AS place,
    arg_min(action_id, concat(signed_on, ' ', coalesce(mod_order, ''), ' ', coalesce(transaction_number, ''), ' ', action_id)) AS action_id
  FROM action
  SEMI JOIN several USING (award_id)
  WHERE description IS NOT NULL
  GROUP BY award_id, description
),
first_said AS (
  SELECT
    award_id, min(place) AS place,
    list_transform(
      list_filter(
        regexp_extract_all(upper(arg_min(description, place)), '[A-Z][A-Z0-9]{3,}'), word -> NOT regexp_matches(word, '[0-9]')
      ),
      word -> substr(word, 1, 6)
    ) AS stems
  FROM said
  GROUP BY award_id
),
spoken AS (
  SELECT
    s.award_id, s.place, s.action_id, f.stems,
    unnest(regexp_extract_all(upper(s.description), '[A-Z][A-Z0-9]{3,}')) AS word
  FROM said s
  JOIN first_said f ON f.award_id = s.award_id AND f.place <> s.place
),
new AS (
  SELECT award_id, substr(word, 1, 6) AS stem, arg_min(action_id, place) AS action_id, arg_min(word, place || word) AS word
  FROM spoken
  WHERE NOT list_contains(stems, substr(word, 1, 6)) AND NOT regexp_matches(word, '[0-9]')
  GROUP BY award_id, substr(word, 1, 6)
)
SELECT action_id, award_id, count(*) AS words, string_agg(word, ' ' ORDER BY word) AS said
FROM new
WHERE stem NOT IN (
  'ABOVE', 'ACCEPT', 'ACCORD', 'ACCOUN', 'ACOR', 'ACTION', 'ACTUAL', 'ADDED', 'ADDING', 'ADDITI', 'ADDRES', 'ADDS', 'ADEQUA', 'ADJUST',
  'ADMIN', 'ADMINI', 'ADVANC', 'AFTER', 'AGAINS', 'AGENCY', 'AGREEM', 'ALIGN', 'ALLOCA', 'ALLOW', 'ALLOWS', 'ALONG', 'ALREAD', 'ALSO',
  'ALTERN', 'AMEND', 'AMENDM', 'AMOUNT', 'ANNUAL', 'ANTICI', 'APPEND', 'APPLIC', 'APPLY', 'APPOIN', 'APPROP', 'APPROV', 'APRIL', 'AREA',
  'ASSIGN', 'ATTACH', 'AUGUST', 'AUTHOR', 'AVAILA', 'AWARD', 'AWARDE', 'BACK', 'BALANC', 'BASE', 'BASED', 'BASIC', 'BEEN', 'BEGINN',
  'BEHALF', 'BEING', 'BETWEE', 'BILATE', 'BLANKE', 'BOTH', 'BUDGET', 'BULK', 'CALEND', 'CALL', 'CANCEL', 'CASE', 'CAUSED', 'CEILIN',
  'CHANGE', 'CHANGI', 'CHARGE', 'CHIEF', 'CLAIM', 'CLAIMS', 'CLARIF', 'CLASS', 'CLASSE', 'CLAUSE', 'CLIN', 'CLINS', 'CLOSE', 'CLOSED',
  'CLOSEO', 'CLOSES', 'CODE', 'CODES', 'COMPLE', 'COMPLI', 'COMPLY', 'CONDIT', 'CONSID', 'CONTAC', 'CONTIN', 'CONTRA', 'CONVEN', 'CORREC',
  'CORS', 'COST', 'COSTS', 'COVER', 'COVERE', 'CREDIT', 'CURREN', 'DATE', 'DATED', 'DATES', 'DAYS', 'DECEMB', 'DECREA', 'DEFINI',
  'DELAY', 'DELAYS', 'DELETE', 'DELIVE', 'DEOB', 'DEOBLI', 'DEPART', 'DESCOP', 'DESCRI', 'DESIGN', 'DETERM', 'DEVIAT', 'DFARS', 'DIFFER',
  'DIRECT', 'DISCRI', 'DOCUME', 'DOLLAR', 'DURING', 'EACH', 'EFFECT', 'EFFORT', 'ENDING', 'ENSURE', 'ENSURI', 'ENTIRE', 'EQUAL', 'EQUITA',
  'ERROR', 'ERRORS', 'ESTABL', 'ESTIMA', 'EXCEED', 'EXCEPT', 'EXCESS', 'EXCHAN', 'EXECUT', 'EXERCI', 'EXEMPT', 'EXISTI', 'EXPIRE', 'EXTEND',
  'EXTENS', 'EXTRA', 'FEBRUA', 'FEDERA', 'FEES', 'FINAL', 'FINANC', 'FIRM', 'FIRST', 'FISCAL', 'FIVE', 'FIXED', 'FOLLOW', 'FORM', 'FORWAR',
  'FOUR', 'FROM', 'FULL', 'FULLY', 'FUND', 'FUNDED', 'FUNDIN', 'FUNDS', 'FURTHE', 'FUTURE', 'FWD', 'GENERA', 'GOVERN', 'GRAND', 'GWAC', 'HAVE',
  'HEREBY', 'HOUR', 'HOURS', 'IDIQ', 'IMMEDI', 'IMPLEM', 'INCLUD', 'INCORP', 'INCORR', 'INCREA', 'INCREM', 'INFORM', 'INITIA', 'INSERT',
  'INSTRU', 'INTERI', 'INTO', 'INVOIC', 'ISSUE', 'ISSUED', 'ISSUES', 'ITEM', 'ITEMS', 'JANUAR', 'JULY', 'JUNE', 'LABOR', 'LANGUA', 'LEGAL',
  'LETTER', 'LEVEL', 'LINE', 'LINES', 'LIST', 'LONGER', 'MADE', 'MAKE', 'MARCH', 'MAXIMU', 'MILEST', 'MINIMU', 'MODIFI', 'MODIFY', 'MONTH',
  'MONTHL', 'MONTHS', 'MORE', 'MOVE', 'MULTI', 'MULTIP', 'MUTUAL', 'NAME', 'NECESS', 'NEEDED', 'NEGOTI', 'NEXT', 'NOTICE', 'NOVATI', 'NOVEMB',
  'NUMBER', 'OBLIGA', 'OCTOBE', 'OFFICE', 'ONGOIN', 'ONLY', 'OPEN', 'OPTION', 'ORDER', 'ORDERI', 'ORDERS', 'ORIGIN', 'OTHER', 'OVER', 'OVERAL',
  'OVERTI', 'PAGE', 'PAID', 'PARAGR', 'PART', 'PARTIA', 'PARTIE', 'PAYMEN', 'PERFOR', 'PERIOD', 'PERMIT', 'PERSON', 'PLACE', 'POCS', 'POINT',
  'POINTS', 'POSITI', 'POST', 'PREVIO', 'PRICE', 'PRICED', 'PRICIN', 'PRIMAR', 'PRINCI', 'PRIOR', 'PROCEE', 'PROCUR', 'PROPOS', 'PROTOC',
  'PROVID', 'PROVIS', 'PURCHA', 'PURPOS', 'PURSUA', 'QUANTI', 'RATE', 'RATES', 'REALIG', 'REALLO', 'RECEIV', 'RECORD', 'REDUCE', 'REDUCT',
  'REFERE', 'REFLEC', 'REGARD', 'REGULA', 'RELATE', 'REMAIN', 'REMOVE', 'RENEW', 'RENEWA', 'REOBLI', 'REPLAC', 'REPRES', 'REQUES', 'REQUIR',
  'RESPON', 'RESULT', 'REVISE', 'REVISI', 'SAME', 'SCHEDU', 'SCOPE', 'SECOND', 'SECTIO', 'SEPTEM', 'SERVIC', 'SETTLE', 'SEVERA', 'SHALL',
  'SIGNED', 'SOME', 'SOURCE', 'SPECIF', 'START', 'STATEM', 'STATUS', 'STOP', 'SUBCLI', 'SUBCON', 'SUBJEC', 'SUBMIS', 'SUBMIT', 'SUCH', 'SUPPLE',
  'SUPPOR', 'SURGE', 'TABLE', 'TASK', 'TASKS', 'TECHNI', 'TERM', 'TERMIN', 'TERMS', 'TEXT', 'THAT', 'THEIR', 'THEM', 'THERE', 'THESE', 'THIRD',
  'THIS', 'THREE', 'THROUG', 'THRU', 'TIME', 'TOTAL', 'TRANSF', 'TYPE', 'TYPO', 'UNCHAN', 'UNDER', 'UNILAT', 'UNSPEN', 'UNTIL', 'UNUSED',
  'UPDATE', 'UPDATI', 'USAGE', 'USED', 'USING', 'UTILIZ', 'VALUE', 'VARIOU', 'VENDOR', 'VERSIO', 'WAGE', 'WAGES', 'WEEK', 'WEEKS', 'WELL', 'WERE',
  'WHEN', 'WHERE', 'WHICH', 'WHILE', 'WILL', 'WITH', 'WITHIN', 'WITHOU', 'WORK', 'WORKS', 'WRITIN', 'YEAR', 'YEARS'
)
GROUP BY award_id, action_id
