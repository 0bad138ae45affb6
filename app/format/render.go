package format

import (
	"cmp"
	"slices"
	"strings"

	"anpisync/app/csvfile"
	"anpisync/reconcile/directory"
)

// renderer knows what of a directory stands in the columns of a format.
type renderer struct {
	f        *Format
	encoding csvfile.Encoding
	now      *directory.Directory
	tree     *directory.Tree
	place    map[int64]int      // of each department in the tree, from top to bottom
	paths    map[int64][]string // the names on the way to it, below 最上位部署
	coded    bool               // departments are said by their codes, so that one without has no place
	members  int                // how many memberships the columns have room for; the last may come again
}

func newRenderer(f *Format, now *directory.Directory) *renderer {
	r := &renderer{f: f, now: now, tree: directory.NewTree(now.Departments), place: map[int64]int{}, paths: map[int64][]string{}}
	r.encoding, _ = csvfile.ParseEncoding(f.Shape.Encoding)
	for d := range r.tree.All() {
		r.place[d.ID] = len(r.place)
		if d.ID != directory.RootID {
			r.paths[d.ID] = append(slices.Clone(r.paths[d.ParentID]), d.Name)
		}
	}
	for _, c := range f.Columns {
		switch c.Source.What {
		case Code, All:
			r.coded = true
			fallthrough
		case Name, Level, Path:
			r.members = max(r.members, c.Source.member())
		}
	}
	return r
}

func (s Source) member() int { return max(s.Member, 1) }

// subject is a user or a department.
type subject struct {
	id   int64
	user *directory.User
	dep  *directory.Department
}

func (s subject) name() string {
	if s.user != nil {
		return s.user.Name
	}
	return s.dep.Name
}

// subjects are all that a service should have, in the order in which new ones are told.
func (r *renderer) subjects() []subject {
	var all []subject
	if r.f.Kind == Departments {
		for d := range r.tree.All() {
			if d.Code != "" {
				all = append(all, subject{id: d.ID, dep: d})
			}
		}
		return all
	}
	for i := range r.now.Users {
		if u := &r.now.Users[i]; u.Counts() {
			all = append(all, subject{id: u.ID, user: u})
		}
	}
	return all
}

// columns are those of a row with so many memberships: the last ones come again.
func (f *Format) columns(members int) []Column {
	all := f.Columns
	if f.Repeat == 0 {
		return all
	}
	group := all[len(all)-f.Repeat:]
	last := 1
	for _, c := range group {
		last = max(last, c.Source.Member)
	}
	all = slices.Clone(all)
	for member := last + 1; member <= members; member++ {
		for _, c := range group {
			if c.Source.Member > 0 {
				c.Source.Member = member
			}
			all = append(all, c)
		}
	}
	return all
}

// fit is how many memberships a row of so many cells has room for.
func (f *Format) fit(cells int) int {
	members := 0
	for _, c := range f.Columns {
		members = max(members, c.Source.Member)
	}
	for f.Repeat > 0 && len(f.columns(members)) < cells {
		members++
	}
	return members
}

// slots are the departments of a user in the order of the columns; 0: none. What the
// service has stays where it is there.
func (r *renderer) slots(u *directory.User, last []string) []int64 {
	if u == nil || r.members == 0 {
		return nil
	}
	var left []int64
	for _, id := range u.Departments {
		if d := r.tree.Department(id); d != nil && (!r.coded || d.Code != "") {
			left = append(left, id)
		}
	}
	slices.SortFunc(left, func(a, b int64) int { return cmp.Compare(r.place[a], r.place[b]) })
	if r.f.Repeat == 0 && r.members == 1 && len(left) <= 1 && last == nil {
		return left
	}
	room := r.members
	if r.f.Repeat > 0 {
		room = max(room, len(left), r.f.fit(len(last)))
	}
	slots := make([]int64, room)
	columns := r.f.columns(room)
	for m := 1; m <= room && last != nil; m++ {
		at := slices.IndexFunc(left, func(id int64) bool { return r.saysMember(columns, last, m, id) })
		if at >= 0 {
			slots[m-1] = left[at]
			left = slices.Delete(left, at, at+1)
		}
	}
	for m := range slots {
		if slots[m] == 0 && len(left) > 0 {
			slots[m], left = left[0], left[1:]
		}
	}
	return slots
}

// saysMember is whether the cells of a membership say a department.
func (r *renderer) saysMember(columns []Column, last []string, member int, id int64) bool {
	said := false
	for i, c := range columns {
		if s := c.Source; s.isMember() && s.member() == member {
			if i >= len(last) {
				return false
			}
			if !r.same(s, last[i], r.department(s, id)) {
				return false
			}
			said = said || last[i] != ""
		}
	}
	return said
}

