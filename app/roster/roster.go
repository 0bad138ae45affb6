// Package roster makes the 名簿, the list that works without electricity: from a directory
// and what a person chose ([Choices]) comes a [Roster], and from that one HTML file that
// holds everything ([Roster.WriteHTML]), a workbook ([Roster.WriteXLSX]), or a text for the
// clipboard ([Roster.Text]). [Roster.FirstPage] is what a window shows of the first page, and
// [Compare] tells which people and departments another one has otherwise.
//
// Nothing is sent anywhere, and the HTML runs nothing and asks for nothing: it has no
// script, all its text is escaped, and its Content-Security-Policy allows its own style
// alone.
//
// It is not for files or the window, and reads no database.
package roster

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"anpisync/app/browse"
	"anpisync/app/contact"
	"anpisync/app/message/label"
	"anpisync/reconcile/directory"
)

// Form is what a roster looks like.
type Form string

// The forms, which stand in the database.
const (
	ByDepartment Form = "departments" // 部署別一覧
	Calls        Form = "calls"       // 緊急連絡網
	Cards        Form = "cards"       // 携帯カード
	Chart        Form = "chart"       // 組織図
)

// Forms are all, in the order of their menu.
func Forms() []Form { return []Form{ByDepartment, Calls, Cards, Chart} }

var formNames = map[Form]string{ByDepartment: "部署別一覧", Calls: "緊急連絡網", Cards: "携帯カード", Chart: "組織図"}

// String is the name that people read.
func (f Form) String() string { return formNames[f] }

// Choices are what a person has chosen of a roster. The texts that they typed are not part
// of the JSON, so that they can be kept apart.
type Choices struct {
	Form      Form     `json:"form"`
	Fields    []string `json:"fields"`               // names of directory.UserFields, in the order of their columns
	Suspended bool     `json:"suspended,omitempty"`  // 停止中 too
	ByReading bool     `json:"by_reading,omitempty"` // in the order of よみ; otherwise 並び順 goes first
	Across    bool     `json:"across,omitempty"`     // A4 across
	Apart     bool     `json:"apart,omitempty"`      // each department begins a page
	Of        Of       `json:"of"`

	Title string `json:"-"`
	Note  string `json:"-"` // 集合場所, 171 …
}

// Of says of whom. The zero value is everybody.
type Of struct {
	Department int64           `json:"department,omitempty"` // or browse.Unassigned; 0: all
	Below      bool            `json:"below,omitempty"`      // the departments below it too
	Filter     browse.Filter   `json:"filter,omitempty"`
	Check      directory.Check `json:"check,omitempty"`
	Accepted   bool            `json:"accepted,omitempty"`
	Search     string          `json:"-"`
}

// Whole says whether everybody is meant.
func (o Of) Whole() bool { return o == Of{} }

// query is what finds the people.
func (o Of) query() browse.Query {
	q := browse.Query{Node: o.Department, Below: o.Below, Filter: o.Filter, Check: o.Check, Accepted: o.Accepted, Search: o.Search}
	if q.Node == 0 {
		q.Node = browse.AllUsers
	}
	return q
}

// DefaultChoices are those before anything was chosen.
func DefaultChoices() Choices {
	return Choices{Form: ByDepartment, Fields: defaultFields(), Title: "緊急連絡先名簿", Note: DefaultNote}
}

// DefaultNote is how the telephone company's board for messages works, and room for more.
const DefaultNote = "災害用伝言ダイヤル：171 → 録音は1、再生は2 → 自宅などの電話番号\n集合場所："

// FieldNames are the fields of a user that a roster can have, as directory.UserFields has
// them: texts that are no secret, the departments, the order and whether they are 停止中;
// of the further fields, those that a person has chosen to read.
func FieldNames(o directory.Options) (names []string) {
	for i := range directory.UserFields {
		if f := &directory.UserFields[i]; o.Has(f) && offered(f) {
			names = append(names, f.Name)
		}
	}
	return names
}

func offered(f *directory.Field[directory.User]) bool {
	if f.Secret {
		return false
	}
	switch f.Of(new(directory.User)).(type) {
	case *string, *[]int64, *directory.OptionalInt:
		return true
	}
	return f.Name == directory.FieldSuspended
}

// defaultFields are what an import brings, with the address at the end, since it is long
// and a telephone is nearer.
func defaultFields() (names []string) {
	for _, f := range directory.UserFields {
		if f.Imported && f.ByHand && f.Name != directory.FieldEmail && f.Name != directory.FieldEmployee {
			names = append(names, f.Name)
		}
	}
	return append(names, directory.FieldEmail)
}

// Label is how a field is called in Japanese.
func Label(field string) string { return label.Of(directory.KindUser, field) }

// IsPhone says whether a field holds telephone numbers.
func IsPhone(field string) bool { return strings.HasSuffix(field, directory.FieldPhone) }

