package message

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"anpisync/app/message/label"
	"anpisync/reconcile/directory"
)

// None stands where a field is empty.
const None = "（なし）"

const (
	noDepartment      = "未所属"
	unknownDepartment = "（今はない部署）" // of a change in the history
	pathSeparator     = " ＞ "
)

// Field is one field of a record that a plan changes, or that tells about a record that
// it creates.
type Field struct {
	Name          string // as in the manual
	Before, After string // None where it is empty; Before is "" of a new record
}

// Emptied says whether something was there and nothing will be.
func (f Field) Emptied() bool {
	return f.Before != "" && f.Before != None && f.Before != noDepartment && (f.After == None || f.After == noDepartment)
}

// String is "部署名：開発T → 開発チーム".
func (f Field) String() string {
	if f.Before == "" {
		return f.Name + "：" + f.After
	}
	return f.Name + "：" + f.Before + " → " + f.After
}

// Description is everything that a person reads of one change.
type Description struct {
	Action  directory.Action
	Kind    directory.RecordKind
	Name    string  // "佐藤 昇（sato）", "開発チーム"
	Fields  []Field // emptied ones first
	Note    string  // what a deletion takes along; empty for other changes
	Reasons []string
}

// Text is the fields and the note in one line.
func (d Description) Text() string {
	var b strings.Builder
	for i, f := range d.Fields {
		if i > 0 {
			b.WriteString("／")
		}
		b.WriteString(f.String())
	}
	return join("／", b.String(), d.Note)
}

// Reason is all reasons in one line.
func (d Description) Reason() string { return strings.Join(d.Reasons, "、") }

// Emptied says whether any field is.
func (d Description) Emptied() bool { return slices.ContainsFunc(d.Fields, Field.Emptied) }

// Describer puts the changes of one plan into words. It knows where every department
// stands before and after.
type Describer struct {
	plan          *directory.Plan
	base          *directory.Directory
	before, after departments
	leaving       map[int64]leaving // of deleted departments; nil until the first is described
}

// leaving is what a deleted department takes along.
type leaving struct {
	members    int      // who were in it
	unassigned int      // of these, who stay and are in none afterwards
	lifted     []string // departments that stay and move up (D6)
}

// NewDescriber describes the changes of p, which was made from d. For changes of the
// history, of which the directory then is not known, d may be today's.
func NewDescriber(p *directory.Plan, d *directory.Directory) *Describer {
	before, after := slices.Clip(d.Departments), slices.Clip(d.Departments)
	gone := map[int64]bool{}
	for _, c := range p.Departments {
		if c.Before != nil {
			before = append(before, *c.Before)
		}
		if c.After != nil {
			after = append(after, *c.After)
		} else {
			gone[c.ID()] = true
		}
	}
	after = slices.DeleteFunc(slices.Clone(after), func(d directory.Department) bool { return gone[d.ID] })
	return &Describer{plan: p, base: d, before: departments{directory.NewTree(before)}, after: departments{directory.NewTree(after)}}
}

// Department describes a change of the plan.
func (r *Describer) Department(c *directory.Change[directory.Department]) Description {
	d := Description{Action: c.Action, Kind: directory.KindDepartment, Reasons: r.reasons(directory.KindDepartment, c.Reason, c.Also)}
	switch {
	case c.After == nil:
		d.Name = c.Before.Name
		d.Note = r.departmentLeaves(c.Before.ID)
		return d
	case c.Before == nil:
		d.Name = c.After.Name
		d.Fields = []Field{{"親部署", "", r.after.path(c.After.ParentID)}}
		if c.Reason == directory.ReasonNew && c.After.Code != "" {
			d.Reasons[0] += "（" + c.After.Code + "）"
		} else if c.After.Code != "" {
			d.Fields = append(d.Fields, Field{"部署コード", "", c.After.Code})
		}
		return d
	}
	b, a := c.Before, c.After
	d.Name = a.Name
	was, is := *b, *a
	if b.ParentID != a.ParentID {
		was.SortOrder = is.SortOrder // of other siblings
	}
	d.Fields = differences(r, c.Action, directory.DepartmentFields, directory.KindDepartment, &was, &is, departmentLink)
	return d
}

// User describes a change of the plan.
func (r *Describer) User(c *directory.Change[directory.User]) Description {
	d := Description{Action: c.Action, Kind: directory.KindUser, Reasons: r.reasons(directory.KindUser, c.Reason, c.Also)}
	switch {
	case c.After == nil:
		d.Name = Person(c.Before)
		var departments, memo string
		if len(c.Before.Departments) > 0 {
			departments = "所属部署：" + r.before.names(c.Before.Departments)
		}
		if c.Before.Memo != "" {
			memo = "メモ「" + c.Before.Memo + "」も失われます"
		}
		d.Note = join("。", departments, memo)
		return d
	case c.Before == nil:
		d.Name = Person(c.After)
		d.Fields = []Field{{label.Of(directory.KindUser, directory.FieldDepartments), "", r.after.names(c.After.Departments)}}
		for i := range directory.UserFields {
			f := &directory.UserFields[i]
			if words := say(f, c.After, r.after); f.ByHand && !f.Required && words != "" {
				d.Fields = append(d.Fields, Field{label.Of(directory.KindUser, f.Name), "", words})
			}
		}
		return d
	}
	b, a := c.Before, c.After
	d.Name = Person(a)
	d.Fields = differences(r, c.Action, directory.UserFields, directory.KindUser, b, a, userLink)
	return d
}

func (r *Describer) reasons(kind directory.RecordKind, reason directory.Reason, also []directory.Reason) []string {
	words := make([]string, 1, 1+len(also))
	words[0] = Reason(kind, reason)
	for _, a := range also {
		words = append(words, Reason(kind, a))
	}
	return words
}

