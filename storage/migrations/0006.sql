-- The further fields (U15). What 点検 says of numbers is about the own one, too.
ALTER TABLE users ADD COLUMN mobile_phone TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN employee_number TEXT NOT NULL DEFAULT '';

CREATE TRIGGER accepted_mobile AFTER UPDATE OF mobile_phone ON users WHEN old.mobile_phone <> new.mobile_phone BEGIN
  DELETE FROM accepted WHERE kind = 'user' AND record_id = old.id
    AND check_name IN ('unreachable', 'no_phone', 'wrong_phone', 'extension_phone', 'shared_phone');
END;
