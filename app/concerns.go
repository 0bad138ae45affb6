package app

import (
	"context"
	"slices"
	"strings"

	"anpisync/storage"
)

// Concern is something about the data folder that its owner should know.
type Concern = storage.Concern

// ConcernOpen is the one that Seclude ends.
const ConcernOpen = storage.ConcernOpen

// settingConcerns holds what a person has seen and left as it is, separated by blanks.
const settingConcerns = "concerns"

// Concerns are what is to be said about the data folder.
func (a *App) Concerns() []Concern { return storage.Concerns(a.dir) }

// NewConcerns are those that nobody has left as they are.
func (a *App) NewConcerns(ctx context.Context) ([]Concern, error) {
	found := a.Concerns()
	if len(found) == 0 {
		return nil, nil
	}
	seen, err := a.Setting(ctx, settingConcerns)
	return slices.DeleteFunc(found, func(c Concern) bool { return slices.Contains(strings.Fields(seen), string(c)) }), err
}

// LeaveConcern remembers that a person leaves one as it is.
func (a *App) LeaveConcern(ctx context.Context, c Concern) error {
	seen, err := a.Setting(ctx, settingConcerns)
	if err != nil {
		return err
	}
	return a.SetSetting(ctx, settingConcerns, strings.TrimSpace(seen+" "+string(c)))
}

// Seclude keeps other users of this machine out of the data folder.
func (a *App) Seclude() error {
	err := storage.Seclude(a.dir)
	a.log.Info("seclude", "error", err)
	return err
}
