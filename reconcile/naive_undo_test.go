package reconcile_test

import (
	"fmt"
	"maps"
	"slices"

	"anpisync/reconcile/directory"
)

// naiveLine is a line of the history with whole states, where the real one has changes.
type naiveLine struct {
	directory.Line
	domain        string // that was linked before
	before, after *directory.Directory
	changes       *directory.Plan // of an edit, as the history keeps it
	heldBefore    map[int64]bool
}

// naiveHistory knows of each line whether it holds by doing what was done to all.
type naiveHistory struct {
	lines []naiveLine
	held  map[int64]bool
}

func (h *naiveHistory) line(id int64) *naiveLine { return &h.lines[id-1] }

// add writes a line and says what holds then (I10).
func (h *naiveHistory) add(kind directory.ImportKind, undoes int64, p *directory.Plan, before, after *directory.Directory) {
	id := int64(len(h.lines) + 1)
	changes := &directory.Plan{Departments: p.Departments, Users: p.Users, Domain: before.Domain}
	for _, e := range after.Remembered.Excluded {
		if !excludes(before, e) {
			changes.Remembered.Excluded = append(changes.Remembered.Excluded, e)
		}
	}
	for _, e := range before.Remembered.Excluded {
		if !excludes(after, e) {
			changes.RememberedBefore.Excluded = append(changes.RememberedBefore.Excluded, e)
		}
	}
	h.lines = append(h.lines, naiveLine{
		Line:   directory.Line{ID: id, Kind: kind, Undoes: undoes},
		domain: before.Domain, before: before, after: after, changes: changes, heldBefore: maps.Clone(h.held),
	})
	switch {
	case undoes != 0 && kind == directory.ImportUndo:
		h.held = maps.Clone(h.line(undoes).heldBefore)
	case undoes != 0:
		h.drop(undoes)
	}
	if h.held == nil {
		h.held = map[int64]bool{}
	}
	h.held[id] = true
}

// drop ends a line, and what it had ended holds again, unless another line that holds has
// ended it too; lift is the other way round.
func (h *naiveHistory) drop(id int64) {
	delete(h.held, id)
	if l := h.line(id); l.Kind == directory.ImportEdit && l.Undoes != 0 {
		h.lift(l.Undoes)
	}
}

func (h *naiveHistory) lift(id int64) {
	for _, other := range h.lines {
		if other.Kind == directory.ImportEdit && other.Undoes == id && h.held[other.ID] {
			return
		}
	}
	h.held[id] = true
	if l := h.line(id); l.Kind == directory.ImportEdit && l.Undoes != 0 {
		h.drop(l.Undoes)
	}
}

func excludes(d *directory.Directory, e directory.Exclusion) bool {
	return slices.ContainsFunc(d.Remembered.Excluded, func(other directory.Exclusion) bool {
		return other.Kind == e.Kind && other.CybozuID == e.CybozuID
	})
}

func copyOf(d *directory.Directory) *directory.Directory {
	c := *d
	c.Departments, c.Users = slices.Clone(d.Departments), slices.Clone(d.Users)
	for i := range c.Users {
		c.Users[i].Departments = slices.Clone(c.Users[i].Departments)
	}
	c.Remembered.Excluded = slices.Clone(d.Remembered.Excluded)
	return &c
}

func naiveDepartment(d *directory.Directory, id int64) *department {
	for i := range d.Departments {
		if d.Departments[i].ID == id {
			return &d.Departments[i]
		}
	}
	return nil
}

func naiveUser(d *directory.Directory, id int64) *user {
	for i := range d.Users {
		if d.Users[i].ID == id {
			return &d.Users[i]
		}
	}
	return nil
}

// naiveUndo is now as it was before a line (I10): records, links and their domain. The
// answers stay, but that nobody is left out who comes back (U13).
func naiveUndo(now, older *directory.Directory) *directory.Directory {
	then := copyOf(now)
	back := copyOf(older)
	then.Departments, then.Users, then.Domain = back.Departments, back.Users, back.Domain
	then.Remembered.Excluded = naiveExclusions(now, then, nil, nil)
	return then
}

