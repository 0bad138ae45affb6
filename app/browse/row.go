package browse

import (
	"slices"
	"sync"

	"github.com/mattn/go-runewidth"

	"anpisync/reconcile/directory"
)

// Column is a column of the member list.
type Column int

// The columns, from left to right.
const (
	ColumnLogin Column = iota
	ColumnName
	ColumnReading
	ColumnEmail
	ColumnPhone
	ColumnDepartments
	ColumnState
	columns
)

var columnNames = [columns]string{"ログイン名", "名前", "よみ", "メールアドレス", "電話番号", "所属部署", "状態"}

// Columns are all columns, from left to right.
func Columns() []Column {
	all := make([]Column, columns)
	for i := range all {
		all[i] = Column(i)
	}
	return all
}

func (c Column) String() string { return columnNames[c] }

// Row is one user in the member list.
type Row struct {
	User        *directory.User
	Departments string // "開発チーム 他1": the first in the tree, and how many more

	home  int32 // of the first department in Model.nodes; their number: none
	state state
}

// Text is what stands in a column; the state's are the Tags in one text.
func (r *Row) Text(c Column) string {
	switch c {
	case ColumnLogin:
		return r.User.LoginName
	case ColumnName:
		return r.User.Name
	case ColumnReading:
		return r.User.Reading
	case ColumnEmail:
		return r.User.Email
	case ColumnPhone:
		return r.User.Phone
	case ColumnDepartments:
		return r.Departments
	case ColumnState:
		return stateTexts[r.state]
	}
	return ""
}

// Tags are the marks of the state: 停止中, このアプリのみ, 以前の連携先. They are shared.
func (r *Row) Tags() []string { return stateTags[r.state] }

// state is what tells users apart beside their fields.
type state uint8

const (
	suspended state = 1 << iota
	localOnly
	formerLink
	states
)

const former = "以前の連携先"

var (
	stateTags    [states][]string
	stateTexts   [states]string
	acceptedTags [states][]string // with one for a finding that was accepted
)

const accepted = "問題なし"

func init() {
	for s := range states {
		for _, t := range []struct {
			state state
			tag   string
		}{{suspended, "停止中"}, {localOnly, "このアプリのみ"}, {formerLink, former}} {
			if s&t.state == 0 {
				continue
			}
			stateTags[s] = append(stateTags[s], t.tag)
			if stateTexts[s] != "" {
				stateTexts[s] += "、"
			}
			stateTexts[s] += t.tag
		}
		acceptedTags[s] = append(slices.Clone(stateTags[s]), accepted)
	}
}

func stateOf(u *directory.User) (s state) {
	if u.Suspended {
		s |= suspended
	}
	if !u.Linked() {
		s |= localOnly
		if u.FormerLink {
			s |= formerLink
		}
	}
	return s
}

// usual is the text by which a column is as wide as nearly all of its rows want.
type usual struct {
	once sync.Once
	text string
}

// cells counts the cells of a text in a font for Japanese, where ambiguous characters
// are wide.
var cells = &runewidth.Condition{EastAsianWidth: true}

// Which share of the rows a column should have room for: one very long text does not
// take the room from all others.
const (
	fit     = 0.97
	sampled = 2000 // rows at most, spread over all, tell it
)

// Usual is a text that takes as much room in a column as nearly all rows need, to
// measure one instead of all. Rows without one do not count. Tags are drawn with room
// around them, which is for the caller to add.
func (m *Model) Usual(c Column) string {
	u := &m.usual[c]
	u.once.Do(func() {
		var samples []string // by cells
		var counts []int
		total := 0
		for i := 0; i < len(m.rows); i += 1 + len(m.rows)/sampled {
			text := m.rows[i].Text(c)
			n := cells.StringWidth(text)
			if n == 0 {
				continue
			}
			for len(counts) <= n {
				counts, samples = append(counts, 0), append(samples, "")
			}
			if counts[n] == 0 {
				samples[n] = text
			}
			counts[n]++
			total++
		}
		covered := 0
		for n, count := range counts {
			covered += count
			if count > 0 {
				u.text = samples[n]
			}
			if float64(covered) >= fit*float64(total) {
				return
			}
		}
	})
	return u.text
}
