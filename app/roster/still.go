package roster

import (
	"cmp"
	"slices"
	"strings"

	"anpisync/reconcile/directory"
)

// Difference is what one roster has otherwise than an earlier one.
type Difference struct {
	People      []Differs
	Departments map[int64]bool // whose part of the roster is another
}

// Differs is one person.
type Differs struct {
	User *directory.User // as they were, if they left
	What What
	Text []string // the fields that are others, in Japanese
}

// What became of a person.
type What int

const (
	Changed What = iota
	Joined       // is in the roster since
	Left         // was in it
)

// Compare says what now has otherwise than before.
func Compare(before, now *Roster) Difference {
	diff := Difference{Departments: map[int64]bool{}}
	was, is := before.people(), now.people()
	for id, b := range was {
		a, stays := is[id]
		if !stays {
			diff.People = append(diff.People, Differs{User: b.user, What: Left})
			diff.mark(b.departments)
			continue
		}
		var text []string
		for _, f := range now.fields {
			if before.text(f, b.user) != now.text(f, a.user) {
				text = append(text, Label(f.Name))
			}
		}
		if !slices.Contains(text, Label(directory.FieldName)) && b.user.Name != a.user.Name {
			text = append([]string{Label(directory.FieldName)}, text...)
		}
		if len(text) > 0 {
			diff.mark(a.departments)
		}
		if !slices.Equal(b.departments, a.departments) {
			diff.mark(b.departments)
			diff.mark(a.departments)
			if moved := Label(directory.FieldDepartments); !slices.Contains(text, moved) {
				text = append(text, moved)
			}
		}
		if len(text) > 0 {
			diff.People = append(diff.People, Differs{a.user, Changed, text})
		}
	}
	for id, a := range is {
		if _, known := was[id]; !known {
			diff.People = append(diff.People, Differs{User: a.user, What: Joined})
			diff.mark(a.departments)
		}
	}
	names := map[int64]string{}
	for _, d := range before.Departments {
		names[d.ID] = strings.Join(append(slices.Clip(d.Path), d.Name), "\n")
	}
	for _, d := range now.Departments {
		if before, known := names[d.ID]; !known || before != strings.Join(append(slices.Clip(d.Path), d.Name), "\n") {
			diff.Departments[d.ID] = true
		}
	}
	order := newOrder(true)
	slices.SortFunc(diff.People, func(a, b Differs) int {
		return cmp.Or(cmp.Compare(a.What, b.What), strings.Compare(order.reading(a.User), order.reading(b.User)), cmp.Compare(a.User.ID, b.User.ID))
	})
	return diff
}

func (d *Difference) mark(departments []int64) {
	for _, id := range departments {
		d.Departments[id] = true
	}
}

// listed is a person of a roster, and where.
type listed struct {
	user        *directory.User
	departments []int64
}

func (r *Roster) people() map[int64]listed {
	all := make(map[int64]listed, r.People)
	for i := range r.Departments {
		for _, u := range r.Departments[i].Members {
			l := all[u.ID]
			l.user = u
			l.departments = append(l.departments, r.Departments[i].ID)
			all[u.ID] = l
		}
	}
	for _, l := range all {
		slices.Sort(l.departments)
	}
	return all
}

// News says in one sentence whether a roster that was made on a day is still true.
func (d *Difference) News(day string) string {
	var counts [Left + 1]int
	for _, p := range d.People {
		counts[p.What]++
	}
	var parts []string
	for what, told := range [...]string{Changed: "人の連絡先や所属が変わりました", Joined: "人が加わりました", Left: "人がいなくなりました"} {
		if counts[what] > 0 {
			parts = append(parts, grouped(counts[what])+told)
		}
	}
	switch {
	case len(parts) > 0:
		return day + "の名簿のあと、" + strings.Join(parts, "。") + "。"
	case len(d.Departments) > 0:
		return day + "の名簿のあと、" + grouped(len(d.Departments)) + "部署の名前や位置が変わりました。"
	}
	return day + "の名簿は、いまも正しい内容です。"
}

// Same says whether nothing is otherwise.
func (d *Difference) Same() bool { return len(d.People)+len(d.Departments) == 0 }

// Told says who it is, and what became of them.
func (d *Differs) Told() (name, what string) {
	name = cmp.Or(directory.Revealed(d.User.Name), "（個人情報を消去済み）")
	switch d.What {
	case Joined:
		return name, "加わりました"
	case Left:
		return name, "いなくなりました"
	}
	return name, strings.Join(d.Text, "、") + "が変わりました"
}
