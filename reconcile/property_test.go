package reconcile_test

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"anpisync/cybozu"
	"anpisync/reconcile"
	"anpisync/reconcile/directory"
)

// Some thousand random histories take seconds; -rapid.checks and -short say otherwise.
func TestMain(m *testing.M) {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	if !given && !testing.Short() {
		if err := flag.Set("rapid.checks", "4000"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// Few texts, so that everything collides with everything; some are only equal once
// they are cleaned, or in another case.
var (
	codes  = []string{"a", "b", "c", "d", "e", "a\t", " b", "A"}
	logins = []string{"a", "b", "c", "d", "m@x.jp", "n@x.jp", "M@x.jp", "a\t", " n@x.jp", "Administrator", "A"}
	emails = []string{"", "", "", "m@x.jp", "M@X.jp", "n@x.jp", " n@x.jp", "o@x.jp", "a", "b"}
	names  = []string{"佐藤", "鈴木", "佐\t藤", ""}

	displayNames = []string{"佐藤", "鈴木", "佐\t藤"}
)

func pick[T any](t *rapid.T, what string, from []T) T { return rapid.SampledFrom(from).Draw(t, what) }

func chance(t *rapid.T, what string, percent int) bool {
	return rapid.IntRange(0, 99).Draw(t, what) >= 100-percent
}

// office is a cybozu.com that people work on between imports.
type office struct {
	snapshot cybozu.Snapshot
	nextID   cybozu.ID
}

func (o *office) id() cybozu.ID {
	o.nextID++
	return o.nextID
}

func (o *office) change(t *rapid.T) {
	s := &o.snapshot
	code := pick(t, "code", codes)
	login := pick(t, "login", logins)
	newOrganization := !slices.ContainsFunc(s.Organizations, func(o organization) bool { return o.Code == code })
	newLogin := !slices.ContainsFunc(s.Users, func(u account) bool { return u.Code == login })
	organizationAt, userAt := -1, -1
	if n := len(s.Organizations); n > 0 {
		organizationAt = rapid.IntRange(0, n-1).Draw(t, "organization")
	}
	if n := len(s.Users); n > 0 {
		userAt = rapid.IntRange(0, n-1).Draw(t, "user")
	}
	switch what := rapid.IntRange(0, 13).Draw(t, "what"); {
	case what <= 2 && newOrganization:
		s.Organizations = append(s.Organizations, organization{ID: o.id(), Code: code, Name: pick(t, "name", names), ParentCode: o.parent(t)})
	case what <= 6 && newLogin && what > 2:
		s.Users = append(s.Users, account{ID: o.id(), Code: login, Name: o.displayName(t), SurNameReading: pick(t, "reading", names),
			GivenNameReading: pick(t, "reading", names), Email: pick(t, "email", emails), Valid: chance(t, "valid", 80), Organizations: o.memberships(t)})
	case what == 7 && organizationAt >= 0 && newOrganization:
		s.Organizations[organizationAt].Code = code
	case what == 8 && organizationAt >= 0:
		s.Organizations[organizationAt].ParentCode = o.parent(t)
		s.Organizations[organizationAt].Name = pick(t, "name", names)
	case what == 9 && organizationAt >= 0:
		gone := s.Organizations[organizationAt]
		s.Organizations = slices.Delete(s.Organizations, organizationAt, organizationAt+1)
		if chance(t, "recreated", 40) {
			gone.ID = o.id()
			s.Organizations = append(s.Organizations, gone)
		}
		o.forget(gone.ID)
	case what == 10 && userAt >= 0:
		u := &s.Users[userAt]
		u.Name, u.Email, u.Phone, u.Valid = o.displayName(t), pick(t, "email", emails), pick(t, "phone", names), chance(t, "valid", 80)
		u.Organizations = o.memberships(t)
	case what == 11 && userAt >= 0 && newLogin:
		s.Users[userAt].Code = login
	case what == 12 && userAt >= 0:
		if chance(t, "recreated", 40) {
			s.Users[userAt].ID = o.id()
		} else {
			s.Users = slices.Delete(s.Users, userAt, userAt+1)
		}
	case what == 13 && len(s.Users) > 1:
		a, b := &s.Users[userAt], &s.Users[0]
		a.Email, b.Email = b.Email, a.Email
		a.Code, b.Code = b.Code, a.Code
	}
}

// displayName is seldom empty, for two of these are a broken list.
func (o *office) displayName(t *rapid.T) string {
	if chance(t, "nameless", 4) {
		return ""
	}
	return pick(t, "name", displayNames)
}

// parent is mostly at the top or an organization there is, which can make a ring.
func (o *office) parent(t *rapid.T) string {
	if len(o.snapshot.Organizations) == 0 || chance(t, "at the top", 35) {
		return ""
	}
	if chance(t, "missing", 3) {
		return pick(t, "parent", codes)
	}
	return pick(t, "parent", o.snapshot.Organizations).Code
}

func (o *office) memberships(t *rapid.T) []cybozu.ID {
	var ids []cybozu.ID
	for _, organization := range o.snapshot.Organizations {
		if chance(t, "member", 35) {
			ids = append(ids, organization.ID)
		}
	}
	return ids
}

// seen is what an account sees of it: all, or not what is hidden from it, but for what
// memberships name (M5). Where the parent of what it sees is hidden, that is D10.
func (o *office) seen(t *rapid.T) *cybozu.Snapshot {
	if chance(t, "sees all", 60) {
		return &o.snapshot
	}
	whole, s := o.snapshot, o.snapshot
	s.Organizations, s.Users, s.HiddenOrganizations, s.HiddenUsers = nil, nil, nil, nil
	hidden := map[cybozu.ID]bool{}
	for _, organization := range whole.Organizations {
		if hidden[organization.ID] = chance(t, "hidden", 30); !hidden[organization.ID] {
			s.Organizations = append(s.Organizations, organization)
		} else if chance(t, "named", 70) {
			s.HiddenOrganizations = append(s.HiddenOrganizations, organization.ID)
		}
	}
	for _, u := range whole.Users {
		u.Organizations = slices.DeleteFunc(slices.Clone(u.Organizations), func(id cybozu.ID) bool { return hidden[id] })
		if u.Code == "head" || !chance(t, "hidden", 30) {
			s.Users = append(s.Users, u)
		} else if chance(t, "named", 70) {
			s.HiddenUsers = append(s.HiddenUsers, u.ID)
		}
	}
	return &s
}

func (o *office) forget(id cybozu.ID) {
	for i := range o.snapshot.Users {
		u := &o.snapshot.Users[i]
		u.Organizations = slices.DeleteFunc(slices.Clone(u.Organizations), func(o cybozu.ID) bool { return o == id })
	}
}

// byHand is the directory after somebody has edited a record, or as it was where that
// would have left it unsound.
func byHand(t *rapid.T, d *directory.Directory) *directory.Directory {
	e := *d
	e.Departments, e.Users = slices.Clone(d.Departments), slices.Clone(d.Users)
	e.Remembered.Excluded = slices.Clone(d.Remembered.Excluded)
	at := func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "record") }
	anyParent := func() int64 { return pick(t, "parent", e.Departments).ID }
	memberships := func() []int64 {
		var ids []int64
		for _, dep := range e.Departments {
			if chance(t, "member", 30) {
				ids = append(ids, dep.ID)
			}
		}
		return ids
	}
	exclude := func(kind directory.RecordKind, id directory.CybozuID) {
		if id != 0 && chance(t, "excluded", 50) {
			e.Remembered.Excluded = directory.SortExclusions(append(e.Remembered.Excluded, directory.Exclusion{Kind: kind, CybozuID: id}))
		}
	}
	switch what := rapid.IntRange(0, 11).Draw(t, "edit"); {
	case what <= 1:
		dep := department{ID: e.NextDepartmentID, ParentID: anyParent(), Name: pick(t, "name", names), SortOrder: rapid.Int64Range(-2, 5).Draw(t, "order")}
		if chance(t, "with code", 60) {
			dep.Code = pick(t, "code", codes)
		}
		e.Departments = append(e.Departments, dep)
		e.NextDepartmentID++
	case what <= 3:
		e.Users = append(e.Users, user{ID: e.NextUserID, LoginName: pick(t, "login", logins), Email: pick(t, "email", emails), Memo: "m", PasswordHash: "h", Departments: memberships()})
		e.NextUserID++
	case what == 4:
		dep := &e.Departments[at(len(e.Departments))]
		if dep.ID != directory.RootID {
			dep.ParentID, dep.SortOrder = anyParent(), 9
		}
		dep.Name = "改名"
	case what == 5 && len(e.Departments) > 1:
		i := 1 + at(len(e.Departments)-1)
		gone := e.Departments[i]
		exclude(directory.KindDepartment, gone.CybozuID)
		e.Departments = slices.Delete(e.Departments, i, i+1)
		for i := range e.Departments {
			if e.Departments[i].ParentID == gone.ID {
				e.Departments[i].ParentID = gone.ParentID
			}
		}
		for i := range e.Users {
			u := &e.Users[i]
			u.Departments = slices.DeleteFunc(slices.Clone(u.Departments), func(id int64) bool { return id == gone.ID })
		}
	case what == 6:
		e.Departments[at(len(e.Departments))].CybozuID = 0
	case what == 7 && len(e.Remembered.Excluded) > 0:
		i := at(len(e.Remembered.Excluded))
		e.Remembered.Excluded = slices.Delete(e.Remembered.Excluded, i, i+1)
	case len(e.Users) == 0:
	case what == 8:
		u := &e.Users[at(len(e.Users))]
		u.Email, u.Departments = pick(t, "email", emails), memberships()
	case what == 9:
		u := &e.Users[at(len(e.Users))]
		u.Departments = memberships()
	case what == 10:
		i := at(len(e.Users))
		exclude(directory.KindUser, e.Users[i].CybozuID)
		e.Users = slices.Delete(e.Users, i, i+1)
	case what == 11:
		u := &e.Users[at(len(e.Users))]
		u.CybozuID, u.HeldSince = 0, ""
	}
	if e.Validate() != nil {
		return d
	}
	return &e
}

// answers are some to begin with; the mends of problems come on top.
func answers(t *rapid.T, d *directory.Directory, s *cybozu.Snapshot) choices {
	var c choices
	if chance(t, "rebuild", 50) {
		c = c.With(directory.Mend{Kind: directory.MendRebuild})
	}
	for _, u := range d.Users {
		if chance(t, "keep", 15) {
			c = c.With(directory.Mend{Kind: directory.MendKeep, UserID: u.ID})
		}
		if chance(t, "adopt", 10) {
			c = c.With(directory.Mend{Kind: directory.MendAdoptLogin, UserID: u.ID, CybozuID: u.CybozuID})
		}
	}
	for _, o := range s.Organizations {
		if chance(t, "exclude", 4) {
			c = c.With(directory.Mend{Kind: directory.MendExclude, Record: directory.KindDepartment, CybozuID: directory.CybozuID(o.ID)})
		}
	}
	for _, u := range s.Users {
		if chance(t, "exclude", 4) {
			c = c.With(directory.Mend{Kind: directory.MendExclude, Record: directory.KindUser, CybozuID: directory.CybozuID(u.ID)})
		}
		if chance(t, "keeper", 10) {
			c = c.With(directory.Mend{Kind: directory.MendKeeper, Email: naiveAddress(u.Email), CybozuID: directory.CybozuID(u.ID)})
		}
	}
	return c
}

func shuffled[T any](t *rapid.T, list []T) []T {
	random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "shuffle"), 0))
	list = slices.Clone(list)
	random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

