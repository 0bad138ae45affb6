package format

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"anpisync/reconcile/directory"
)

// model is a service: it adds or changes by a key, deletes by a mark, or takes a file as all
// that it has.
type model struct {
	f    *Format
	rows map[string][]string // by key
}

func (m *model) take(t *rapid.T, file []byte) {
	table, err := readText(t.Context(), file, m.f.Shape.Separator)
	if err != nil {
		if strings.Contains(err.Error(), "(empty)") {
			table = &table0
		} else {
			t.Fatal(err)
		}
	}
	lines := table.lines[min(len(table.lines), len(m.f.Shape.HeadLines)):]
	if m.f.Whole {
		clear(m.rows)
	}
	mark := m.f.index(Delete)
	for _, l := range lines {
		key := l.cells[m.f.Key]
		if mark >= 0 && l.cells[mark] == m.f.Columns[mark].Source.Text {
			delete(m.rows, key)
			continue
		}
		if m.rows[key] == nil {
			m.rows[key] = make([]string, len(l.cells))
		}
		copy(m.rows[key], l.cells)
		m.rows[key][m.f.index(Password)] = "" // no service gives it out
	}
}

var table0 table

// want is what the service should have of a directory: the rows of everybody as if it had
// never had anything, but for what it keeps itself.
func (m *model) want(t *rapid.T, d *directory.Directory) map[string]string {
	draft, err := Prepare(m.f, d, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, e := range draft.Entries {
		all[e.Key] = m.shown(e.Cells)
	}
	return all
}

// shown is a row without what is the service's own, and with memberships in any order.
func (m *model) shown(cells []string) string {
	var all, departments []string
	for i, c := range m.f.Columns {
		switch s := c.Source; {
		case s.What == Keep || s.What == Password:
		case s.isMember():
			departments = append(departments, cells[i])
		default:
			all = append(all, s.fold(cells[i]))
		}
	}
	slices.Sort(departments)
	return strings.Join(append(all, departments...), "|")
}

func (m *model) has() map[string]string {
	all := map[string]string{}
	for key, cells := range m.rows {
		all[key] = m.shown(cells)
	}
	return all
}

// keepRows is what is remembered after rows have changed.
func keepRows(rows []Row, changed []Row) []Row {
	all := slices.Clone(rows)
	for _, c := range changed {
		if i := slices.IndexFunc(all, func(r Row) bool { return r.Record == c.Record }); i >= 0 {
			all[i] = c
		} else {
			all = append(all, c)
		}
	}
	return all
}

// anyChange does to the people what an import, an edit or an undo may do.
func anyChange(t *rapid.T, d *directory.Directory) *directory.Directory {
	then := *d
	then.Users = slices.Clone(d.Users)
	for range rapid.IntRange(0, 4).Draw(t, "changes") {
		at := -1
		if len(then.Users) > 0 {
			at = rapid.IntRange(0, len(then.Users)-1).Draw(t, "who")
		}
		what := rapid.IntRange(0, 8).Draw(t, "what")
		if at < 0 {
			what = 0
		}
		text := rapid.SampledFrom([]string{"佐藤 昇", "鈴木 美咲", "Smith, John", `高橋 "健"`, "加藤\n改行", "髙木 さくら"}).Draw(t, "text")
		switch what {
		case 0:
			n := then.NextUserID
			then.NextUserID++
			then.Users = append(then.Users, directory.User{ID: n, LoginName: fmt.Sprintf("new%d", n), Name: text, EmployeeNumber: fmt.Sprintf("9%d", n), Email: fmt.Sprintf("new%d@example.co.jp", n), Departments: []int64{4}})
		case 1:
			then.Users = slices.Delete(then.Users, at, at+1)
		case 2:
			then.Users[at].Name = text
		case 3:
			then.Users[at].Phone = rapid.SampledFrom([]string{"", "03-1111-2222", "0311112222"}).Draw(t, "phone")
		case 4:
			login := fmt.Sprintf("renamed%d-%d", then.Users[at].ID, rapid.IntRange(0, 3).Draw(t, "login"))
			if slices.ContainsFunc(then.Users, func(u directory.User) bool { return u.LoginName == login }) {
				continue // it may have been swapped, and is nobody else's then
			}
			then.Users[at].LoginName = login
		case 5:
			other := rapid.IntRange(0, len(then.Users)-1).Draw(t, "other")
			then.Users[at].LoginName, then.Users[other].LoginName = then.Users[other].LoginName, then.Users[at].LoginName
		case 6:
			ids := rapid.SliceOfNDistinct(rapid.SampledFrom([]int64{2, 3, 4, 5, 6, 7, 8}), 0, 2, rapid.ID).Draw(t, "in")
			slices.Sort(ids)
			then.Users[at].Departments = ids
		case 7:
			then.Users[at].HeldSince = rapid.SampledFrom([]string{"", "2026-01-01T00:00:00Z"}).Draw(t, "held")
		case 8: // somebody new has the login name of who goes
			n := then.NextUserID
			then.NextUserID++
			gone := then.Users[at]
			then.Users = slices.Delete(then.Users, at, at+1)
			then.Users = append(then.Users, directory.User{ID: n, LoginName: gone.LoginName, Name: text, EmployeeNumber: fmt.Sprintf("9%d", n)})
		}
	}
	return &then
}

func modelFormat(whole bool) *Format {
	f := &Format{Version: Version, Name: "見本", Kind: Users, Whole: whole,
		Shape: Shape{Encoding: "UTF-8", Separator: ",", LineEnd: "\r\n", HeadLines: []string{"ログインID,氏名,電話,備考,所属1,所属2,拠点,パスワード,削除"}},
		Columns: []Column{{Name: "ログインID", Source: login}, {Name: "氏名", Source: name, Quote: QuoteAlways}, {Name: "電話", Source: phone}, {Name: "備考", Source: Of(directory.FieldMemo)},
			{Name: "所属1", Source: code(1)}, {Name: "所属2", Source: code(2)}, {Name: "拠点", Source: keep}, {Name: "パスワード", Source: Source{What: Password}}, {Name: "削除", Source: Source{What: Delete, Text: "1", Stays: "0"}}},
	}
	return f
}

func TestDifferences_BringTheServiceToThePeopleOfTheDirectory(t *testing.T) {
	for _, whole := range []bool{false, true} {
		t.Run(fmt.Sprint("whole ", whole), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				m := &model{f: modelFormat(whole), rows: map[string][]string{}}
				d := office(rapid.IntRange(0, 8).Draw(t, "people"))
				var rows []Row
				kept := map[int64]string{}
				for range rapid.IntRange(1, 6).Draw(t, "imports") {
					d = anyChange(t, d)
					if rapid.IntRange(0, 3).Draw(t, "not handed over") == 0 {
						continue
					}
					draft, err := Prepare(m.f, d, rows, Options{Difference: rapid.Bool().Draw(t, "difference"), Password: "initial1"})
					if err != nil {
						t.Fatal(err)
					}
					if p := draft.Problems(); len(p) > 0 {
						t.Fatalf("%+v", p)
					}
					var file bytes.Buffer
					if err := draft.Write(t.Context(), &file, ""); err != nil {
						t.Fatal(err)
					}
					m.take(t, file.Bytes())
					rows = keepRows(rows, draft.Rows())
					if got, want := m.has(), m.want(t, d); fmt.Sprint(got) != fmt.Sprint(want) {
						t.Fatalf("the service has\n%v\nwant\n%v\nfrom\n%s", got, want, file.String())
					}
					if again, _ := Prepare(m.f, d, rows, Options{Difference: true}); again.Counts().New+again.Counts().Changed+again.Counts().Leave > 0 {
						t.Fatalf("handed over, and differs: %+v", again.Counts())
					}
					for i, u := range d.Users { // the service's own column of some
						if cells := m.rows[u.LoginName]; cells != nil && u.Counts() {
							if was, ok := kept[u.ID]; ok && cells[6] != was {
								t.Fatalf("拠点 of %d was %q, is %q", u.ID, was, cells[6])
							}
							if i%2 == 0 && kept[u.ID] == "" {
								cells[6] = fmt.Sprint("拠点", u.ID)
								for k := range rows {
									if rows[k].Record == u.ID { // as reading its export would
										rows[k].Line = m.f.Shape.join(cells, m.f.Columns)
									}
								}
								kept[u.ID] = cells[6]
							}
						}
					}
					for _, row := range rows {
						if strings.Contains(row.Line, "initial1") {
							t.Fatal("a password is kept")
						}
						if !row.There {
							delete(kept, row.Record)
						}
					}
				}
			})
		})
	}
}
