-- 書式: how other services take and give their lists. Nobody is in a definition.
CREATE TABLE formats (
  id         INTEGER PRIMARY KEY,
  name       TEXT NOT NULL UNIQUE,
  definition TEXT NOT NULL,    -- JSON, as in the file of a format
  read_at    TEXT NOT NULL,    -- when a file of the service was read; empty: never
  written_at TEXT NOT NULL,    -- when one was written for it; empty: never
  turn       INTEGER NOT NULL  -- counts the files that were written
);

-- What a service has of a record, as it was last read or written: personal data, in columns
-- that are none of ours too. It goes with the person.
CREATE TABLE format_rows (
  format_id    INTEGER NOT NULL REFERENCES formats(id) ON DELETE CASCADE,
  record_id    INTEGER NOT NULL,  -- its id is never another's
  kind         TEXT NOT NULL,     -- of the record: 'department' or 'user'
  place        INTEGER NOT NULL,  -- in the file
  line         TEXT NOT NULL,     -- as it stands there
  there        INTEGER NOT NULL,  -- 0: the service was told to delete it, or has it no more
  origin       INTEGER NOT NULL,  -- the import that made the record from the file; 0: none did
  turn         INTEGER NOT NULL,  -- the last file that was written with it; 0: what was read is newer
  before       TEXT,              -- the line before that file; NULL: there was none
  before_there INTEGER NOT NULL,
  PRIMARY KEY (format_id, record_id)
) WITHOUT ROWID;
