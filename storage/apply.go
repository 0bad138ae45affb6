package storage

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"

	"anpisync/reconcile/directory"
)

// Apply writes a plan, its lasting answers and its line in the history in one
// transaction, after a copy of the file was made, and gives the import's id. An empty
// plan (I9) and a [Run] that is Whole need no copy. It fails with [ErrStale] when the
// directory is not the one that the plan was made from (I8), and with [ErrUndone] when
// what the run undoes does not hold any more (I10); then, and on every other error,
// nothing is written. The context can stop it until the commit begins.
func (s *Store) Apply(ctx context.Context, plan *directory.Plan, run directory.Run) (importID int64, err error) {
	var copied string
	err = s.write(ctx, func(t *tx) error {
		now, err := s.revisionNow(ctx, t.conn)
		if err != nil {
			return err
		}
		if now != plan.Base {
			return fmt.Errorf("%w: it is at %v, the plan was made at %v", ErrStale, now, plan.Base)
		}
		if err := holds(ctx, t.conn, run.Undoes); err != nil {
			return err
		}
		if importID, err = nextID(ctx, t.conn, "imports"); err != nil {
			return err
		}
		if !plan.Empty() && !run.Whole {
			if copied, err = s.backUp(ctx, importID); err != nil {
				return fmt.Errorf("copy the directory: %w", err)
			}
		}
		before := s.last
		if before == nil || before.Revision != plan.Base {
			if before, err = load(ctx, t.conn, nil); err != nil {
				return err
			}
		}
		return t.apply(ctx, importID, before, plan, run, copied)
	})
	if err != nil {
		return 0, explain("write the import", errors.Join(err, s.removeBackup(copied)))
	}
	s.thinBackups()
	return importID, nil
}

func (t *tx) apply(ctx context.Context, importID int64, before *directory.Directory, plan *directory.Plan, run directory.Run, copied string) error {
	if err := t.writeRecords(ctx, plan, run); err != nil {
		return err
	}
	answered, err := t.writeAnswers(ctx, plan)
	if err != nil {
		return err
	}
	if answered || len(plan.Departments) > 0 || len(plan.Users) > 0 {
		if err := t.change(ctx, 1, "UPDATE revision SET counter = counter + 1"); err != nil {
			return err
		}
	}
	line := newLine(run, directory.OutcomeOK, run.Message)
	line.ID, line.Backup = importID, copied
	line.Departments, line.Users = directory.Count(plan.Departments), directory.Count(plan.Users)
	line.MembershipsAdded, line.MembershipsRemoved = directory.MembershipTally(plan.Users)
	if err := t.count(ctx, &line, plan.ApplyTo(before), run); err != nil {
		return err
	}
	if err := t.writeLine(ctx, line, run.Settings); err != nil {
		return err
	}
	if err := t.keepServiceRows(ctx, importID, plan, run); err != nil {
		return err
	}
	if err := t.writeChanges(ctx, importID, plan, run.Whole); err != nil {
		return err
	}
	if run.Undoes != 0 {
		return t.markUndone(ctx)
	}
	return nil
}

// count puts into a line how the directory stands now.
func (t *tx) count(ctx context.Context, line *directory.Import, now *directory.Directory, run directory.Run) error {
	if run.Numbers == nil {
		return nil
	}
	accepted, err := loadAccepted(ctx, t.conn)
	if err == nil {
		line.Numbers = run.Numbers(now, accepted)
	}
	return err
}

