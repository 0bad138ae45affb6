package storage

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"

	"anpisync/reconcile/directory"
)

// What belongs to the directory, and goes with it in an archive: the linked domain, and what
// a person has chosen of the rules (U15).
const (
	settingDomain = "domain"
	settingExtra  = "extra_fields"
	settingPhone  = "phone_source"
	settingHold   = "hold_days"
)

var ownSettings = []any{settingDomain, settingExtra, settingPhone, settingHold}

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

// SetOptions keeps what a person has chosen of the rules. It counts as a change of the
// directory: what was planned before is stale (I8).
func (s *Store) SetOptions(ctx context.Context, o directory.Options) error {
	err := s.write(ctx, func(t *tx) error {
		for key, value := range map[string]string{settingExtra: o.Extra, settingPhone: cmp.Or(string(o.Phone), "phone"), settingHold: strconv.Itoa(o.HoldDays)} {
			if err := setSetting(ctx, t, key, value); err != nil {
				return err
			}
		}
		return t.change(ctx, 1, "UPDATE revision SET counter = counter + 1")
	})
	return explain("write the settings", err)
}

// Options are what a person has chosen of the rules.
func (s *Store) Options(ctx context.Context) (directory.Options, error) {
	o, err := loadOptions(ctx, s.readers)
	return o, explain("read the settings", err)
}

// loadOptions reads them; what is not known is the standard.
func loadOptions(ctx context.Context, q querier) (o directory.Options, err error) {
	extra, _, err := setting(ctx, q, settingExtra)
	if err != nil {
		return o, err
	}
	o.Extra = directory.ExtraFields(strings.FieldsFunc(extra, func(r rune) bool { return r == ',' || r == ' ' })...)
	from, _, err := setting(ctx, q, settingPhone)
	if slices.Contains(directory.PhoneSources(), directory.PhoneSource(from)) {
		o.Phone = directory.PhoneSource(from)
	}
	if err != nil {
		return o, err
	}
	days, _, err := setting(ctx, q, settingHold)
	if n, wrong := strconv.Atoi(days); wrong == nil && n > 0 {
		o.HoldDays = n
	}
	return o, err
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
