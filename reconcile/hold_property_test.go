package reconcile_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"anpisync/cybozu"
	"anpisync/reconcile/directory"
)

// The same histories as above, with people who are held (U14) and return, time that goes by,
// and further fields (U15), while somebody changes the settings.
func TestU14_U15_RandomHistories(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := here()
		d.Domain, d.NextDepartmentID, d.NextUserID = "", 2, 1
		o := &office{nextID: 1, snapshot: cybozu.Snapshot{Host: domain, Users: []account{{ID: 1, Code: "head", Name: usual, Valid: true}}}}
		o.snapshot.Read = time.Date(2026, 2, 27, 23, 59, 0, 0, time.UTC)
		h := new(naiveHistory)
		var gone []account
		for range rapid.IntRange(2, 6).Draw(t, "imports") {
			if chance(t, "settings", 60) {
				chosen := *d
				chosen.Options = directory.Options{
					HoldDays: pick(t, "hold", []int{0, 3, 30, 30}), Phone: pick(t, "phone", directory.PhoneSources()),
					Extra: pick(t, "extra", []string{"", directory.FieldMobile, directory.FieldEmployee, bothFields}),
				}
				d = &chosen
			}
			for range rapid.IntRange(0, 4).Draw(t, "edits") {
				switch what := rapid.IntRange(0, 9).Draw(t, "edit or not"); {
				case what <= 5:
					d = h.edit(t, d)
				case what <= 7:
					d = h.takeBack(t, d)
				default:
					d = h.undo(t, d)
				}
			}
			for range rapid.IntRange(2, 12).Draw(t, "changes") {
				before := slices.Clone(o.snapshot.Users)
				o.change(t)
				for _, u := range before {
					if !slices.ContainsFunc(o.snapshot.Users, func(v account) bool { return v.ID == u.ID }) {
						gone = append(gone, u)
					}
				}
			}
			gone = o.returns(t, gone)
			for i := range o.snapshot.Users {
				if chance(t, "numbers", 40) {
					o.snapshot.Users[i].MobilePhone, o.snapshot.Users[i].EmployeeNumber = pick(t, "mobile", names), pick(t, "number", names)
				}
			}
			if chance(t, "other domain", 15) {
				o.snapshot.Host = pick(t, "host", []cybozu.Host{domain, "other.cybozu.com"})
			}
			o.snapshot.Read = o.snapshot.Read.Add(pick(t, "time", []time.Duration{0, time.Hour, 3*24*time.Hour - time.Second, 3 * 24 * time.Hour, 30 * 24 * time.Hour}))
			if plan := importOnce(t, d, o.seen(t)); plan != nil {
				d = h.done(t, directory.ImportManual, 0, plan, d)
			}
		}
	})
}

// returns lets some come back whom somebody has deleted at cybozu.com, unless their login
// name has passed on.
func (o *office) returns(t *rapid.T, gone []account) (left []account) {
	for _, u := range gone {
		taken := slices.ContainsFunc(o.snapshot.Users, func(v account) bool { return v.ID == u.ID || v.Code == u.Code })
		if taken || !chance(t, "returns", 30) {
			left = append(left, u)
			continue
		}
		u.Organizations = o.memberships(t)
		o.snapshot.Users = append(o.snapshot.Users, u)
	}
	return left
}
