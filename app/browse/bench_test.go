package browse

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

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

// BenchmarkOpen is what happens between the loaded directory and the first list.
func BenchmarkOpen(b *testing.B) {
	d := office(manyUsers, manyDepartments)
	b.ReportAllocs()
	for b.Loop() {
		m := Build(d)
		if l := m.List(Query{Node: AllUsers}); l.Len() != manyUsers {
			b.Fatal(l.Len())
		}
	}
}

// BenchmarkOpenWarm is what is prepared in the background after that.
func BenchmarkOpenWarm(b *testing.B) {
	d := office(manyUsers, manyDepartments)
	b.ReportAllocs()
	for b.Loop() {
		Build(d).Warm()
	}
}

func BenchmarkSearch(b *testing.B) {
	m := Build(office(manyUsers, manyDepartments))
	m.Warm()
	for _, query := range []string{"u", "たかさき", "ﾀｶｻｷ なおみ", "第12 さとう 03", "いない人"} {
		b.Run(query, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				m.List(Query{Node: AllUsers, Search: query})
			}
		})
	}
}

func BenchmarkSelect(b *testing.B) {
	m := Build(office(manyUsers, manyDepartments))
	for name, q := range map[string]Query{
		"department": {Node: 2000}, "below": {Node: 1, Below: true}, "all": {Node: AllUsers}, "unassigned": {Node: Unassigned},
	} {
		m.List(q)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				m.List(q)
			}
		})
	}
}

// BenchmarkSort is the first time that a column is sorted by; later ones are kept.
func BenchmarkSort(b *testing.B) {
	m := Build(office(manyUsers, manyDepartments))
	for i, c := range Columns() {
		b.Run(c.Title, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				m.orders[i] = order{}
				m.List(Query{Node: AllUsers, Sort: []Sort{{i, true}}})
			}
		})
	}
}

// BenchmarkPreview sets the model of 20,000 changes beside the reconcile that makes
// them, and a search in it.
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
	b.Run("reconcile", func(b *testing.B) {
		for b.Loop() {
			var problems directory.Problems
			if plan, problems = reconcile.Import(d, s, directory.Choices{}); plan == nil {
				b.Fatal(problems)
			}
		}
	})
	if plan == nil {
		b.Skip("without reconcile there is no plan")
	}
	b.Run("build", func(b *testing.B) {
		for b.Loop() {
			BuildPreview(plan, d)
		}
		b.ReportMetric(float64(len(plan.Users)+len(plan.Departments)), "changes")
	})
	// The tree beside the list of the same changes, by turns in one run.
	b.Run("tree", func(b *testing.B) {
		var list, tree time.Duration
		for b.Loop() {
			begun := time.Now()
			v := BuildPreview(plan, d)
			listed := time.Now()
			v.Tree()
			list, tree = list+listed.Sub(begun), tree+time.Since(listed)
		}
		b.ReportMetric(float64(tree)/float64(list), "tree/list")
	})
	v := BuildPreview(plan, d)
	b.Run("search", func(b *testing.B) {
		for b.Loop() {
			v.List(PreviewQuery{Action: directory.Update, Search: "さとう 090"})
		}
	})
}

// BenchmarkCheck is 点検 of everybody, as after each import.
func BenchmarkCheck(b *testing.B) {
	d := office(manyUsers, manyDepartments)
	for i := range d.Users { // of 100,000 people hardly two have one name
		d.Users[i].Name += fmt.Sprint(i / 2)
	}
	m := Build(d)
	b.ReportAllocs()
	for b.Loop() {
		m.checkup = checkup{}
		m.check()
	}
}

// BenchmarkWidest is what the first list waits for beside [BenchmarkOpen].
func BenchmarkWidest(b *testing.B) {
	m := Build(office(manyUsers, manyDepartments))
	for b.Loop() {
		for i := range Columns() {
			m.Widest(i, func(r rune) float32 { return float32(r & 15) })
		}
	}
}

// BenchmarkAnswer is what an answer to 3,000 changes makes of a preview of 20,000, beside
// the first look at them, and what it makes of 3,000 problems.
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
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			BuildPreview(plan, d).List(PreviewQuery{})
		}
	})
	b.Run("changes", func(b *testing.B) {
		for b.Loop() {
			BuildPreviewAfter(first, given, plan, d).ListAgain(PreviewQuery{}, shown)
		}
	})
	var ps directory.Problems
	for i := range 3000 {
		ps = append(ps, shared(i+1))
	}
	open := BuildProblems(ps, nil, nil)
	given = directory.Choices{}.With(open.Groups[0].Proposed...)
	b.Run("problems", func(b *testing.B) {
		for b.Loop() {
			if BuildProblems(nil, given, open).Answered() != len(ps) {
				b.Fatal("not answered")
			}
		}
	})
	b.Run("choices", func(b *testing.B) {
		for b.Loop() {
			directory.Choices{}.With(open.Groups[0].Proposed...)
		}
	})
	b.Run("sort", func(b *testing.B) {
		for b.Loop() {
			first.orders = [previewColumns]order{}
			first.List(PreviewQuery{Sort: []Sort{{ChangeText, true}}})
		}
	})
}
