package browse

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"anpisync/app/versus"
	"anpisync/cybozu"
	"anpisync/reconcile"
	"anpisync/reconcile/directory"
)

// office is a directory of the size that the screens are made for: as many users and
// departments, five levels deep, the same for every run.
func office(users, departments int) *directory.Directory {
	random := rand.New(rand.NewPCG(1, 2))
	family := []string{"佐藤", "鈴木", "髙﨑", "田中", "𠮷田", "伊藤", "渡辺", "山本"}
	families := []string{"さとう", "すずき", "タカサキ", "たなか", "よしだ", "ｲﾄｳ", "わたなべ", "やまもと"}
	given := []string{"昇", "美咲", "翔", "直海", "雪", "太郎", "花子"}
	givens := []string{"のぼる", "みさき", "しょう", "なおみ", "ゆき", "たろう", "はなこ"}
	d := &directory.Directory{Departments: []directory.Department{{ID: 1, Name: "最上位部署"}}}
	for id := int64(2); id <= int64(departments); id++ {
		parent := int64(1)
		if id > 12 {
			parent = 1 + id/10
		}
		d.Departments = append(d.Departments, directory.Department{
			ID: id, ParentID: parent, Name: fmt.Sprintf("第%d営業部", id), SortOrder: id, CybozuID: directory.CybozuID(id % 50),
		})
	}
	for id := int64(1); id <= int64(users); id++ {
		f, g := random.IntN(len(family)), random.IntN(len(given))
		u := directory.User{
			ID: id, LoginName: fmt.Sprintf("user%06d", random.IntN(10*users)), Name: family[f] + " " + given[g],
			Reading: families[f] + " " + givens[g], Email: fmt.Sprintf("User%06d@example.co.jp", id),
			Phone: fmt.Sprintf("03-%04d-%04d", random.IntN(10000), random.IntN(10000)), CybozuID: directory.CybozuID(id % 20),
		}
		for range random.IntN(3) {
			at := int64(1 + random.IntN(departments))
			if len(u.Departments) == 0 || u.Departments[0] < at {
				u.Departments = append(u.Departments, at)
			}
		}
		d.Users = append(d.Users, u)
	}
	return d
}

const manyUsers, manyDepartments = 100_000, 10_000

