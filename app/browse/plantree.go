package browse

import (
	"cmp"
	"slices"
	"strings"

	"anpisync/app/message"
	"anpisync/reconcile/directory"
)

// PlanTree is a plan as a tree: the directory afterwards, and in it what happens. What
// goes is in its old place, what moves is there as a shadow, and what a person has left out
// is where it would come. It never changes, and any goroutine may ask.
type PlanTree struct {
	rows  []Change
	base  *directory.Directory
	out   directory.LeftOut
	after map[int64]*directory.User // of the users of base that change; nil: deleted

	nodes []PlanNode
	byID  map[int64]*PlanNode
	of    map[int64]*PlanNode // by the id of the department, without shadows
	top   []int64
}

// Fate is what becomes of a department, the most telling of it.
type Fate int

// The fates.
const (
	FateStays   Fate = iota
	FateCreated      // it is new
	FateDeleted      // it goes; this is its old place
	FateMoved        // it comes from elsewhere
	FateShadow       // it goes elsewhere; this is its old place
	FateChanged      // it stays where it is, and something of it changes
	FateLeftOut      // it is at cybozu.com, and left out
)

// Crowd counts people: of a department itself, and with those of all below it, each once.
type Crowd struct{ Direct, All int }

// PlanNode is one line of a PlanTree.
type PlanNode struct {
	ID         int64
	Fate       Fate
	Department *directory.Department // afterwards, or as it was where it goes; nil of AllUsers and Unassigned
	Change     *Change               // what happens to it; nil: nothing, or this is its shadow
	Name       string
	Was        string // another name before; empty: the same
	Other      int64  // of what moved or is a shadow: the department above it in the other place

	Before, After Crowd
	Joined, Left  int // who is in it only afterwards, and only before

	children []int64
	people   []int32 // the rows of those who are in it before or after, and change
	up       [2]*PlanNode
	seen     [2]int32
	order    int
	touched  bool // something happens here
	opens    bool // or below
}

// department is its id; 0: there is none.
func (n *PlanNode) department() int64 {
	if n.Department == nil {
		return 0
	}
	return n.Department.ID
}

// Untouched says whether it is a department of this program alone to which nothing happens.
func (n *PlanNode) Untouched() bool {
	d := n.Department
	return n.Fate == FateStays && d != nil && d.ParentID != 0 && !d.Linked()
}

// Answer is what a person may say to the department, or has said; false: nothing.
func (n *PlanNode) Answer() (m directory.Mend, given, ok bool) {
	switch {
	case n.Fate == FateLeftOut:
		return leftOut(directory.KindDepartment, n.Department.CybozuID, n.Name), true, true
	case n.Change != nil:
		return n.Change.Answer()
	}
	return directory.Mend{}, false, false
}

func leftOut(kind directory.RecordKind, id directory.CybozuID, name string) directory.Mend {
	return directory.Mend{Kind: directory.MendExclude, Record: kind, CybozuID: id, Name: name}
}

// shadowOf is the node of a department's old place. Those of departments are above 0.
func shadowOf(id int64) int64 { return Unassigned - id }

// comesOf is the node of an organization that comes, or would come if it were not left out,
// far below all shadows: its id here may be another one after an answer.
func comesOf(id directory.CybozuID) int64 { return -1<<63 + int64(id) }

// Tree is the plan of the preview as a tree. It is made once, off the window's goroutine.
func (v *Preview) Tree() *PlanTree {
	v.planted.Do(func() { v.tree = plantPlan(v) })
	return v.tree
}

func plantPlan(v *Preview) *PlanTree {
	p, d := v.plan, v.base
	t := &PlanTree{rows: v.rows, base: d, out: p.LeftOut, after: make(map[int64]*directory.User, len(p.Users))}
	room := len(d.Departments) + 2*len(p.Departments) + len(p.LeftOut.Departments) + 2
	t.nodes = make([]PlanNode, 0, room) // so that pointers stay good
	t.byID, t.of = make(map[int64]*PlanNode, room), make(map[int64]*PlanNode, room)
	all, none := t.add(PlanNode{ID: AllUsers, Name: "全ユーザー"}), t.add(PlanNode{ID: Unassigned, Name: "未所属ユーザー"})
	t.plant(p)
	t.hang()
	t.walk(0, t.top)
	t.count()
	people := 0
	for i := range d.Users {
		if d.Users[i].Counts() {
			people++
		}
	}
	all.Before, all.After = Crowd{people, people}, Crowd{people, people}
	for i := range t.rows {
		if t.rows[i].happens() != nil {
			t.move(int32(i), all, none)
		}
	}
	all.After.Direct += all.Joined - all.Left
	all.After.All = all.After.Direct
	t.open(t.top)
	return t
}

