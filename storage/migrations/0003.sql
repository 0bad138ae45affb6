-- What a plan put on the list 「読み込みから除外」 or took off it, so that an edit can be
-- taken back whole (U13, I10).
CREATE TABLE import_exclusions (
  import_id INTEGER NOT NULL REFERENCES imports(id) ON DELETE CASCADE,
  kind      TEXT NOT NULL,
  cybozu_id INTEGER NOT NULL,
  name      TEXT NOT NULL,
  listed    INTEGER NOT NULL, -- 1: put on, 0: taken off
  PRIMARY KEY (import_id, kind, cybozu_id)
) WITHOUT ROWID;