func inShort(problems directory.Problems) []string {
	var short []string
	for _, p := range problems {
		short = append(short, fmt.Sprint(p.Rule, " ", p.Kind, " ", p.Subject))
	}
	slices.Sort(short)
	return short
}

// Several imports in a row, with work here and there in between, and in any order what
// takes the one or the other back. Each is compared with the naive one, and an import
// leaves nothing to do for a second one (I9); the order of the input is nothing to it;
// what is local is untouched (D5, U9); and from each set of problems the mends lead out.
func TestD_U_M_I_RandomHistories(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := here()
		d.Domain, d.NextDepartmentID, d.NextUserID = "", 2, 1
		o := &office{nextID: 1, snapshot: cybozu.Snapshot{Host: domain, Users: []account{{ID: 1, Code: "head", Name: usual, Valid: true}}}}
		h := new(naiveHistory)
		for range rapid.IntRange(2, 5).Draw(t, "imports") {
			for range rapid.IntRange(0, 6).Draw(t, "edits") {
				switch what := rapid.IntRange(0, 9).Draw(t, "edit or not"); {
				case what <= 5:
					d = h.edit(t, d)
				case what <= 7:
					d = h.takeBack(t, d)
				default:
					d = h.undo(t, d)
				}
			}
			for range rapid.IntRange(3, 14).Draw(t, "changes") {
				o.change(t)
			}
			if chance(t, "other domain", 40) {
				o.snapshot.Host = pick(t, "host", []cybozu.Host{domain, "other.cybozu.com", "third.cybozu.com"})
			}
			if plan := importOnce(t, d, o.seen(t)); plan != nil {
				d = h.done(t, directory.ImportManual, 0, plan, d)
			}
		}
	})
}

