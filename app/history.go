package app

import (
	"context"
	"time"

	"anpisync/app/browse"
	"anpisync/app/stopped"
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

// ChangesOver are those that several lines of the history have made together, the newest
// of which comes first, as a Plan to look at.
func (a *App) ChangesOver(ctx context.Context, ids []int64) (*directory.Plan, error) {
	var all []directory.Recorded
	for _, id := range ids {
		changes, err := a.store.Changes(ctx, id)
		if err != nil {
			return nil, err
		}
		all = append(all, changes...)
	}
	return browse.Net(all), nil
}

// Biography is all that happened to one record, the newest first, also where it is gone.
func (a *App) Biography(ctx context.Context, kind directory.RecordKind, id int64) ([]browse.Event, error) {
	changes, err := a.store.ChangesOf(ctx, kind, id)
	if err != nil || len(changes) == 0 {
		return nil, err
	}
	departments, err := a.store.DepartmentChanges(ctx)
	if err != nil {
		return nil, err
	}
	history, err := a.store.Imports(ctx, 0)
	if err != nil {
		return nil, err
	}
	d, err := a.store.Load(ctx)
	if err != nil {
		return nil, err
	}
	return browse.BuildBiography(changes, departments, history, d), nil
}

// Known are all records that the history knows, and whether they are still there.
func (a *App) Known(ctx context.Context) (*browse.Known, error) {
	changes, err := a.store.LastChanges(ctx)
	if err != nil {
		return nil, err
	}
	return browse.BuildKnown(changes), nil
}

// EraseLeavers erases what history and copies hold of people who have left, and gives
// their number. No undo brings them back.
func (a *App) EraseLeavers(ctx context.Context) (people int, err error) {
	unlock, err := a.lock(ctx, directory.ImportManual)
	if err != nil {
		return 0, err
	}
	defer unlock()
	// What a stopped import has left may be of people who have left since.
	if err := stopped.Drop(a.dir); err != nil {
		return 0, err
	}
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