// asJSON reads the same directory from JSON: what a program that kept it in a file would
// begin with.
func asJSON(b *testing.B, d *directory.Directory) func() {
	text, err := json.Marshal(d)
	if err != nil {
		b.Fatal(err)
	}
	return func() {
		if err := json.Unmarshal(text, new(directory.Directory)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOpen is what happens between the loaded directory and the first list.
func BenchmarkOpen(b *testing.B) {
	d := office(manyUsers, manyDepartments)
	versus.Run(b, "json.Unmarshal", func() {
		m := Build(d)
		if l := m.List(Query{Node: AllUsers}); l.Len() != manyUsers {
			b.Fatal(l.Len())
		}
	}, asJSON(b, d))
}

// BenchmarkOpenWarm is what is prepared in the background after that.
func BenchmarkOpenWarm(b *testing.B) {
	d := office(manyUsers, manyDepartments)
	versus.Run(b, "json.Unmarshal", func() { Build(d).Warm() }, asJSON(b, d))
}

// BenchmarkSearch is beside looking into each text for the first word, as it is written.
func BenchmarkSearch(b *testing.B) {
	d := office(manyUsers, manyDepartments)
	m := Build(d)
	m.Warm()
	for _, query := range []string{"u", "たかさき", "ﾀｶｻｷ なおみ", "第12 さとう 03", "いない人"} {
		word := strings.Fields(query)[0]
		b.Run(query, func(b *testing.B) {
			versus.Run(b, "strings.Contains", func() { m.List(Query{Node: AllUsers, Search: query}) }, func() {
				var found []*directory.User
				for i := range d.Users {
					u := &d.Users[i]
					for _, text := range []string{u.LoginName, u.Name, u.Reading, u.Email, u.Phone} {
						if strings.Contains(text, word) {
							found = append(found, u)
							break
						}
					}
				}
				runtime.KeepAlive(found)
			})
		})
	}
}

// BenchmarkSelect is beside looking at each user.
func BenchmarkSelect(b *testing.B) {
	d := office(manyUsers, manyDepartments)
	m := Build(d)
	for name, q := range map[string]Query{
		"department": {Node: 2000}, "below": {Node: 1, Below: true}, "all": {Node: AllUsers}, "unassigned": {Node: Unassigned},
	} {
		m.List(q)
		b.Run(name, func(b *testing.B) {
			versus.Run(b, "slices.Contains", func() { m.List(q) }, func() {
				var found []*directory.User
				for i := range d.Users {
					if u := &d.Users[i]; q.Node == AllUsers || slices.Contains(u.Departments, q.Node) {
						found = append(found, u)
					}
				}
				runtime.KeepAlive(found)
			})
		})
	}
}

// BenchmarkSort is the first time that a column is sorted by; later ones are kept. It is
// beside sorting the same texts by their bytes.
func BenchmarkSort(b *testing.B) {
	m := Build(office(manyUsers, manyDepartments))
	for i, c := range Columns() {
		l := m.List(Query{Node: AllUsers})
		b.Run(c.Title, func(b *testing.B) {
			versus.Run(b, "slices.Sort", func() {
				m.orders[i] = order{}
				m.List(Query{Node: AllUsers, Sort: []Sort{{i, true}}})
			}, func() {
				texts := make([]string, l.Len())
				for row := range texts {
					texts[row] = c.Text(l.Row(row))
				}
				slices.Sort(texts)
			})
		})
	}
}

// BenchmarkPreview sets the model of 20,000 changes beside the reconcile that makes
// them, its tree beside its list, and a search in it beside looking into each text; and the
// reconcile beside reading its snapshot from JSON.
func BenchmarkPreview(b *testing.B) {
	d := office(manyUsers, 1000)
	for i := range d.Departments[1:] {
		d.Departments[i+1].CybozuID = directory.CybozuID(i + 1)
		d.Departments[i+1].Code = fmt.Sprint(i + 1)
	}
	s := &cybozu.Snapshot{Host: "sub.cybozu.com"}
	d.Domain, d.NextDepartmentID, d.NextUserID = string(s.Host), 1001, manyUsers+1
	for _, dep := range d.Departments[1:] {
		s.Organizations = append(s.Organizations, cybozu.Organization{
			ID: cybozu.ID(dep.CybozuID), Code: dep.Code, Name: dep.Name, ParentCode: d.Departments[dep.ParentID-1].Code,
		})
	}
	for i := range d.Users {
		u := &d.Users[i]
		u.CybozuID, u.LoginName = directory.CybozuID(u.ID), fmt.Sprintf("user%06d", u.ID)
		there := cybozu.User{ID: cybozu.ID(u.ID), Code: u.LoginName, Name: u.Name, SurNameReading: u.Reading, Email: u.Email, Phone: u.Phone, Valid: true}
		for _, id := range u.Departments {
			if id > 1 {
				there.Organizations = append(there.Organizations, cybozu.ID(id-1))
			}
		}
		if i%5 == 0 {
			there.Phone, there.Name = fmt.Sprintf("090-%d", i), there.Name+"子"
		}
		s.Users = append(s.Users, there)
	}
	var plan *directory.Plan
	text, err := json.Marshal(s)
	if err != nil {
		b.Fatal(err)
	}
	imported := func() {
		var problems directory.Problems
		if plan, problems = reconcile.Import(d, s, directory.Choices{}); plan == nil {
			b.Fatal(problems)
		}
	}
	imported()
	b.Run("reconcile", func(b *testing.B) {
		versus.Run(b, "json.Unmarshal", imported, func() {
			if err := json.Unmarshal(text, new(cybozu.Snapshot)); err != nil {
				b.Fatal(err)
			}
		})
	})
	list := func() { BuildPreview(plan, d) }
	b.Run("build", func(b *testing.B) { versus.Run(b, "reconcile", list, imported) })
	b.Run("tree", func(b *testing.B) {
		versus.Run(b, "the list", func() { BuildPreview(plan, d).Tree() }, list)
	})
	v := BuildPreview(plan, d)
	v.Warm()
	b.Run("search", func(b *testing.B) {
		versus.Run(b, "strings.Contains", func() {
			v.List(PreviewQuery{Action: directory.Update, Search: "さとう 090"})
		}, func() {
			var found []*Change
			for i := range v.rows {
				c := &v.rows[i]
				for _, f := range c.Fields {
					if strings.Contains(c.Name, "090") || strings.Contains(f.Before, "090") || strings.Contains(f.After, "090") {
						found = append(found, c)
						break
					}
				}
			}
			runtime.KeepAlive(found)
		})
	})
}

// BenchmarkCheck is 点検 of everybody, as after each import, beside reading everybody from
// JSON.
func BenchmarkCheck(b *testing.B) {
	d := office(manyUsers, manyDepartments)
	for i := range d.Users { // of 100,000 people hardly two have one name
		d.Users[i].Name += fmt.Sprint(i / 2)
	}
	m := Build(d)
	versus.Run(b, "json.Unmarshal", func() {
		m.checkup = checkup{}
		m.check()
	}, asJSON(b, d))
}

// BenchmarkWidest is what the first list waits for beside [BenchmarkOpen]. It is beside
// counting the characters.
func BenchmarkWidest(b *testing.B) {
	m := Build(office(manyUsers, manyDepartments))
	versus.Run(b, "utf8.RuneCountInString", func() {
		for i := range Columns() {
			m.Widest(i, func(r rune) float32 { return float32(r & 15) })
		}
	}, func() {
		for _, c := range Columns() {
			n := 0
			for i := range m.rows {
				n += utf8.RuneCountInString(c.Text(&m.rows[i]))
			}
			if n == 0 {
				b.Fatal(c.Title)
			}
		}
	})
}

// BenchmarkAnswer is what an answer to 3,000 changes makes of a preview of 20,000, and what
// it makes of 3,000 problems: each beside the first look at them.
func BenchmarkAnswer(b *testing.B) {
	d := office(20_000, 1000)
	plan := &directory.Plan{}
	var given directory.Choices
	for i := range d.Users {
		u := &d.Users[i]
		c := change(directory.ReasonGone, u, nil)
		c.Mend = directory.MendKeep
		if i < 3000 {
			after := *u
			after.CybozuID = 0
			c = change(directory.ReasonKept, u, &after)
			c.Mend, c.Given = directory.MendKeep, true
			m, _, _ := c.Answer()
			given = append(given, m)
		}
		plan.Users = append(plan.Users, c)
	}
	first := BuildPreview(plan, d)
	var shown []int64
	for _, c := range first.List(PreviewQuery{}) {
		shown = append(shown, c.Key())
	}
	b.Run("changes", func(b *testing.B) {
		versus.Run(b, "the first look", func() {
			BuildPreviewAfter(first, given, plan, d).ListAgain(PreviewQuery{}, shown)
		}, func() { BuildPreview(plan, d).List(PreviewQuery{}) })
	})
	var ps directory.Problems
	for i := range 3000 {
		ps = append(ps, shared(i+1))
	}
	open := BuildProblems(ps, nil, nil)
	b.Run("problems", func(b *testing.B) {
		versus.Run(b, "the first look", func() {
			if BuildProblems(nil, directory.Choices{}.With(open.Groups[0].Proposed...), open).Answered() != len(ps) {
				b.Fatal("not answered")
			}
		}, func() { BuildProblems(ps, nil, nil) })
	})
	b.Run("sort", func(b *testing.B) {
		versus.Run(b, "slices.Sort", func() {
			first.orders = [previewColumns]order{}
			first.List(PreviewQuery{Sort: []Sort{{ChangeText, true}}})
		}, func() {
			texts := make([]string, len(first.rows))
			for i := range texts {
				texts[i] = first.rows[i].Text()
			}
			slices.Sort(texts)
		})
	})
}
