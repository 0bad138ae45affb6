package reconcile

import (
	"slices"

	"anpisync/reconcile/directory"
)

// departments is what becomes of the departments (D1–D11).
type departments struct {
	base      *base
	positions map[int64]int   // id → position in base.departments
	tree      *directory.Tree // of base.departments

	fates   []departmentFate             // parallel to base.departments
	after   []directory.Department       // parallel to base.departments
	created []directory.Department       // ascending id
	seats   []*directory.Department      // parallel to the listed organizations: in after or created
	of      map[directory.CybozuID]int64 // organization → id of its department
	stuck   []int                        // positions of those that match but may not move (D8)
	lasting map[int64]bool               // ids of those in which memberships outlast the import
}

type departmentFate struct {
	organization *organization // nil: it matches none
	reason       directory.Reason
	rebuilt      bool // D8 「作り直す」
	deleted      bool // D4
	lifted       bool // D6
	hidden       bool // M5
}

func placeDepartments(b *base, l *listing, rebuild bool) *departments {
	d := &departments{
		base:      b,
		positions: make(map[int64]int, len(b.departments)),
		tree:      directory.NewTree(b.departments),
		fates:     make([]departmentFate, len(b.departments)),
		after:     make([]directory.Department, len(b.departments)),
		created:   make([]directory.Department, 0, len(l.organizations)), // seats point into it
		seats:     make([]*directory.Department, len(l.organizations)),
		of:        make(map[directory.CybozuID]int64, len(l.organizations)),
	}
	copy(d.after, b.departments)
	for i := range b.departments {
		d.positions[b.departments[i].ID] = i
	}
	for i := range b.departments {
		d.fates[i].hidden = l.hiddenOrganizations[b.departments[i].CybozuID]
	}
	d.match(l, rebuild)
	for i, o := range l.organizations {
		d.edit(d.seats[i], o)
	}
	d.deleteDead()
	d.sort()
	d.lasting = d.outlast()
	return d
}

// match finds the department of each organization, or creates it (D3).
func (d *departments) match(l *listing, rebuild bool) {
	byLink, byCode := d.indexes(l)
	next := d.base.stored.NextDepartmentID
	for n, o := range l.organizations {
		i, reason := -1, directory.ReasonLinked
		if linked, ok := byLink[o.id]; ok {
			i = linked
		} else {
			i, reason = d.findByCode(byCode, o), directory.ReasonCode
		}
		if i < 0 {
			d.created = append(d.created, directory.Department{ID: next})
			d.seats[n] = &d.created[len(d.created)-1]
			next++
		} else {
			d.seats[n] = &d.after[i]
			moves := d.descends(i, o)
			d.fates[i] = departmentFate{organization: o, reason: reason, rebuilt: moves && rebuild}
			if moves && !rebuild {
				d.stuck = append(d.stuck, i)
			}
		}
		d.of[o.id] = d.seats[n].ID
	}
}

// indexes are the departments with a living link by that, and the others by code. 最上位部署
// is in neither (D1), nor is what is hidden (M5).
func (d *departments) indexes(l *listing) (byLink map[directory.CybozuID]int, byCode *index) {
	byLink = make(map[directory.CybozuID]int, len(d.base.departments))
	byCode = newIndex(len(d.base.departments))
	for i := len(d.base.departments) - 1; i >= 0; i-- {
		dep := &d.base.departments[i]
		switch {
		case dep.ID == directory.RootID:
		case l.organizationByID[dep.CybozuID] != nil:
			byLink[dep.CybozuID] = i
		case d.fates[i].hidden:
		default:
			byCode.put(Clean(dep.Code), i)
		}
	}
	return byLink, byCode
}

// findByCode passes over a dead link that may not move: it is deleted, and another
// department created (D8).
func (d *departments) findByCode(byCode *index, o *organization) int {
	for i := range byCode.all(o.code) {
		free := d.fates[i].organization == nil
		if free && !(d.base.departments[i].Linked() && d.descends(i, o)) {
			return i
		}
	}
	return -1
}

// descends says whether a department of level 1 would go deeper (D8).
func (d *departments) descends(i int, o *organization) bool {
	return d.base.departments[i].ParentID == directory.RootID && !o.top()
}

// edit gives the department what the organization says (D2, D3).
func (d *departments) edit(dep *directory.Department, o *organization) {
	dep.Code, dep.Name = o.code, o.name
	dep.CybozuID, dep.FormerLink = o.id, false
	dep.ParentID = directory.RootID
	if o.parent != nil {
		dep.ParentID = d.of[o.parent.id]
	}
}