// Source says where the directory came from.
type Source struct {
	Domain   string    // empty: it was never imported
	Imported time.Time // the last import from there; the zero time: none
	Now      time.Time // when the roster is made
	Past     bool      // or of when it is
}

// Roster is a roster, ready to be written.
type Roster struct {
	Choices
	Source
	Departments []Department // from top to bottom; those without people only above others
	People      int          // each counted once

	model  *browse.Model
	fields []*directory.Field[directory.User]
	names  map[int64]string // of departments, as they are shown
}

// Department is one with the people of the roster in it.
type Department struct {
	ID      int64 // browse.Unassigned: the people without one
	Name    string
	Path    []string // the names from the top to its parent
	Level   int      // how far from the top of what is in the roster
	Parent  int      // its place in Roster.Departments; -1: none
	Members []*directory.User
}

// Build makes a roster of a directory.
func Build(m *browse.Model, c Choices, s Source) *Roster {
	if c.Form == Chart {
		c.Suspended = true // its boxes count them
	}
	r := &Roster{Choices: c, Source: s, model: m, names: map[int64]string{}}
	r.choose(c.Fields)
	if len(r.fields) == 0 && c.Form == ByDepartment { // those chosen are not read any more: rows of nothing help nobody
		r.choose(defaultFields())
	}
	for _, d := range m.Directory().Departments {
		r.names[d.ID] = directory.Revealed(d.Name)
	}
	members := map[int64][]*directory.User{}
	list := m.List(c.Of.query())
	for i := range list.Len() {
		u := list.Row(i).User
		if !u.Counts() || u.Suspended && !c.Suspended { // who is held is in no roster (U14)
			continue
		}
		r.People++
		for _, id := range u.Departments {
			members[id] = append(members[id], u)
		}
		if len(u.Departments) == 0 {
			members[browse.Unassigned] = append(members[browse.Unassigned], u)
		}
	}
	order := newOrder(c.ByReading)
	for _, of := range members {
		order.sort(of)
	}
	r.fill(members)
	return r
}

// choose takes the fields with these names, as far as there are such.
func (r *Roster) choose(names []string) {
	for _, name := range names {
		for i := range directory.UserFields {
			if f := &directory.UserFields[i]; f.Name == name && r.model.Directory().Options.Has(f) && offered(f) {
				r.fields = append(r.fields, f)
			}
		}
	}
}

// fill takes the departments that have people, and those above them.
func (r *Roster) fill(members map[int64][]*directory.User) {
	node := r.model.Node(r.Of.Department)
	top, below := int64(directory.RootID), true
	switch {
	case r.Of.Department == browse.Unassigned:
		top = 0
	case node != nil && node.Department != nil:
		top, below = node.ID, r.Of.Below
	}
	var add func(id int64, path []string, level, parent int) bool
	add = func(id int64, path []string, level, parent int) bool {
		at := len(r.Departments)
		r.Departments = append(r.Departments, Department{
			ID: id, Name: r.names[id], Path: path, Level: level, Parent: parent, Members: members[id],
		})
		filled := len(members[id]) > 0
		if below {
			lower := append(slices.Clip(path), r.names[id])
			for _, child := range r.model.Children(id) {
				if add(child, lower, level+1, at) {
					filled = true
				}
			}
		}
		if !filled {
			r.Departments = r.Departments[:at]
		}
		return filled
	}
	if r.model.Node(top) != nil {
		var path []string
		for _, name := range r.model.Path(top) {
			path = append(path, directory.Revealed(name))
		}
		add(top, path, 0, -1)
	}
	if people := members[browse.Unassigned]; len(people) > 0 {
		r.Departments = append(r.Departments, Department{ID: browse.Unassigned, Name: "未所属", Parent: -1, Members: people})
	}
}

// order sorts people: 並び順 first, unless よみ is to; who has neither comes last.
type order struct {
	byReading bool
	folded    map[int64]string
}

func newOrder(byReading bool) *order { return &order{byReading, map[int64]string{}} }

func (o *order) reading(u *directory.User) string {
	text, ok := o.folded[u.ID]
	if !ok {
		text = browse.Fold(cmp.Or(u.Reading, u.Name))
		o.folded[u.ID] = text
	}
	return text
}