// naiveExclusions are those now, without some and with others, and without what is
// linked anew.
func naiveExclusions(now, then *directory.Directory, off, on []directory.Exclusion) []directory.Exclusion {
	has := func(es []directory.Exclusion, e directory.Exclusion) bool {
		return excludes(&directory.Directory{Remembered: directory.Remembered{Excluded: es}}, e)
	}
	var left []directory.Exclusion
	for _, e := range now.Remembered.Excluded {
		if !has(off, e) {
			left = append(left, e)
		}
	}
	for _, e := range on {
		if !has(left, e) {
			left = append(left, e)
		}
	}
	var out []directory.Exclusion
	for _, e := range left {
		linked := false
		for _, d := range then.Departments {
			was := naiveDepartment(now, d.ID)
			linked = linked || e.Kind == directory.KindDepartment && d.CybozuID == e.CybozuID && (was == nil || was.CybozuID != e.CybozuID)
		}
		for _, u := range then.Users {
			was := naiveUser(now, u.ID)
			linked = linked || e.Kind == directory.KindUser && u.CybozuID == e.CybozuID && (was == nil || was.CybozuID != e.CybozuID)
		}
		if !linked {
			out = append(out, e)
		}
	}
	return directory.SortExclusions(out)
}

// naiveTakeBack is now after an edit was taken back by itself (I10); nil: it cannot be.
func naiveTakeBack(now *directory.Directory, line *naiveLine) *directory.Directory {
	then := copyOf(now)
	other := line.domain != "" && line.domain != now.Domain
	unlink := func(link *directory.CybozuID, former *bool, stands bool) {
		if other && *link != 0 && !stands {
			*link, *former = 0, true
		}
	}
	there := func(ids []int64) (left []int64) {
		for _, id := range ids {
			if naiveDepartment(then, id) != nil {
				left = append(left, id)
			}
		}
		return left
	}
	lost := map[int64]bool{} // departments that may come back anywhere
	placed := map[int64]bool{}
	for _, dep := range naiveIDs(line.before.Departments, line.after.Departments, func(d department) int64 { return d.ID }) {
		before, after, is := naiveDepartment(line.before, dep), naiveDepartment(line.after, dep), naiveDepartment(then, dep)
		switch {
		case before != nil && after != nil && *before == *after:
			continue
		case (after == nil) != (is == nil), after != nil && *is != *after:
			return nil
		}
		then.Departments = slices.DeleteFunc(then.Departments, func(d department) bool { return d.ID == dep })
		if before != nil {
			d := *before
			unlink(&d.CybozuID, &d.FormerLink, after != nil && after.CybozuID == d.CybozuID)
			then.Departments = append(then.Departments, d)
			lost[dep], placed[dep] = after == nil, true
		}
	}
	for i := range then.Departments {
		d := &then.Departments[i]
		if placed[d.ID] && lost[d.ID] && naiveDepartment(then, d.ParentID) == nil {
			d.ParentID = directory.RootID
		}
	}
	slices.SortFunc(then.Departments, func(a, b department) int { return int(a.ID - b.ID) })
	for _, id := range naiveIDs(line.before.Users, line.after.Users, func(u user) int64 { return u.ID }) {
		before, after, is := naiveUser(line.before, id), naiveUser(line.after, id), naiveUser(then, id)
		if before != nil && after != nil {
			if before.Equal(after) {
				continue
			}
			alike := *after
			alike.Departments = before.Departments
			if before.Equal(&alike) { // memberships alone
				if is == nil {
					continue
				}
				var in []int64
				for _, d := range then.Departments {
					was, became, stands := slices.Contains(before.Departments, d.ID), slices.Contains(after.Departments, d.ID), slices.Contains(is.Departments, d.ID)
					if was && !became || stands && !(became && !was) {
						in = append(in, d.ID)
					}
				}
				for _, d := range is.Departments { // in one that would go, and not by this edit
					if naiveDepartment(then, d) == nil && !(slices.Contains(after.Departments, d) && !slices.Contains(before.Departments, d)) {
						return nil
					}
				}
				is.Departments = in
				continue
			}
		}
		if (after == nil) != (is == nil) || after != nil && !is.Equal(after) {
			return nil
		}
		then.Users = slices.DeleteFunc(then.Users, func(u user) bool { return u.ID == id })
		if before != nil {
			u := *before
			unlink(&u.CybozuID, &u.FormerLink, after != nil && after.CybozuID == u.CybozuID)
			if u.CybozuID == 0 {
				u.HeldSince = ""
			}
			u.Departments = there(u.Departments)
			then.Users = append(then.Users, u)
		}
	}
	slices.SortFunc(then.Users, func(a, b user) int { return int(a.ID - b.ID) })
	if !other {
		var on, off []directory.Exclusion
		for _, e := range line.before.Remembered.Excluded {
			if !excludes(line.after, e) {
				on = append(on, e)
			}
		}
		for _, e := range line.after.Remembered.Excluded {
			if !excludes(line.before, e) {
				off = append(off, e)
			}
		}
		for _, e := range on {
			for _, d := range then.Departments {
				if e.Kind == directory.KindDepartment && d.CybozuID == e.CybozuID {
					return nil
				}
			}
			for _, u := range then.Users {
				if e.Kind == directory.KindUser && u.CybozuID == e.CybozuID {
					return nil
				}
			}
		}
		then.Remembered.Excluded = naiveExclusions(now, then, off, on)
	} else {
		then.Remembered.Excluded = naiveExclusions(now, then, nil, nil)
	}
	if then.Validate() != nil || fmt.Sprintf("%+v", *then) == fmt.Sprintf("%+v", *now) {
		return nil
	}
	return then
}

