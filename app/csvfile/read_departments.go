package csvfile

import (
	"slices"

	"anpisync/reconcile/directory"
)

// departmentReader reads departments. Positions are those of departments, where new ones
// are appended while the file is read.
type departmentReader struct {
	*sheet
	edit *Edit

	departments []directory.Department
	codes       keys
	at          map[int64]int // position of each id
	named       []*namedDepartment
	drop        []bool

	code, parent, order int
	columnsAt           []int // of departmentColumns
}

// namedDepartment is what a row says; nil: no row does.
type namedDepartment struct {
	place
	parent  string
	ordered bool // has an order of its own
	isNew   bool
}

func newDepartmentReader(s *sheet, e *Edit) *departmentReader {
	r := &departmentReader{
		sheet: s, edit: e,
		departments: slices.Clone(e.now.Departments),
		codes:       newKeys(len(e.now.Departments)),
		at:          make(map[int64]int, len(e.now.Departments)),
		named:       make([]*namedDepartment, len(e.now.Departments)),
		code:        s.index(ColumnCode), parent: s.index(ColumnParentCode), order: s.index(ColumnSortOrder),
		columnsAt: places(s, departmentColumns),
	}
	for i, d := range r.departments {
		r.at[d.ID] = i
		if d.Code != "" {
			r.codes.add(d.Code, i)
		}
	}
	return r
}

func (r *departmentReader) row() {
	at, code, found, ok := r.find(r.codes, ColumnCode, r.cell(r.code), func(at int) place {
		if r.named[at] == nil {
			return place{}
		}
		return r.named[at].place
	})
	if !ok {
		return
	}
	if !found {
		at = r.create(code)
	}
	named := &namedDepartment{place: r.place(), parent: r.cell(r.parent), isNew: !found}
	r.named[at] = named
	d := &r.departments[at]
	for i, c := range departmentColumns {
		if c.field != nil && c.name != ColumnCode {
			set(r.sheet, c, r.columnsAt[i], d, !found)
		}
	}
	if n, given := r.number(r.order); given {
		d.SortOrder, named.ordered = n, true
	}
}

func (r *departmentReader) create(code string) (at int) {
	checkLength(r.sheet, departmentColumns[0], code)
	at = len(r.departments)
	then := r.edit.then
	d := directory.Department{ID: then.NextDepartmentID, ParentID: directory.RootID, Code: code}
	then.NextDepartmentID++
	r.departments = append(r.departments, d)
	r.named = append(r.named, nil)
	r.at[d.ID] = at
	r.codes.add(code, at)
	return at
}

func (r *departmentReader) end() {
	r.drop = make([]bool, len(r.departments))
	if r.edit.options.DeleteMissing {
		for i, d := range r.departments {
			r.drop[i] = d.Code != "" && r.named[i] == nil
		}
	}
	if r.parent >= 0 {
		for i := range r.departments {
			if r.named[i] != nil {
				r.move(i)
			}
		}
	}
	r.lift()
	r.findRings()
	if len(r.errors) > 0 {
		return
	}
	r.arrange()
	r.leave()
}

// move puts a department below the one that its row names.
func (r *departmentReader) move(at int) {
	d, named := &r.departments[at], r.named[at]
	if named.parent == "" {
		// The code of its parent would be empty too, if it has none.
		if parent := &r.departments[r.at[d.ParentID]]; parent.Code != "" {
			r.moveTo(at, directory.RootID)
		}
		return
	}
	parent, _, found := r.codes.find(named.parent)
	switch {
	case !found:
		r.failAt(at, ErrorUnknownDepartment, named.parent)
	case r.drop[parent]:
		r.failAt(at, ErrorParentDeleted, named.parent)
	default:
		r.moveTo(at, r.departments[parent].ID)
	}
}

func (r *departmentReader) moveTo(at int, parentID int64) {
	d := &r.departments[at]
	if d.ParentID == parentID {
		return
	}
	if d.Linked() {
		r.failAt(at, ErrorMoveLinked, d.Code)
		return
	}
	d.ParentID = parentID
}

// lift puts what stays below a deleted department below the nearest one that stays (D6).
func (r *departmentReader) lift() {
	r.edit.lifted = map[int64]bool{}
	tree := r.tree()
	for i := range r.departments {
		d := &r.departments[i]
		if r.drop[i] || d.ID == directory.RootID || !r.drop[r.at[d.ParentID]] {
			continue
		}
		if r.named[i] != nil && r.parent >= 0 { // its row has an error, or it would stand elsewhere
			continue
		}
		if d.Linked() && r.named[i] != nil {
			r.failAt(i, ErrorParentDeleted, r.departments[r.at[d.ParentID]].Code)
			continue
		}
		d.ParentID = tree.Survivor(d.ParentID, func(id int64) bool { return r.drop[r.at[id]] })
		r.edit.lifted[d.ID] = true
	}
}

// findRings looks for departments whose way up comes back to them.
func (r *departmentReader) findRings() {
	for _, id := range slices.Concat(r.tree().Rings()...) {
		if at := r.at[id]; r.named[at] != nil {
			r.failAt(at, ErrorRing, r.departments[at].Code)
		}
	}
}

func (r *departmentReader) tree() *directory.Tree { return directory.NewTree(r.departments) }

// arrange gives new departments without an order the place after their siblings.
func (r *departmentReader) arrange() {
	places := directory.Places{}
	for i := range r.departments {
		if !r.drop[i] && !r.unordered(i) {
			places.Take(&r.departments[i])
		}
	}
	for i := range r.departments {
		if r.unordered(i) {
			places.PutLast(&r.departments[i])
		}
	}
}

func (r *departmentReader) unordered(at int) bool {
	return r.named[at] != nil && r.named[at].isNew && !r.named[at].ordered
}

// leave ends the memberships in deleted departments (M3).
func (r *departmentReader) leave() {
	e := r.edit
	gone := map[int64]bool{}
	var deleted []directory.Party
	kept := make([]directory.Department, 0, len(r.departments))
	e.named = map[int64]bool{}
	for i, d := range r.departments {
		e.named[d.ID] = r.named[i] != nil
		if !r.drop[i] {
			kept = append(kept, d)
			continue
		}
		gone[d.ID] = true
		deleted = append(deleted, d.Party())
	}
	e.then.Departments = kept
	e.exclude(deleted)
	if len(gone) == 0 {
		return
	}
	e.then.Users = slices.Clone(e.now.Users)
	isGone := func(id int64) bool { return gone[id] }
	for i := range e.then.Users {
		if u := &e.then.Users[i]; slices.ContainsFunc(u.Departments, isGone) {
			u.Departments = slices.DeleteFunc(slices.Clone(u.Departments), isGone)
		}
	}
}

func (r *departmentReader) failAt(at int, k ErrorKind, value string) {
	r.addAt(r.named[at].place, LineError{Column: ColumnParentCode, Kind: k, Value: value})
}