func (t *PlanTree) add(n PlanNode) *PlanNode {
	t.nodes = append(t.nodes, n)
	added := &t.nodes[len(t.nodes)-1]
	t.byID[n.ID] = added
	if n.Department != nil && n.Fate != FateShadow && n.Fate != FateLeftOut {
		t.of[n.Department.ID] = added
	}
	return added
}

// plant makes the nodes of departments.
func (t *PlanTree) plant(p *directory.Plan) {
	changed := make(map[int64]*Change, len(p.Departments))
	for i := range t.rows {
		if c := &t.rows[i]; c.LeftOut {
			continue // it does not happen; LeftOut has it
		} else if c.Department != nil && c.Department.Before != nil {
			changed[c.Department.ID()] = c
		} else if c.Department != nil {
			d := c.Department.After
			id := d.ID
			if d.Linked() {
				id = comesOf(d.CybozuID)
			}
			t.add(PlanNode{ID: id, Fate: FateCreated, Department: d, Change: c, Name: d.Name})
		}
	}
	for i := range t.base.Departments {
		before := &t.base.Departments[i]
		c := changed[before.ID]
		if c == nil {
			t.add(PlanNode{ID: before.ID, Department: before, Name: before.Name})
			continue
		}
		after := c.Department.After
		if after == nil {
			t.add(PlanNode{ID: before.ID, Fate: FateDeleted, Department: before, Change: c, Name: before.Name})
			continue
		}
		n := PlanNode{ID: before.ID, Fate: FateChanged, Department: after, Change: c, Name: after.Name}
		if before.Name != after.Name {
			n.Was = before.Name
		}
		if before.ParentID != after.ParentID {
			n.Fate, n.Other = FateMoved, before.ParentID
			t.add(PlanNode{ID: shadowOf(before.ID), Fate: FateShadow, Department: before, Name: before.Name, Other: after.ParentID})
		}
		t.add(n)
	}
	for i := range p.LeftOut.Departments {
		d := &p.LeftOut.Departments[i]
		t.add(PlanNode{ID: comesOf(d.CybozuID), Fate: FateLeftOut, Department: d, Name: d.Name})
	}
}

// hang puts each node below another one, in the order of D7; what goes and shadows are
// where they were among these.
func (t *PlanTree) hang() {
	for i := range t.nodes {
		n := &t.nodes[i]
		n.seen = [2]int32{-1, -1}
		switch {
		case n.Department == nil:
			continue
		case n.Fate != FateShadow && n.Fate != FateLeftOut:
			if n.Fate != FateCreated {
				before := n.Department.ParentID
				if n.Fate == FateMoved {
					before = n.Other
				}
				n.up[0] = t.of[before]
			}
			if n.Fate != FateDeleted {
				n.up[1] = t.of[n.Department.ParentID]
			}
		}
		if above := t.of[n.Department.ParentID]; above != nil {
			above.children = append(above.children, n.ID)
		} else {
			t.top = append(t.top, n.ID)
		}
	}
	for i := range t.nodes {
		slices.SortFunc(t.nodes[i].children, t.compare)
	}
	slices.SortFunc(t.top, t.compare)
	t.top = slices.Concat([]int64{AllUsers}, t.top, []int64{Unassigned})
}

