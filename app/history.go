package app

import (
	"context"
	"time"

	"anpisync/reconcile/directory"
)

// History lists the imports, newest first; limit 0 is all of them.
func (a *App) History(ctx context.Context, limit int) ([]directory.Import, error) {
	return a.store.Imports(ctx, limit)
}

// Changes are those that an import has made, as a Plan to look at; it cannot be applied.
func (a *App) Changes(ctx context.Context, importID int64) (*directory.Plan, error) {
	recorded, err := a.store.Changes(ctx, importID)
	if err != nil {
		return nil, err
	}
	plan := new(directory.Plan)
	for _, c := range recorded {
		if c.Department != nil {
			plan.Departments = append(plan.Departments, *c.Department)
		} else {
			plan.Users = append(plan.Users, *c.User)
		}
	}
	return plan, nil
}

// EraseLeavers erases what history and copies hold of people who have left, and gives
// their number. No undo brings them back.
func (a *App) EraseLeavers(ctx context.Context) (people int, err error) {
	unlock, err := a.lock(ctx, directory.ImportManual)
	if err != nil {
		return 0, err
	}
	defer unlock()
	people, err = a.store.EraseLeavers(ctx)
	a.log.Info("erased leavers", "people", people, "error", err)
	return people, err
}

// HistoryOlderThan is how many lines of the history go when it is kept for some days
// alone; 0 days: for good.
func (a *App) HistoryOlderThan(ctx context.Context, days int) (lines int, err error) {
	if days == 0 {
		return 0, nil
	}
	return a.store.Forgettable(ctx, daysAgo(days))
}

func daysAgo(days int) time.Time { return time.Now().AddDate(0, 0, -days) }

// forgetHistory shortens the history to what the settings say.
func (a *App) forgetHistory(ctx context.Context) error {
	s, err := a.Settings(ctx)
	if err != nil || s.HistoryDays == 0 {
		return err
	}
	lines, err := a.store.ForgetHistory(ctx, daysAgo(s.HistoryDays))
	if lines > 0 {
		a.log.Info("forgot history", "lines", lines)
	}
	return err
}
