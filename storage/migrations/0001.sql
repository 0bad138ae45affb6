PRAGMA application_id = 0x416E7069; -- "Anpi"

CREATE TABLE departments (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  parent_id   INTEGER REFERENCES departments(id) DEFERRABLE INITIALLY DEFERRED,
  code        TEXT UNIQUE,
  name        TEXT NOT NULL,
  sort_order  INTEGER NOT NULL,
  cybozu_id   INTEGER UNIQUE,
  former_link INTEGER NOT NULL DEFAULT 0,
  CHECK ((parent_id IS NULL) = (id = 1))
);
CREATE INDEX departments_by_parent ON departments(parent_id);
INSERT INTO departments (id, name, sort_order) VALUES (1, '最上位部署', 0);

CREATE TABLE users (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  login_name    TEXT NOT NULL UNIQUE,
  name          TEXT NOT NULL,
  reading       TEXT NOT NULL,
  email         TEXT UNIQUE COLLATE NOCASE,
  phone         TEXT NOT NULL,
  memo          TEXT NOT NULL,
  sort_order    INTEGER,
  suspended     INTEGER NOT NULL,
  password_hash TEXT,
  cybozu_id     INTEGER UNIQUE,
  former_link   INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE memberships (
  user_id       INTEGER NOT NULL REFERENCES users(id) DEFERRABLE INITIALLY DEFERRED,
  department_id INTEGER NOT NULL REFERENCES departments(id) DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (user_id, department_id)
) WITHOUT ROWID;
CREATE INDEX memberships_by_department ON memberships(department_id);

CREATE TABLE excluded (
  kind      TEXT NOT NULL,
  cybozu_id INTEGER NOT NULL,
  name      TEXT NOT NULL,
  PRIMARY KEY (kind, cybozu_id)
) WITHOUT ROWID;

CREATE TABLE email_choices (
  email     TEXT NOT NULL COLLATE NOCASE PRIMARY KEY,
  cybozu_id INTEGER
) WITHOUT ROWID;

CREATE TABLE imports (
  id                   INTEGER PRIMARY KEY AUTOINCREMENT,
  kind                 TEXT NOT NULL,
  started_at           TEXT NOT NULL,
  finished_at          TEXT NOT NULL,
  domain               TEXT NOT NULL,
  outcome              TEXT NOT NULL,
  message              TEXT NOT NULL,
  departments_created  INTEGER NOT NULL DEFAULT 0,
  departments_updated  INTEGER NOT NULL DEFAULT 0,
  departments_linked   INTEGER NOT NULL DEFAULT 0,
  departments_unlinked INTEGER NOT NULL DEFAULT 0,
  departments_deleted  INTEGER NOT NULL DEFAULT 0,
  users_created        INTEGER NOT NULL DEFAULT 0,
  users_updated        INTEGER NOT NULL DEFAULT 0,
  users_linked         INTEGER NOT NULL DEFAULT 0,
  users_unlinked       INTEGER NOT NULL DEFAULT 0,
  users_deleted        INTEGER NOT NULL DEFAULT 0,
  memberships_added    INTEGER NOT NULL DEFAULT 0,
  memberships_removed  INTEGER NOT NULL DEFAULT 0,
  backup               TEXT,    -- name of the copy made before it, in backups/
  undoes               INTEGER  -- for kind 'undo': the import whose before it restored
);

CREATE TABLE import_changes (
  import_id INTEGER NOT NULL REFERENCES imports(id) ON DELETE CASCADE,
  kind      TEXT NOT NULL,    -- 'department' or 'user'
  record_id INTEGER NOT NULL,
  action    TEXT NOT NULL,
  rule      TEXT NOT NULL,
  reasons   TEXT NOT NULL,    -- the cause first, further ones after it, one space between
  before    TEXT,             -- JSON, keys as the columns above; NULL: created
  after     TEXT,             -- JSON; NULL: deleted
  PRIMARY KEY (import_id, kind, record_id)
) WITHOUT ROWID;

CREATE TABLE settings (
  key   TEXT PRIMARY KEY,
  value TEXT
) WITHOUT ROWID;

-- Counts the transactions that changed directory data or lasting answers (I8).
CREATE TABLE revision (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  counter INTEGER NOT NULL
);
INSERT INTO revision (id, counter) VALUES (1, 0);