func (o *order) sort(people []*directory.User) {
	slices.SortFunc(people, func(a, b *directory.User) int {
		if !o.byReading && a.SortOrder != b.SortOrder {
			if a.SortOrder.Valid != b.SortOrder.Valid {
				if a.SortOrder.Valid {
					return -1
				}
				return 1
			}
			return cmp.Compare(a.SortOrder.Value, b.SortOrder.Value)
		}
		return cmp.Or(strings.Compare(o.reading(a), o.reading(b)), strings.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
}

// Labels are the heads of the columns.
func (r *Roster) Labels() []string {
	labels := make([]string, len(r.fields))
	for i, f := range r.fields {
		labels[i] = Label(f.Name)
	}
	return labels
}

// text is what stands in a column for a person.
func (r *Roster) text(f *directory.Field[directory.User], u *directory.User) string {
	switch v := f.Of(u).(type) {
	case *string:
		return directory.Revealed(*v)
	case *[]int64:
		names := make([]string, 0, len(*v))
		for _, id := range *v {
			names = append(names, r.names[id])
		}
		return strings.Join(names, "、")
	case *bool:
		if *v {
			return "停止中"
		}
		return ""
	}
	return f.Written(u)
}

// numbers are the telephone numbers of a person among the chosen fields, or all of them
// where none is chosen.
func (r *Roster) numbers(u *directory.User) (numbers []string) {
	chosen := slices.ContainsFunc(r.fields, func(f *directory.Field[directory.User]) bool { return IsPhone(f.Name) })
	for i := range directory.UserFields {
		f := &directory.UserFields[i]
		if !IsPhone(f.Name) || f.Text == nil || !r.model.Directory().Options.Has(f) || chosen && !slices.Contains(r.fields, f) {
			continue
		}
		if number := *f.Text(u); number != "" && !slices.Contains(numbers, number) {
			numbers = append(numbers, directory.Revealed(number))
		}
	}
	return numbers
}

// number is the one to call first; an address where there is none.
func (r *Roster) number(u *directory.User) string {
	if numbers := r.numbers(u); len(numbers) > 0 {
		return numbers[0]
	}
	return directory.Revealed(u.Email)
}

// Tops are the departments that have a page of their own in 緊急連絡網: those right below
// the top, and the top itself for its own people.
func (r *Roster) tops() [][]*Department {
	var all [][]*Department
	for i := range r.Departments {
		d := &r.Departments[i]
		own := d.Level == 0 || d.Level == 1 && r.Departments[0].ID == directory.RootID
		if d.Level == 0 && d.ID == directory.RootID && len(d.Members) == 0 {
			continue
		}
		if own {
			all = append(all, nil)
		}
		all[len(all)-1] = append(all[len(all)-1], d)
	}
	return all
}

// caller is who calls the first person of a department: the first of the nearest one above
// that has people; nil: nobody, it is where the calls begin.
func (r *Roster) caller(d *Department) (*Department, *directory.User) {
	for at := d.Parent; at >= 0; at = r.Departments[at].Parent {
		if above := &r.Departments[at]; len(above.Members) > 0 {
			return above, above.Members[0]
		}
	}
	return nil, nil
}

// called are the departments whose first person the first of one calls.
func (r *Roster) called() map[int64][]*Department {
	called := map[int64][]*Department{}
	for i := range r.Departments {
		d := &r.Departments[i]
		if len(d.Members) == 0 {
			continue
		}
		if above, _ := r.caller(d); above != nil {
			called[above.ID] = append(called[above.ID], d)
		}
	}
	return called
}

// Foot says as of when, from where, and how many.
func (r *Roster) Foot() string {
	var parts []string
	made := " 作成"
	if r.Past {
		made = " の時点"
	}
	parts = append(parts, r.Now.Local().Format("2006年1月2日 15:04")+made)
	if r.Domain != "" {
		from := r.Domain
		if !r.Imported.IsZero() {
			from += "（" + r.Imported.Local().Format("2006年1月2日 15:04") + " 読み込み）"
		}
		parts = append(parts, from)
	}
	return strings.Join(append(parts, r.Counted()), "・")
}

// Counted says how many people and departments are in the roster.
func (r *Roster) Counted() string {
	n := 0
	for i := range r.Departments {
		if d := &r.Departments[i]; len(d.Members) > 0 && d.ID != browse.Unassigned {
			n++
		}
	}
	text := grouped(r.People) + "人・" + grouped(n) + "部署"
	if !r.Suspended {
		text += "（停止中を除く）"
	}
	return text
}

func grouped(n int) string { return humanize.Comma(int64(n)) }

// dialled is what a telephone dials for a number; "": it is none.
func dialled(number string) string { return contact.ParsePhone(number).Dialled() }

// mailable says whether an address can be written to.
func mailable(address string) bool {
	return address != "" && contact.CheckEmail(address) == ""
}

// Keep leaves only some departments in the roster, for printing changed pages anew.
func (r *Roster) Keep(ids map[int64]bool) *Roster {
	kept := *r
	kept.Departments = nil
	places := map[int]int{-1: -1}
	seen := map[int64]bool{}
	for i, d := range r.Departments {
		if !ids[d.ID] {
			continue
		}
		up := d.Parent
		for up >= 0 && !ids[r.Departments[up].ID] {
			up = r.Departments[up].Parent
		}
		d.Parent = places[up]
		d.Level = 0
		if d.Parent >= 0 {
			d.Level = kept.Departments[d.Parent].Level + 1
		}
		places[i] = len(kept.Departments)
		kept.Departments = append(kept.Departments, d)
		for _, u := range d.Members {
			seen[u.ID] = true
		}
	}
	kept.People = len(seen)
	return &kept
}
