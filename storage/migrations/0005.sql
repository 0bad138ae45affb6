-- The rosters (名簿) that were made, so that it can be told what has changed since. No person
-- is in it, but in what was typed: that is apart, so that leavers can be erased from it.
CREATE TABLE rosters (
  id          INTEGER PRIMARY KEY,
  made_at     TEXT NOT NULL,
  last_import INTEGER NOT NULL, -- the newest line of the history then; -1: it was forgotten
  people      INTEGER NOT NULL,
  choices     TEXT NOT NULL,    -- JSON: form, fields, order, of whom
  title       TEXT NOT NULL,
  note        TEXT NOT NULL,
  search      TEXT NOT NULL,    -- what found the people; empty: all of those chosen
  path        TEXT NOT NULL     -- the file; empty: none, or another machine's
);
