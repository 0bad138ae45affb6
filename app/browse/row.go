package browse

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"

	"anpisync/app/message/label"
	"anpisync/reconcile/directory"
)

// Column is a column of the member list.
type Column struct {
	Title  string
	Text   func(*Row) string
	Tags   bool    // the text is of tags
	Weight float32 // of what room is left; 0: as wide as its texts
	Min    float32 // how narrow it may become for that

	whole func(l List, row int, c directory.Check) string // for a file; nil: the Text
	keys  func(*Model, *sortKeys)                         // what rows are sorted by; nil: by the folded text
}

// columnsOf are those of the fields that are listed, and two that are more than a field.
// Those with a weight give way first, and take what is left: their ends matter least.
func columnsOf(o directory.Options) []Column {
	return append(fieldColumns(o, map[string]Column{
		directory.FieldReading: {keys: (*Model).readingKeys},
		directory.FieldEmail:   {Weight: 3, Min: 138},
	}), moreColumns...)
}

var moreColumns = []Column{{
	Title: label.Of(directory.KindUser, directory.FieldDepartments), Text: func(r *Row) string { return r.Departments },
	Weight: 1, Min: 80, keys: (*Model).homeKeys,
	whole: func(l List, row int, _ directory.Check) string { return strings.Join(l.Departments(row), "、") },
}, {
	Title: label.Of(directory.KindUser, directory.FieldSuspended), Text: stateText,
	Tags: true, keys: (*Model).stateKeys,
	whole: func(l List, row int, c directory.Check) string { return strings.Join(l.Tags(row, c), "、") },
}}

func fieldColumns(o directory.Options, special map[string]Column) []Column {
	var all []Column
	for _, f := range o.UserFields() {
		if f.Listed {
			c := special[f.Name]
			c.Title = label.Of(directory.KindUser, f.Name)
			c.Text = func(r *Row) string { return *f.Text(r.User) }
			all = append(all, c)
		}
	}
	return all
}

// Whole is what a file says in the column of a row, with the findings of a check.
func (c *Column) Whole(l List, row int, check directory.Check) string {
	if c.whole == nil {
		return c.Text(l.Row(row))
	}
	return c.whole(l, row, check)
}

// standard are the columns of the manual's fields.
var standard = columnsOf(directory.Options{})

// Columns are those of every directory, from left to right. They are shared.
func Columns() []Column { return standard }

// Columns are all columns, from left to right. They are shared.
func (m *Model) Columns() []Column { return m.columns }

// Columns are those of the model that was asked.
func (l List) Columns() []Column {
	if l.model == nil {
		return standard
	}
	return l.model.columns
}

// stateText is that of the tags.
func stateText(r *Row) string {
	if r.goes != "" {
		return r.goes
	}
	return stateTexts[r.state]
}

// Row is one user in the member list.
type Row struct {
	User        *directory.User
	Departments string // "開発チーム 他1": the first in the tree, and how many more

	goes string // of who is held: when they are deleted (U14)

	home  int32 // of the first department in Model.nodes; their number: none
	state state
}

// Tags are the marks of the state: 停止中, このアプリのみ, 以前の連携先. They are shared.
func (r *Row) Tags() []string { return stateTags[r.state] }

// state is what tells users apart beside their fields.
type state uint8

const (
	suspended state = 1 << iota
	localOnly
	formerLink
	held
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
		}{{suspended, "停止中"}, {localOnly, "このアプリのみ"}, {formerLink, former}, {held, "保留中"}} {
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
	if u.Held() {
		s |= held
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
func (m *Model) Usual(column int) string {
	u := &m.usual[column]
	u.once.Do(func() {
		var samples []string // by cells
		var counts []int
		total := 0
		for i := 0; i < len(m.rows); i += 1 + len(m.rows)/sampled {
			text := m.columns[column].Text(&m.rows[i])
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

// widestSamples is how many texts of a column are measured in earnest.
const widestSamples = 8

// Widest are the texts of a column that may take the most room, the likeliest first:
// width is that of a character standing alone, and letters stand closer in some pairs.
func (m *Model) Widest(column int, width func(rune) float32) []string {
	return widest(len(m.rows), func(i int) string { return m.columns[column].Text(&m.rows[i]) }, width)
}

func widest(rows int, textOf func(row int) string, width func(rune) float32) []string {
	type sample struct {
		text string
		wide float32
	}
	var ascii [utf8.RuneSelf]float32 // to ask for each would take most of the time
	for r := range ascii {
		ascii[r] = width(rune(r))
	}
	var widest []sample // descending
	for i := range rows {
		text := textOf(i)
		var wide float32
		for _, r := range text {
			if r < utf8.RuneSelf {
				wide += ascii[r]
			} else {
				wide += width(r)
			}
		}
		full := len(widest) == widestSamples
		if text == "" || full && wide <= widest[widestSamples-1].wide ||
			slices.ContainsFunc(widest, func(s sample) bool { return s.text == text }) {
			continue
		}
		at, _ := slices.BinarySearchFunc(widest, wide, func(s sample, wide float32) int { return cmp.Compare(wide, s.wide) })
		if widest = slices.Insert(widest, at, sample{text, wide}); full {
			widest = widest[:widestSamples]
		}
	}
	texts := make([]string, len(widest))
	for i, s := range widest {
		texts[i] = s.text
	}
	return texts
}