func (t *PlanTree) compare(a, b int64) int {
	n, m := t.byID[a], t.byID[b]
	out := func(n *PlanNode) int {
		if n.Fate == FateLeftOut {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(out(n), out(m)), directory.CompareSiblings(n.Department, m.Department), cmp.Compare(a, b))
}

// walk numbers the nodes as they are drawn.
func (t *PlanTree) walk(next int, ids []int64) int {
	for _, id := range ids {
		n := t.byID[id]
		n.order = next
		next = t.walk(next+1, n.children)
	}
	return next
}

// happens is the change of a user, where it is one that comes.
func (c *Change) happens() *directory.Change[directory.User] {
	if c.LeftOut {
		return nil
	}
	return c.User
}

// count counts who is where, before and after, without those who stay nowhere.
func (t *PlanTree) count() {
	for i := range t.rows {
		if c := t.rows[i].happens(); c != nil && c.Before != nil {
			t.after[c.Before.ID] = c.After
		}
	}
	none := t.byID[Unassigned]
	for i := range t.base.Users {
		u := &t.base.Users[i]
		after, changed := t.after[u.ID]
		if !changed {
			after = u
		}
		if counted(u) != nil {
			t.enter(0, int32(i), u.Departments)
			if len(u.Departments) == 0 {
				none.Before.Direct++
			}
		}
		if counted(after) != nil {
			t.enter(1, int32(i), after.Departments)
		}
	}
	for i := range t.rows {
		if c := t.rows[i].happens(); c != nil && c.Before == nil && counted(c.After) != nil {
			t.enter(1, int32(len(t.base.Users)+i), c.After.Departments)
		}
	}
	none.Before.All = none.Before.Direct
	none.After = none.Before
}

// enter counts a person in departments, and once in each above them.
func (t *PlanTree) enter(when int, who int32, departments []int64) {
	for _, id := range departments {
		n := t.of[id]
		if n == nil {
			continue
		}
		n.crowd(when).Direct++
		for ; n != nil && n.seen[when] != who; n = n.up[when] {
			n.seen[when] = who
			n.crowd(when).All++
		}
	}
}

func (n *PlanNode) crowd(when int) *Crowd {
	if when == 0 {
		return &n.Before
	}
	return &n.After
}

// move tells each department of a change of somebody who is in it before or after.
func (t *PlanTree) move(row int32, all, none *PlanNode) {
	before, after := t.rows[row].places()
	all.people = append(all.people, row)
	joined, left := directory.DiffMemberships(before, after)
	for _, id := range slices.Concat(before, joined) {
		n := t.of[id]
		if n == nil {
			continue
		}
		n.touched = true
		n.people = append(n.people, row)
		if slices.Contains(joined, id) {
			n.Joined++
		} else if slices.Contains(left, id) {
			n.Left++
		}
	}
	c := t.rows[row].User
	was, is := unassigned(c.Before), unassigned(c.After)
	if was || is {
		none.people = append(none.people, row)
		none.touched = true
	}
	switch {
	case is && !was:
		none.Joined++
		none.After.Direct++
	case was && !is:
		none.Left++
		none.After.Direct--
	}
	none.After.All = none.After.Direct
	switch was, is := counted(c.Before) != nil, counted(c.After) != nil; {
	case is && !was:
		all.Joined++
	case was && !is:
		all.Left++
	}
}

// places are the departments of somebody, before and after.
func (c *Change) places() (before, after []int64) {
	if u := counted(c.User.Before); u != nil {
		before = u.Departments
	}
	if u := counted(c.User.After); u != nil {
		after = u.Departments
	}
	return before, after
}

// counted is a user who is one of 全ユーザー, or nil.
func counted(u *directory.User) *directory.User {
	if u == nil || !u.Counts() {
		return nil
	}
	return u
}

func unassigned(u *directory.User) bool { return counted(u) != nil && len(u.Departments) == 0 }

// open finds out which branches have something below them.
func (t *PlanTree) open(ids []int64) (any bool) {
	for _, id := range ids {
		n := t.byID[id]
		n.touched = n.touched || n.Fate != FateStays
		n.opens = t.open(n.children)
		any = any || n.touched || n.opens
	}
	return any
}

// At is the line of a department afterwards, or of one that goes; nil: there is none.
func (t *PlanTree) At(departmentID int64) *PlanNode { return t.of[departmentID] }

// Node is a line of the tree; nil: there is none.
func (t *PlanTree) Node(id int64) *PlanNode { return t.byID[id] }

// Children are the nodes below one, or below [Top].
func (t *PlanTree) Children(id int64) []int64 {
	if id == Top {
		return t.top
	}
	if n := t.byID[id]; n != nil {
		return n.children
	}
	return nil
}

// Opened are the branches below which something happens.
func (t *PlanTree) Opened() []int64 {
	var ids []int64
	for i := range t.nodes {
		if t.nodes[i].opens {
			ids = append(ids, t.nodes[i].ID)
		}
	}
	return ids
}

// First is the department that a person should look at first: what goes, else what
// changes otherwise, else where people change, from the top.
func (t *PlanTree) First() int64 {
	best, rank := AllUsers, 4
	for i := range t.nodes {
		n := &t.nodes[i]
		r := 4
		switch {
		case n.Department == nil || n.Fate == FateShadow || n.Fate == FateLeftOut:
		case n.Fate == FateDeleted:
			r = 1
		case n.Fate != FateStays:
			r = 2
		case n.touched:
			r = 3
		}
		if r < rank || r == rank && r < 4 && n.order < t.byID[best].order {
			best, rank = n.ID, r
		}
	}
	return best
}

// NameOf is the name of a department, after the plan if it is there then.
func (t *PlanTree) NameOf(id int64) string {
	if n := t.of[id]; n != nil {
		return n.Name
	}
	return ""
}

// Find are the nodes to be shown for a search: departments whose name or code holds all of
// its words, and those in which somebody changes whom it finds; with all above them.
func (t *PlanTree) Find(v *Preview, query string) map[int64]bool {
	words := Words(query)
	keep := map[int64]bool{}
	found := newBitset(len(t.rows))
	if len(words) > 0 {
		v.Warm()
		found = v.haystack.find(words)
	}
	for i := range t.nodes {
		n := &t.nodes[i]
		if n.Department == nil {
			continue
		}
		d := n.Department
		text := Loose(n.Name + "\n" + n.Was + "\n" + d.Code)
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) }) ||
			slices.ContainsFunc(n.people, found.has) {
			for ; n != nil && !keep[n.ID]; n = t.of[n.Department.ParentID] {
				keep[n.ID] = true
			}
		}
	}
	return keep
}