// departmentLeaves is "所属2人のうち1人が未所属になります。下の「安全対策本部」は開発本部の下へ".
func (r *Describer) departmentLeaves(id int64) string {
	if r.leaving == nil {
		r.leave()
	}
	l := r.leaving[id]
	var members string
	switch {
	case l.unassigned > 0:
		members = fmt.Sprintf("所属%s人のうち%s人が未所属になります", grouped(l.members), grouped(l.unassigned))
	case l.members > 0:
		members = fmt.Sprintf("所属%s人", grouped(l.members))
	}
	return join("。", members, strings.Join(l.lifted, "、"))
}

// leave finds out for all deleted departments at once who is in them.
func (r *Describer) leave() {
	r.leaving = map[int64]leaving{}
	for _, c := range r.plan.Departments {
		switch {
		case c.After == nil:
			l := r.leaving[c.Before.ID]
			r.leaving[c.Before.ID] = l
		case c.Before != nil && c.Before.ParentID != c.After.ParentID && r.after.Department(c.Before.ParentID) == nil:
			l := r.leaving[c.Before.ParentID]
			l.lifted = append(l.lifted, "下の「"+c.After.Name+"」は"+r.after.name(c.After.ParentID)+"の下へ")
			r.leaving[c.Before.ParentID] = l
		}
	}
	after := make(map[int64]*directory.User, len(r.plan.Users))
	for _, c := range r.plan.Users {
		if c.Before != nil {
			after[c.Before.ID] = c.After
		}
	}
	for i := range r.base.Users {
		u := &r.base.Users[i]
		for _, id := range u.Departments {
			l, deleted := r.leaving[id]
			if !deleted {
				continue
			}
			l.members++
			if a, changed := after[u.ID]; changed && a != nil && len(a.Departments) == 0 {
				l.unassigned++
			}
			r.leaving[id] = l
		}
	}
}

// differences are the fields in which two states of a record differ, emptied ones first.
// What an action says by itself is not among them.
func differences[T directory.Department | directory.User](
	r *Describer, action directory.Action, fields []directory.Field[T], kind directory.RecordKind, before, after *T, link func(*T) string,
) []Field {
	differ := make([]*directory.Field[T], 0, 32) // not on the heap: there may be 100,000 records
	for i := range fields {
		if f := &fields[i]; !f.Same(before, after) {
			differ = append(differ, f)
		}
	}
	told, emptied := make([]Field, 0, len(differ)), 0
	for _, f := range differ {
		d := Field{label.Of(kind, f.Name), orNone(say(f, before, r.before)), orNone(say(f, after, r.after))}
		switch {
		case f.Secret:
			d.Before, d.After = "以前のもの", "変更後のもの"
		case f.Name != directory.FieldCybozuID && f.Name != directory.FieldFormerLink:
		case action == directory.Link, f.Name == directory.FieldFormerLink && link(before) == link(after):
			continue
		case link(before) != link(after):
			d = Field{label.Of(kind, directory.FieldFormerLink), link(before), link(after)}
		}
		switch {
		case len(told) > emptied && told[len(told)-1] == d: // the link is two fields
		case d.Emptied():
			told = slices.Insert(told, emptied, d)
			emptied++
		default:
			told = append(told, d)
		}
	}
	return told
}

// say is what a field is to a person, with its departments at that time; "": empty.
func say[T directory.Department | directory.User](f *directory.Field[T], record *T, at departments) string {
	switch v := f.Of(record).(type) {
	case *string:
		if f.Name == directory.FieldHeldSince && *v != "" {
			return heldSince(*v)
		}
		return *v
	case *[]int64:
		return at.names(*v)
	case *directory.OptionalInt:
		if v.Valid {
			return strconv.FormatInt(v.Value, 10)
		}
	case *int64:
		if f.Name == directory.FieldParent {
			return at.path(*v)
		}
		return strconv.FormatInt(*v, 10)
	case *bool:
		if f.Name == directory.FieldSuspended {
			return state(*v)
		}
	}
	return ""
}

// heldSince is the day from which somebody is held (U14).
func heldSince(text string) string {
	since, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return text
	}
	return since.Local().Format("2006/01/02") + "から保留"
}

func orNone(s string) string {
	if s == "" {
		return None
	}
	return s
}

// Person is "佐藤 昇（sato）". A record of the history from which personal data was erased
// has neither.
func Person(u *directory.User) string {
	switch {
	case u.Name == "" && u.LoginName == "":
		return "（消去済み）"
	case u.Name == "":
		return u.LoginName
	}
	return u.Name + "（" + u.LoginName + "）"
}

func state(suspended bool) string {
	if suspended {
		return "停止中"
	}
	return "使用中"
}

func userLink(u *directory.User) string             { return link(u.CybozuID, u.FormerLink) }
func departmentLink(d *directory.Department) string { return link(d.CybozuID, d.FormerLink) }

func link(id directory.CybozuID, former bool) string {
	switch {
	case id != 0:
		return "連携済み"
	case former:
		return "以前の連携先"
	}
	return "このアプリのみ"
}

// departments are those at one time.
type departments struct{ *directory.Tree }

func (t departments) name(id int64) string {
	if d := t.Department(id); d != nil {
		return d.Name
	}
	return unknownDepartment
}

// path is "最上位部署 ＞ 開発本部".
func (t departments) path(id int64) string {
	if t.Department(id) == nil {
		return unknownDepartment
	}
	return strings.Join(t.Path(id), pathSeparator)
}

// names is "営業部、海外営業部".
func (t departments) names(ids []int64) string {
	if len(ids) == 0 {
		return noDepartment
	}
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = t.name(id)
	}
	return strings.Join(names, "、")
}