// done applies a plan and writes its line, and compares what holds then (I10), and what is
// to be confirmed (I7).
func (h *naiveHistory) done(t *rapid.T, kind directory.ImportKind, undoes int64, plan *directory.Plan, d *directory.Directory) *directory.Directory {
	then := plan.ApplyTo(d)
	if err := then.Validate(); err != nil {
		t.Fatalf("%s leaves it unsound: %v", kind, err)
	}
	h.add(kind, undoes, plan, d, then)
	lines := make([]directory.Line, len(h.lines))
	for i, l := range h.lines {
		lines[i] = l.Line
	}
	for id, holds := range directory.Holding(lines) {
		if holds != h.held[id] {
			t.Fatalf("line %d holds: %v, naively %v, of %+v", id, holds, h.held[id], lines)
		}
	}
	if n := len(directory.Holding(lines)); n < len(h.held) {
		t.Fatalf("%d lines are judged, naively %v of %+v", n, h.held, lines)
	}
	var guards []string
	for _, g := range reconcile.Guards(plan, strict) {
		switch g.Kind {
		case directory.GuardDomain, directory.GuardOrganizations, directory.GuardRecreated:
		default:
			guards = append(guards, fmt.Sprint(g.Kind, " ", g.Count, "/", g.Of))
		}
	}
	matched := plan.Matched
	if plan.Read == nil {
		matched = 0
		for _, u := range d.Users {
			if hasUser(then, u.ID) {
				matched++
			}
		}
	}
	if naively := naiveGuards(d, then, plan.Read != nil, matched); !slices.Equal(guards, naively) {
		t.Fatalf("to be confirmed %q, naively %q, of\n%s", guards, naively, describe(plan))
	}
	return then
}