// writeRecords puts the statements into an order that SQLite's row-by-row UNIQUE can
// follow: what goes, goes first; then what changes hands is let go, then it is taken.
// Foreign keys are checked at the commit.
func (t *tx) writeRecords(ctx context.Context, plan *directory.Plan, run directory.Run) error {
	for _, step := range []func() error{
		func() error { return t.deleteMemberships(ctx, plan.Users) },
		func() error { return users.deleteRecords(ctx, t, plan.Users) },
		func() error { return departments.deleteRecords(ctx, t, plan.Departments) },
		func() error { return departments.park(ctx, t, plan.Departments) },
		func() error { return departments.updateRecords(ctx, t, plan.Departments) },
		func() error { return departments.insertRecords(ctx, t, plan.Departments, nil) },
		func() error { return users.park(ctx, t, plan.Users) },
		func() error { return users.updateRecords(ctx, t, plan.Users) },
		func() error {
			return users.insertRecords(ctx, t, plan.Users, map[string]any{directory.FieldPassword: orNull(run.PasswordHash)})
		},
		func() error { return t.insertMemberships(ctx, plan.Users) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// membership is one row of memberships.
type membership struct{ user, department int64 }

func (t *tx) deleteMemberships(ctx context.Context, changes []directory.Change[directory.User]) error {
	_, removed := memberships(changes)
	for _, m := range removed {
		err := t.change(ctx, 1, "DELETE FROM memberships WHERE user_id = ? AND department_id = ?", m.user, m.department)
		if err != nil {
			return fmt.Errorf("remove user %d from department %d: %w", m.user, m.department, err)
		}
	}
	return nil
}

func (t *tx) insertMemberships(ctx context.Context, changes []directory.Change[directory.User]) error {
	added, _ := memberships(changes)
	err := t.insert(ctx, "memberships", []string{"user_id", "department_id"}, len(added),
		func(i int, values []driver.NamedValue) {
			values[0].Value, values[1].Value = added[i].user, added[i].department
		})
	if err != nil {
		return fmt.Errorf("add memberships: %w", err)
	}
	return nil
}

func memberships(changes []directory.Change[directory.User]) (added, removed []membership) {
	for _, c := range changes {
		var user int64
		var before, after []int64
		if c.Before != nil {
			user, before = c.Before.ID, c.Before.Departments
		}
		if c.After != nil {
			user, after = c.After.ID, c.After.Departments
		}
		more, less := directory.DiffMemberships(before, after)
		for _, d := range more {
			added = append(added, membership{user, d})
		}
		for _, d := range less {
			removed = append(removed, membership{user, d})
		}
	}
	return added, removed
}

// writeAnswers writes the linked domain and the lasting answers where they differ
// from what is there, and says whether they did.
func (t *tx) writeAnswers(ctx context.Context, plan *directory.Plan) (changed bool, err error) {
	domain, _, err := setting(ctx, t.conn, settingDomain)
	if err != nil {
		return false, err
	}
	if domain != plan.Domain {
		changed = true
		if plan.Domain == "" {
			err = t.exec(ctx, "DELETE FROM settings WHERE key = ?", settingDomain)
		} else {
			err = setSetting(ctx, t, settingDomain, plan.Domain)
		}
		if err != nil {
			return false, err
		}
	}
	before, err := loadRemembered(ctx, t.conn)
	if err != nil {
		return false, err
	}
	if !slices.Equal(before.Excluded, plan.Remembered.Excluded) {
		changed = true
		if err := t.writeExcluded(ctx, plan.Remembered.Excluded); err != nil {
			return false, err
		}
	}
	if !slices.Equal(before.EmailKeepers, plan.Remembered.EmailKeepers) {
		changed = true
		if err := t.writeEmailKeepers(ctx, plan.Remembered.EmailKeepers); err != nil {
			return false, err
		}
	}
	return changed, nil
}

func (t *tx) writeExcluded(ctx context.Context, list []directory.Exclusion) error {
	if err := t.exec(ctx, "DELETE FROM excluded"); err != nil {
		return err
	}
	return t.insert(ctx, "excluded", []string{"kind", "cybozu_id", "name"}, len(list),
		func(i int, values []driver.NamedValue) {
			values[0].Value, values[1].Value, values[2].Value = string(list[i].Kind), int64(list[i].CybozuID), list[i].Name
		})
}

func (t *tx) writeEmailKeepers(ctx context.Context, list []directory.EmailKeeper) error {
	if err := t.exec(ctx, "DELETE FROM email_choices"); err != nil {
		return err
	}
	return t.insert(ctx, "email_choices", []string{"email", "cybozu_id"}, len(list),
		func(i int, values []driver.NamedValue) {
			values[0].Value, values[1].Value = list[i].Email, orNull(int64(list[i].CybozuID))
		})
}

// writeChanges keeps each change in the history; whole is with all that it takes to take
// it back without a copy.
func (t *tx) writeChanges(ctx context.Context, importID int64, plan *directory.Plan, whole bool) error {
	if err := departments.writeChanges(ctx, t, importID, plan.Departments, whole); err != nil {
		return err
	}
	if err := users.writeChanges(ctx, t, importID, plan.Users, whole); err != nil {
		return err
	}
	return t.writeExclusions(ctx, importID, plan)
}

// writeExclusions keeps in the history what came on the list 「読み込みから除外」 and what
// went off it.
func (t *tx) writeExclusions(ctx context.Context, importID int64, plan *directory.Plan) error {
	on, off := directory.DiffExclusions(plan.RememberedBefore.Excluded, plan.Remembered.Excluded)
	changed := slices.Concat(on, off)
	columns := []string{"import_id", "kind", "cybozu_id", "name", "listed"}
	err := t.insert(ctx, "import_exclusions", columns, len(changed), func(i int, values []driver.NamedValue) {
		e := changed[i]
		values[0].Value, values[1].Value, values[2].Value, values[3].Value = importID, string(e.Kind), int64(e.CybozuID), e.Name
		values[4].Value = bit(i < len(on))
	})
	if err != nil {
		return fmt.Errorf("write the history of exclusions: %w", err)
	}
	return nil
}