func (s Source) isMember() bool {
	switch s.What {
	case Code, Name, Level, Path:
		return true
	}
	return false
}

// department is what a source says of one; 0: of none.
func (r *renderer) department(s Source, id int64) string {
	d := r.tree.Department(id)
	if d == nil {
		return ""
	}
	switch s.What {
	case Code:
		return d.Code
	case Name:
		return d.Name
	case Level:
		if path := r.paths[id]; 0 < s.Level && s.Level <= len(path) {
			return path[s.Level-1]
		}
	case Path:
		return strings.Join(r.paths[id], s.Join)
	}
	return ""
}

// deep says whether one of the departments in slots is below the last level for which there is
// a column, where no other column tells it.
func (r *renderer) deep(columns []Column, slots []int64) bool {
	levels, told := map[int]int{}, map[int]bool{}
	for _, c := range columns {
		switch m := c.Source.member(); c.Source.What {
		case Level:
			levels[m] = max(levels[m], c.Source.Level)
		case Code, Name, Path:
			told[m] = true
		case All, AllNames:
			return false
		}
	}
	for m, last := range levels {
		if m <= len(slots) && !told[m] && len(r.paths[slots[m-1]]) > last {
			return true
		}
	}
	return false
}

// value is what a source says of a record; slots are its departments.
func (r *renderer) value(s Source, of subject, slots []int64) string {
	switch s.What {
	case Field:
		if of.user != nil {
			return s.field(of.user)
		}
		return r.departmentField(s, of.dep)
	case Code, Name, Level, Path:
		if m := s.member(); m <= len(slots) {
			return r.department(s, slots[m-1])
		}
	case All, AllNames:
		var said []string
		for _, id := range slices.SortedFunc(slices.Values(of.user.Departments), func(a, b int64) int { return cmp.Compare(r.place[a], r.place[b]) }) {
			d := r.tree.Department(id)
			if d == nil || s.What == All && d.Code == "" {
				continue
			}
			said = append(said, map[What]string{All: d.Code, AllNames: d.Name}[s.What])
		}
		return strings.Join(said, s.Join)
	case Fixed:
		return s.Text
	case Delete:
		return s.Stays
	}
	return ""
}

var userFields, departmentFields = fieldsByName(directory.UserFields), fieldsByName(directory.DepartmentFields)

func fieldsByName[T directory.Department | directory.User](fields []directory.Field[T]) map[string]*directory.Field[T] {
	all := map[string]*directory.Field[T]{}
	for i := range fields {
		all[fields[i].Name] = &fields[i]
	}
	return all
}

func (s Source) field(u *directory.User) string {
	text := userFields[s.Field].Written(u)
	if s.Part == Full && s.Script == AsIs && s.Space == "" {
		return text
	}
	return s.spaced(s.Script.in(s.Part.of(text))) // a script may narrow the space
}

func (r *renderer) departmentField(s Source, d *directory.Department) string {
	if s.Field == directory.FieldParent {
		if up := r.tree.Department(d.ParentID); up != nil {
			return up.Code
		}
		return ""
	}
	return departmentFields[s.Field].Written(d)
}

// same says whether a cell of the service says what a value here says.
func (r *renderer) same(s Source, cell, value string) bool {
	if cell == value {
		return true
	}
	if s.What == Fixed || s.What == Delete || s.What == Nothing {
		return false
	}
	if s.What == All || s.What == AllNames {
		return slices.Equal(listed(s, cell), listed(s, value))
	}
	cell = s.fold(cell)
	return cell == s.fold(value) || r.encoding == csvfile.CP932 && cell == s.fold(r.encoding.Form(value))
}

// misleads says whether a cell with several departments has one in whose own name or code
// stands what is between them.
func (r *renderer) misleads(s Source, cell string) bool {
	if s.What != Path && s.What != All && s.What != AllNames || !strings.Contains(cell, s.Join) {
		return false
	}
	return slices.ContainsFunc(r.now.Departments, func(d directory.Department) bool {
		text := d.Name
		if s.What == All {
			text = d.Code
		}
		return strings.Contains(text, s.Join) && strings.Contains(cell, text)
	})
}

// listed are the departments of one cell, in any order.
func listed(s Source, cell string) []string {
	var all []string
	for _, one := range strings.Split(cell, cmp.Or(s.Join, ";")) {
		if one = s.fold(one); one != "" {
			all = append(all, one)
		}
	}
	slices.Sort(all)
	return all
}