// Stand is what happens to a person as one department sees it.
type Stand int

// The stands, in the order in which they are listed.
const (
	StandLeaves  Stand = iota // is in it before, and not afterwards
	StandJoins                // the other way
	StandChanges              // is in it all the time, and something changes
	StandLeftOut              // is at cybozu.com, and left out
	StandStays
)

// PlanMember is one person of a department before or after a plan.
type PlanMember struct {
	User   *directory.User // afterwards; before, where they are deleted
	Change *Change         // nil: nothing happens to them
	Stand  Stand
	Text   string // where they go, or where they come from; empty: neither
}

// Name is what they are called; of those whose personal data was erased, that it was.
func (m *PlanMember) Name() string {
	if m.User.Name == "" {
		return message.Person(m.User)
	}
	return m.User.Name
}

// Key tells members apart, also those that come, whose id may be another one after an answer.
func (m *PlanMember) Key() int64 {
	if m.User.Linked() && (m.Stand == StandLeftOut || m.Change != nil && m.Change.Action == directory.Create) {
		return comesOf(m.User.CybozuID)
	}
	return m.User.ID
}

// Answer is what a person may say to what happens, or has said; false: nothing.
func (m *PlanMember) Answer() (mend directory.Mend, given, ok bool) {
	switch {
	case m.Stand == StandLeftOut:
		return leftOut(directory.KindUser, m.User.CybozuID, m.User.Name), true, true
	case m.Change != nil:
		return m.Change.Answer()
	}
	return directory.Mend{}, false, false
}