// naiveIDs are those of two lists, ascending.
func naiveIDs[T any](a, b []T, id func(T) int64) []int64 {
	var ids []int64
	for _, r := range slices.Concat(a, b) {
		ids = append(ids, id(r))
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// strict are thresholds that small directories come above.
var strict = directory.Thresholds{ManyDeletions: 2, FewMemberships: 1, PercentOfBefore: 20}

// naiveGuards are the kinds of I7 that any Plan may have, with their numbers, counted
// from the two states alone and judged strictly. matched are those whom emptied and
// changed fields are counted against.
func naiveGuards(now, then *directory.Directory, read bool, matched int) []string {
	var guards []string
	add := func(kind directory.GuardKind, n, of int, ask bool) {
		if ask {
			guards = append(guards, fmt.Sprint(kind, " ", n, "/", of))
		}
	}
	fifth := func(n, of int) bool { return n*5 > of }
	gone := map[int64]bool{}
	deletions := func(kind directory.GuardKind, linked, all, linkedBefore, before int) {
		many := func(n, of int) bool { return n > 0 && fifth(n, of) || n > 2 }
		switch {
		case linked < all && many(all, before):
			add(kind, all, before, true)
		default:
			add(kind, linked, linkedBefore, many(linked, linkedBefore))
		}
	}
	deleted, linkedDeleted, linked, all := 0, 0, 0, 0
	for _, d := range now.Departments {
		if d.ID == directory.RootID {
			continue
		}
		all++
		if d.CybozuID != 0 {
			linked++
		}
		if naiveDepartment(then, d.ID) == nil {
			gone[d.ID] = true
			deleted++
			if d.CybozuID != 0 {
				linkedDeleted++
			}
		}
	}
	departments := [4]int{linkedDeleted, deleted, linked, all}
	deleted, linkedDeleted, linked = 0, 0, 0
	memberships, removed := 0, 0
	counts := map[directory.GuardKind]int{}
	for _, u := range now.Users {
		if u.CybozuID != 0 {
			linked++
		}
		is := naiveUser(then, u.ID)
		for _, id := range u.Departments {
			if !gone[id] {
				memberships++
				if is == nil || !slices.Contains(is.Departments, id) {
					removed++
				}
			}
		}
		if is == nil || is.HeldSince != "" && u.HeldSince == "" { // U14
			deleted++
			if u.CybozuID != 0 {
				linkedDeleted++
			}
		}
		if is == nil || read && (is.CybozuID == 0 || is.HeldSince != "") {
			continue
		}
		for _, f := range []struct {
			emptied, changed directory.GuardKind
			before, after    string
		}{
			{directory.GuardEmails, directory.GuardReaddressed, naiveAddress(u.Email), naiveAddress(is.Email)},
			{directory.GuardPhones, "", u.Phone, is.Phone},
			{directory.GuardNames, directory.GuardRenamed, naiveClean(u.Name), naiveClean(is.Name)},
			{directory.GuardReadings, "", u.Reading, is.Reading},
		} {
			if f.before != "" && f.after == "" {
				counts[f.emptied]++
			}
			if f.before != "" && f.after != "" && f.before != f.after {
				counts[f.changed]++
			}
		}
		if is.Suspended && !u.Suspended {
			counts[directory.GuardSuspended]++
		}
	}
	deletions(directory.GuardUsers, linkedDeleted, deleted, linked, len(now.Users))
	deletions(directory.GuardDepartments, departments[0], departments[1], departments[2], departments[3])
	add(directory.GuardMemberships, removed, memberships, removed > 1 && fifth(removed, memberships))
	for _, kind := range []directory.GuardKind{directory.GuardEmails, directory.GuardPhones, directory.GuardNames, directory.GuardReadings} {
		add(kind, counts[kind], matched, counts[kind] > 0 && fifth(counts[kind], matched))
	}
	for _, kind := range []directory.GuardKind{directory.GuardRenamed, directory.GuardReaddressed, directory.GuardSuspended} {
		add(kind, counts[kind], matched, counts[kind] > 0 && counts[kind]*2 > matched)
	}
	return guards
}
