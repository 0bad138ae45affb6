package app

import (
	"context"
	"encoding/json"
	"fmt"

	"anpisync/app/edit"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
)

// The keys under which settings are kept. Others may rely on the first.
const (
	settingURL     = "url"     // last used, accepted by the server
	settingOptions = "options" // Settings as JSON
)

// Settings are what a person has chosen for all imports.
type Settings struct {
	Thresholds  directory.Thresholds `json:"thresholds"`   // above which a person must confirm (I7)
	SkipPreview bool                 `json:"skip_preview"` // 「次回から確認せずに反映する」; never skips a guard
	HistoryDays int                  `json:"history_days"` // how long the history is kept; 0: for good
	OverdueDays int                  `json:"overdue_days"` // after how many days without a success it is told (Overdue); 0: never
}

// DefaultSettings are those before anything was chosen.
var DefaultSettings = Settings{Thresholds: directory.DefaultThresholds, OverdueDays: 7}

// Settings reads them; what was never chosen is the default.
func (a *App) Settings(ctx context.Context) (Settings, error) {
	s := DefaultSettings
	value, err := a.Setting(ctx, settingOptions)
	if err != nil || value == "" {
		return s, err
	}
	if err := json.Unmarshal([]byte(value), &s); err != nil {
		return DefaultSettings, fmt.Errorf("setting %q: %w", settingOptions, err)
	}
	return s, nil
}

// SetSettings keeps them and shortens the history accordingly.
func (a *App) SetSettings(ctx context.Context, s Settings) error {
	value, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if err := a.SetSetting(ctx, settingOptions, string(value)); err != nil {
		return err
	}
	return a.forgetHistory(ctx)
}

// Readmit takes records off the list 「読み込みから除外」 (U13): the next import brings
// them back. It is an edit, in the history like any other.
func (a *App) Readmit(ctx context.Context, es ...directory.Exclusion) error {
	_, err := a.Edit(ctx, message.Readmitted(es), edit.Readmit(es...))
	return err
}