func (h *naiveHistory) edit(t *rapid.T, d *directory.Directory) *directory.Directory {
	plan := directory.Diff(d, byHand(t, d))
	if plan.Empty() {
		return d
	}
	return h.done(t, directory.ImportEdit, 0, plan, d)
}

// any is one of the lines that hold of some kinds; nil: there is none.
func (h *naiveHistory) any(t *rapid.T, edits bool) *naiveLine {
	var some []*naiveLine
	for i := range h.lines {
		if l := &h.lines[i]; h.held[l.ID] && (l.Kind == directory.ImportEdit) == edits {
			some = append(some, l)
		}
	}
	if len(some) == 0 {
		return nil
	}
	return pick(t, "line", some)
}

// undo takes an import back, or another undo.
func (h *naiveHistory) undo(t *rapid.T, d *directory.Directory) *directory.Directory {
	line := h.any(t, false)
	if line == nil {
		return d
	}
	plan := directory.Restore(d, line.before)
	if got, want := fmt.Sprintf("%+v", *plan.ApplyTo(d)), fmt.Sprintf("%+v", *naiveUndo(d, line.before)); got != want {
		t.Fatalf("undone\n%s, naively\n%s", got, want)
	}
	return h.done(t, directory.ImportUndo, line.ID, plan, d)
}

