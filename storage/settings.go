package storage

import (
	"context"
	"database/sql"
	"errors"
)

// settingDomain is the linked domain, which belongs to the directory.
const settingDomain = "domain"

// Setting is the value of a key, and whether there is one. The linked domain is a
// setting too, but belongs to the directory: it is changed by [Store.Apply] alone.
func (s *Store) Setting(ctx context.Context, key string) (string, bool, error) {
	value, found, err := setting(ctx, s.readers, key)
	return value, found, explain("read the setting "+key, err)
}

// SetSetting keeps a value. It does not count as a change of the directory.
func (s *Store) SetSetting(ctx context.Context, key, value string) error {
	err := s.write(ctx, func(t *tx) error { return setSetting(ctx, t, key, value) })
	return explain("write the setting "+key, err)
}

func setting(ctx context.Context, q querier, key string) (string, bool, error) {
	var value sql.NullString
	err := q.QueryRowContext(ctx, `SELECT value FROM settings WHERE key = ?`, key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	return value.String, value.Valid, err
}

func setSetting(ctx context.Context, t *tx, key, value string) error {
	return t.exec(ctx, `INSERT INTO settings (key, value) VALUES (?, ?)
		ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
}