// deleteDead deletes what is linked and matches nothing (D4), and lifts what stays below
// (D6).
func (d *departments) deleteDead() {
	for i := range d.base.departments {
		dep := &d.base.departments[i]
		d.fates[i].deleted = dep.Linked() && d.fates[i].organization == nil && !d.fates[i].hidden && dep.ID != directory.RootID
	}
	for i := range d.base.departments {
		fate := &d.fates[i]
		if fate.deleted || fate.organization != nil {
			continue
		}
		if up := d.base.departments[i].ParentID; d.isDeleted(up) {
			d.after[i].ParentID = d.tree.Survivor(up, d.isDeleted)
			fate.lifted = true
		}
	}
}

// sort puts those that are moved, then those that are created, behind the linked ones
// that are already below the same parent (D7).
func (d *departments) sort() {
	places := directory.Places{}
	for i, fate := range d.fates {
		if fate.hidden || fate.organization != nil && !d.moved(i) {
			places.Take(&d.after[i])
		}
	}
	for _, dep := range d.seats {
		if i, existed := d.positions[dep.ID]; existed && d.moved(i) {
			places.PutLast(dep)
		}
	}
	for i := range d.created {
		places.PutLast(&d.created[i])
	}
}

func (d *departments) moved(i int) bool {
	return d.after[i].ParentID != d.base.departments[i].ParentID
}

// stays says of a department whether it is there afterwards and matches nothing.
func (d *departments) stays(i int) bool {
	return !d.fates[i].deleted && d.fates[i].organization == nil
}

// changes are the departments' part of the Plan.
func (d *departments) changes(l *listing) []directory.Change[directory.Department] {
	var deletions, changes []directory.Change[directory.Department]
	add := func(before, after *directory.Department, rule directory.Rule, reason directory.Reason, also ...directory.Reason) {
		changes = append(changes, directory.NewChange(before, after, rule, reason, also...))
	}
	for i := range d.fates {
		fate, before, after := &d.fates[i], &d.base.stored.Departments[i], &d.after[i]
		switch {
		case fate.deleted:
			reason := goneBecause(l.leftOutOrganizations[before.CybozuID])
			deletions = append(deletions, directory.NewChange(before, nil, "D4", reason))
		case *before == *after:
		case fate.organization != nil:
			add(before, after, "D3", fate.reason, d.also(i)...)
			switch c := &changes[len(changes)-1]; {
			case fate.rebuilt:
				c.Mend, c.Given = directory.MendRebuild, true
			case c.Action == directory.Link:
				c.Mend = directory.MendExclude
			}
		case fate.lifted:
			add(before, after, "D6", directory.ReasonLifted)
		default:
			add(before, after, "I4", directory.ReasonOtherDomain)
		}
	}
	for i := range d.created {
		add(nil, &d.created[i], "D3", directory.ReasonNew)
		changes[len(changes)-1].Mend = directory.MendExclude
	}
	return slices.Insert(changes, 0, deletions...)
}

// leftOut is what a person has left out (U13), at its place.
func (d *departments) leftOut(l *listing) (out directory.LeftOut) {
	for _, o := range l.excluded.organizations {
		var dep directory.Department
		d.edit(&dep, o)
		out.Departments = append(out.Departments, dep)
	}
	for i := range l.excluded.accounts {
		a := &l.excluded.accounts[i]
		u := directory.User{LoginName: a.login, CybozuID: a.id, Departments: d.imported(nil, a, nil)}
		l.write(&u, a)
		out.Users = append(out.Users, u)
	}
	return out
}

// countLeft counts the departments that stay as they are, 最上位部署 aside.
func (d *departments) countLeft(l *listing, left *directory.Left) {
	left.ExcludedDepartments = len(l.leftOutOrganizations)
	for i, fate := range d.fates {
		before := &d.base.stored.Departments[i]
		switch {
		case fate.deleted, *before != d.after[i], before.ID == directory.RootID:
		case fate.organization != nil, fate.hidden:
			left.UnchangedDepartments++
		default:
			left.LocalDepartments++
		}
	}
}

func (d *departments) also(i int) []directory.Reason {
	var also []directory.Reason
	if d.fates[i].rebuilt {
		also = append(also, directory.ReasonRebuilt)
	}
	if d.base.dropped && d.base.stored.Departments[i].Linked() {
		also = append(also, directory.ReasonOtherDomain)
	}
	return also
}

func goneBecause(leftOut bool) directory.Reason {
	if leftOut {
		return directory.ReasonExcluded
	}
	return directory.ReasonGone
}