// Members are the people of a node: those to whom something happens first, by reading. Of
// all users, only these.
func (t *PlanTree) Members(id int64) []PlanMember {
	n := t.byID[id]
	if n == nil || n.Fate == FateLeftOut {
		return nil
	}
	if n.Fate == FateShadow {
		n = t.of[n.Department.ID]
	}
	members := make([]PlanMember, 0, len(n.people))
	for _, row := range n.people {
		members = append(members, t.member(n, &t.rows[row]))
	}
	in := func(u *directory.User) bool {
		switch n.ID {
		case AllUsers:
			return false
		case Unassigned:
			return len(u.Departments) == 0
		}
		return slices.Contains(u.Departments, n.department())
	}
	for i := range t.base.Users {
		u := &t.base.Users[i]
		if _, changed := t.after[u.ID]; !changed && counted(u) != nil && in(u) {
			members = append(members, PlanMember{User: u, Stand: StandStays})
		}
	}
	for i := range t.out.Users {
		if u := &t.out.Users[i]; n.ID == AllUsers || in(u) {
			members = append(members, PlanMember{User: u, Stand: StandLeftOut})
		}
	}
	keys := make(map[*directory.User]string, len(members))
	for i := range members {
		u := members[i].User
		keys[u] = Fold(cmp.Or(u.Reading, u.Name))
	}
	slices.SortStableFunc(members, func(a, b PlanMember) int {
		return cmp.Or(cmp.Compare(a.Stand, b.Stand), strings.Compare(keys[a.User], keys[b.User]), strings.Compare(a.User.LoginName, b.User.LoginName))
	})
	return members
}

func (t *PlanTree) member(n *PlanNode, c *Change) PlanMember {
	m := PlanMember{User: cmp.Or(c.User.After, c.User.Before), Change: c, Stand: StandChanges}
	before, after := c.places()
	joined, left := directory.DiffMemberships(before, after)
	was, is := slices.Contains(before, n.department()), slices.Contains(after, n.department())
	switch n.ID {
	case AllUsers:
		was, is = counted(c.User.Before) != nil, counted(c.User.After) != nil
	case Unassigned:
		was, is = unassigned(c.User.Before), unassigned(c.User.After)
	}
	switch {
	case was && !is:
		m.Stand = StandLeaves
		if c.User.After != nil { // else the tag says it
			m.Text = "→ " + t.goes(c, joined, after)
		}
	case is && !was:
		m.Stand = StandJoins
		if c.User.Before != nil {
			m.Text = "← " + t.comes(c, left, before)
		}
	}
	return m
}

// goes says where somebody goes who leaves a department.
func (t *PlanTree) goes(c *Change, joined, after []int64) string {
	switch {
	case c.User.After == nil:
		return "削除"
	case counted(c.User.After) == nil:
		return "保留"
	case len(joined) > 0:
		return t.names(joined) + "へ"
	case len(after) > 0:
		return t.names(after) + "に残る"
	}
	return "未所属に"
}

// comes says where somebody comes from who joins a department.
func (t *PlanTree) comes(c *Change, left, before []int64) string {
	switch {
	case counted(c.User.Before) == nil:
		return "保留"
	case len(left) > 0:
		return t.names(left) + "から"
	case len(before) > 0:
		return t.names(before) + "にも所属"
	}
	return "未所属から"
}

func (t *PlanTree) names(ids []int64) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = t.NameOf(id)
	}
	return strings.Join(names, "と")
}

// Whereabouts say of a department what becomes of those who leave it, most of them first:
// "13人はセールスチームへ、1人は削除". Empty: nobody leaves.
func (t *PlanTree) Whereabouts(n *PlanNode) string {
	const told = 3
	counts := map[string]int{}
	var words []string
	for _, row := range n.people {
		c := &t.rows[row]
		before, after := c.places()
		if !slices.Contains(before, n.department()) || slices.Contains(after, n.department()) {
			continue
		}
		joined, _ := directory.DiffMemberships(before, after)
		word := t.goes(c, joined, after)
		if counts[word] == 0 {
			words = append(words, word)
		}
		counts[word]++
	}
	slices.SortStableFunc(words, func(a, b string) int { return cmp.Compare(counts[b], counts[a]) })
	var parts []string
	rest := 0
	for i, word := range words {
		if i < told {
			parts = append(parts, message.People(counts[word])+"は"+word)
		} else {
			rest += counts[word]
		}
	}
	if rest > 0 {
		parts = append(parts, "ほか"+message.People(rest))
	}
	return strings.Join(parts, "、")
}
