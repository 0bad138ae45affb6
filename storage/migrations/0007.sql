-- Users who have left cybozu.com, and are held for a while (U14).
ALTER TABLE users ADD COLUMN held_since TEXT;