// takeBack takes an edit back, or another taking back.
func (h *naiveHistory) takeBack(t *rapid.T, d *directory.Directory) *directory.Directory {
	line := h.any(t, true)
	if line == nil {
		return d
	}
	plan, err := directory.TakeBack(d, line.changes)
	naively := naiveTakeBack(d, line)
	var conflict *directory.ConflictError
	if (err == nil) != (naively != nil) || err != nil && !errors.As(err, &conflict) {
		t.Fatalf("taking %+v back: error %v, naively\n%+v, from\n%+v", line.Line, err, naively, d)
	}
	if err != nil {
		return d
	}
	if got, want := fmt.Sprintf("%+v", *plan.ApplyTo(d)), fmt.Sprintf("%+v", *naively); got != want {
		t.Fatalf("taken back\n%s, naively\n%s", got, want)
	}
	return h.done(t, directory.ImportEdit, line.ID, plan, d)
}

// importOnce plans an import, if the problems can be mended, and checks all that must
// hold; nil: they cannot.
func importOnce(t *rapid.T, d *directory.Directory, s *cybozu.Snapshot) *directory.Plan {
	c := answers(t, d, s)
	for range 100 {
		plan, problems := reconcile.Import(d, s, c)
		then, naiveProblems := naiveImport(d, s, c)
		if !slices.Equal(inShort(problems), naiveProblems) {
			t.Fatalf("problems\n%q, naively\n%q", inShort(problems), naiveProblems)
		}
		if problems == nil {
			checkPlan(t, d, s, c, plan, then)
			return plan
		}
		var mends []directory.Mend
		for _, p := range problems {
			parties := slices.Clone(p.Parties)
			parties = slices.DeleteFunc(parties, func(p directory.Party) bool { return p.Side == directory.SideCybozu })
			if len(p.Mends) == 0 && (p.Rule == "I7" || len(parties) > 1) {
				return nil // the list is broken, or two records here are equal once they are cleaned: one must be edited
			}
			if len(p.Mends) == 0 {
				t.Fatalf("a dead end: %+v", p)
			}
			mends = append(mends, p.Mends...)
		}
		c = c.With(pick(t, "mend", mends))
	}
	t.Fatalf("no end of problems")
	return nil
}

func checkPlan(t *rapid.T, d *directory.Directory, s *cybozu.Snapshot, c choices, plan *directory.Plan, naively *directory.Directory) {
	then := plan.ApplyTo(d)
	if got, want := fmt.Sprintf("%+v", *then), fmt.Sprintf("%+v", *naively); got != want {
		t.Fatalf("result\n%s, naively\n%s\nplan\n%s", got, want, describe(plan))
	}
	if err := then.Validate(); err != nil {
		t.Fatalf("unsound: %v", err)
	}
	checkCounts(t, d, then, plan)
	checkLocal(t, then, plan)
	checkHidden(t, d, s, c, plan)

	mixed, mixedSnapshot := *d, *s
	mixed.Departments, mixed.Users = shuffled(t, d.Departments), shuffled(t, d.Users)
	mixedSnapshot.Organizations, mixedSnapshot.Users = shuffled(t, s.Organizations), shuffled(t, s.Users)
	mixedSnapshot.HiddenOrganizations, mixedSnapshot.HiddenUsers = shuffled(t, s.HiddenOrganizations), shuffled(t, s.HiddenUsers)
	for i := range mixedSnapshot.Users {
		mixedSnapshot.Users[i].Organizations = shuffled(t, mixedSnapshot.Users[i].Organizations)
	}
	if again, _ := reconcile.Import(&mixed, &mixedSnapshot, c); !reflect.DeepEqual(plan, again) {
		t.Fatalf("in another order\n%s, not\n%s", describe(again), describe(plan))
	}

	again, problems := reconcile.Import(then, s, choices{})
	if problems != nil || !again.Empty() || !reflect.DeepEqual(again.Remembered, then.Remembered) {
		t.Fatalf("a second import: %v\n%s", problems, describe(again))
	}
}

