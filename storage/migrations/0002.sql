-- How the directory stood after an import: a JSON object of numbers; NULL: not counted.
ALTER TABLE imports ADD COLUMN numbers TEXT;

-- Findings of 点検 of which a person has said 「問題なし」. One ends when what the check
-- looks at changes, whoever changes it.
CREATE TABLE accepted (
  kind       TEXT NOT NULL,    -- 'department' or 'user'
  record_id  INTEGER NOT NULL,
  check_name TEXT NOT NULL,
  PRIMARY KEY (kind, record_id, check_name)
) WITHOUT ROWID;

CREATE TRIGGER accepted_email AFTER UPDATE OF email ON users WHEN old.email IS NOT new.email BEGIN
  DELETE FROM accepted WHERE kind = 'user' AND record_id = old.id AND check_name IN ('unreachable', 'no_email', 'wrong_email');
END;
CREATE TRIGGER accepted_phone AFTER UPDATE OF phone ON users WHEN old.phone <> new.phone BEGIN
  DELETE FROM accepted WHERE kind = 'user' AND record_id = old.id
    AND check_name IN ('unreachable', 'no_phone', 'wrong_phone', 'extension_phone', 'shared_phone');
END;
CREATE TRIGGER accepted_name AFTER UPDATE OF name ON users WHEN old.name <> new.name BEGIN
  DELETE FROM accepted WHERE kind = 'user' AND record_id = old.id AND check_name = 'same_name';
END;
CREATE TRIGGER accepted_reading AFTER UPDATE OF reading ON users WHEN old.reading <> new.reading BEGIN
  DELETE FROM accepted WHERE kind = 'user' AND record_id = old.id AND check_name = 'no_reading';
END;
CREATE TRIGGER accepted_suspended AFTER UPDATE OF suspended ON users WHEN old.suspended <> new.suspended BEGIN
  DELETE FROM accepted WHERE kind = 'user' AND record_id = old.id AND check_name IN ('unreachable', 'suspended_assigned');
END;
CREATE TRIGGER accepted_user AFTER DELETE ON users BEGIN
  DELETE FROM accepted WHERE kind = 'user' AND record_id = old.id;
END;
CREATE TRIGGER accepted_code AFTER UPDATE OF code ON departments WHEN old.code IS NOT new.code BEGIN
  DELETE FROM accepted WHERE kind = 'department' AND record_id = old.id AND check_name = 'no_code';
END;
CREATE TRIGGER accepted_department AFTER DELETE ON departments BEGIN
  DELETE FROM accepted WHERE kind = 'department' AND record_id = old.id;
END;
-- Memberships come by the hundred thousand, acceptances by the dozen.
CREATE TRIGGER accepted_joined AFTER INSERT ON memberships WHEN EXISTS (SELECT 1 FROM accepted) BEGIN
  DELETE FROM accepted WHERE kind = 'user' AND record_id = new.user_id AND check_name IN ('no_department', 'suspended_assigned');
  DELETE FROM accepted WHERE kind = 'department' AND record_id = new.department_id AND check_name = 'empty_departments';
END;
CREATE TRIGGER accepted_left AFTER DELETE ON memberships WHEN EXISTS (SELECT 1 FROM accepted) BEGIN
  DELETE FROM accepted WHERE kind = 'user' AND record_id = old.user_id AND check_name IN ('no_department', 'suspended_assigned');
  DELETE FROM accepted WHERE kind = 'department' AND record_id = old.department_id AND check_name = 'empty_departments';
END;