func checkCounts(t *rapid.T, d, then *directory.Directory, plan *directory.Plan) {
	if plan.Before != d.Census() || plan.After != then.Census() {
		t.Fatalf("census %+v → %+v of\n%s", plan.Before, plan.After, describe(plan))
	}
	tally := directory.Count(plan.Users)
	left := plan.Left
	if changed := tally.Total() - tally.Created; left.UnchangedUsers+left.LocalUsers+changed != len(d.Users) {
		t.Fatalf("users: %+v left, %+v changed, of %d", left, tally, len(d.Users))
	}
	tally = directory.Count(plan.Departments)
	if changed := tally.Total() - tally.Created; left.UnchangedDepartments+left.LocalDepartments+changed != plan.Before.Departments {
		t.Fatalf("departments: %+v left, %+v changed, of %d", left, tally, plan.Before.Departments)
	}
	if _, removed := directory.MembershipTally(plan.Users); left.UnchangedMemberships+left.LocalMemberships+removed != plan.Before.Memberships {
		t.Fatalf("memberships: %+v left, %d removed, of %d", left, removed, plan.Before.Memberships)
	}
}

// checkHidden sees to it that nothing is deleted, unlinked or written over that is hidden
// alone (M5), unless a person has left it out, or the whole domain is another.
func checkHidden(t *rapid.T, d *directory.Directory, s *cybozu.Snapshot, c choices, plan *directory.Plan) {
	if plan.DomainChange != nil {
		return
	}
	hides := func(kind directory.RecordKind, hidden []cybozu.ID, id directory.CybozuID) bool {
		return slices.Contains(hidden, cybozu.ID(id)) &&
			!slices.ContainsFunc(plan.Remembered.Excluded, func(e directory.Exclusion) bool { return e.Kind == kind && e.CybozuID == id })
	}
	hiddenDepartments := map[int64]bool{}
	for _, dep := range d.Departments {
		hiddenDepartments[dep.ID] = hides(directory.KindDepartment, s.HiddenOrganizations, dep.CybozuID)
	}
	for _, c := range plan.Departments {
		if c.Before != nil && hiddenDepartments[c.Before.ID] && c.Rule != "D6" {
			t.Fatalf("a hidden department: %s %+v → %+v", why(c), c.Before, c.After)
		}
	}
	for _, c := range plan.Users {
		if c.Before == nil {
			continue
		}
		if hides(directory.KindUser, s.HiddenUsers, c.Before.CybozuID) && (c.After == nil || c.Rule != "M3" && c.Rule != "U10") {
			t.Fatalf("a hidden user: %s %+v → %+v", why(c), c.Before, c.After)
		}
		if c.After == nil {
			continue
		}
		if _, lost := directory.DiffMemberships(c.Before.Departments, c.After.Departments); slices.ContainsFunc(lost, func(id int64) bool { return hiddenDepartments[id] }) {
			t.Fatalf("a membership in what is hidden is lost: %s %+v → %+v", why(c), c.Before, c.After)
		}
	}
}

// checkLocal looks at what is local before and after: nothing of it may change but what
// D6, M3 and U10 say, and they say it.
func checkLocal(t *rapid.T, then *directory.Directory, plan *directory.Plan) {
	for _, c := range plan.Departments {
		if c.Before == nil || c.Before.Linked() || c.After != nil && c.After.Linked() {
			continue
		}
		want := *c.Before
		if c.Rule == "D6" {
			want.ParentID = c.After.ParentID
		}
		if c.After == nil || *c.After != want {
			t.Fatalf("a local department: %s %+v → %+v", why(c), c.Before, c.After)
		}
	}
	for _, c := range plan.Users {
		if c.Before == nil || c.Before.Linked() || c.After != nil && c.After.Linked() {
			continue
		}
		want := *c.Before
		if c.For(directory.ReasonEmailGiven) {
			want.Email = ""
		}
		if c.For(directory.ReasonDeparted) {
			want.Departments = slices.DeleteFunc(slices.Clone(want.Departments), func(id int64) bool { return !hasDepartment(then, id) })
		}
		if c.After == nil || !c.After.Equal(&want) {
			t.Fatalf("a local user: %s %+v → %+v", why(c), c.Before, c.After)
		}
	}
}
