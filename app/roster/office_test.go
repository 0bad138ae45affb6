package roster

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"anpisync/app/browse"
	"anpisync/reconcile/directory"
)

var source = Source{
	Domain: "sub.cybozu.com", Imported: time.Date(2026, 10, 3, 7, 0, 0, 0, time.Local),
	Now: time.Date(2026, 10, 3, 15, 4, 0, 0, time.Local),
}

// of is a directory of so many people in so many departments, each person's texts their own.
func of(people, departments int) *directory.Directory {
	d := &directory.Directory{Departments: []directory.Department{{ID: 1, Name: "最上位部署"}}}
	for id := int64(2); id <= int64(departments)+1; id++ {
		parent := int64(1)
		if id > 7 {
			parent = 1 + (id-2)/5
		}
		d.Departments = append(d.Departments, directory.Department{ID: id, ParentID: parent, Code: fmt.Sprintf("d%d", id), Name: fmt.Sprintf("第%d課", id), SortOrder: id})
	}
	for id := int64(1); id <= int64(people); id++ {
		u := directory.User{
			ID: id, LoginName: fmt.Sprintf("user%d", id), Name: fmt.Sprintf("髙﨑 %05d", id), Reading: fmt.Sprintf("たかさき %05d", id),
			Email: fmt.Sprintf("user%d@example.co.jp", id), Phone: fmt.Sprintf("090-%04d-%04d", 1000+id/10000, id%10000),
		}
		if departments > 0 && id%50 != 0 {
			u.Departments = []int64{2 + id%int64(departments)}
			if id%10 == 0 && u.Departments[0] != 2 {
				u.Departments = []int64{2, u.Departments[0]}
			}
		}
		d.Users = append(d.Users, u)
	}
	return d
}

// hard is a directory of what is hard to print: names of 128 characters, a department of
// 500, 20 levels, and rare characters.
func hard() *directory.Directory {
	d := &directory.Directory{Departments: []directory.Department{{ID: 1, Name: "最上位部署"}}}
	for id := int64(2); id <= 21; id++ {
		d.Departments = append(d.Departments, directory.Department{ID: id, ParentID: id - 1, Code: fmt.Sprint(id), Name: fmt.Sprintf("段%d", id) + strings.Repeat("部", 124), SortOrder: id})
	}
	d.Departments = append(d.Departments, directory.Department{ID: 22, ParentID: 1, Code: "22", Name: "五百人の部署", SortOrder: 22})
	add := func(name string, departments ...int64) {
		id := int64(len(d.Users) + 1)
		d.Users = append(d.Users, directory.User{
			ID: id, LoginName: fmt.Sprintf("u%d", id), Name: name, Reading: fmt.Sprintf("よみ%05d", id),
			Email: fmt.Sprintf("u%d@example.co.jp", id), Phone: fmt.Sprintf("080-%04d-0000", id), Departments: departments,
		})
	}
	for id := int64(2); id <= 21; id++ {
		add(fmt.Sprintf("名%03d", id)+strings.Repeat("長", 124), id)
		add("𠮷野 髙﨑 葛󠄀 🏢😀", id)
	}
	for i := range 500 {
		add(fmt.Sprintf("同僚 %03d", i), 22)
	}
	return d
}

func build(d *directory.Directory, change func(*Choices)) *Roster {
	c := DefaultChoices()
	if change != nil {
		change(&c)
	}
	return Build(browse.Build(d), c, source)
}

func htmlOf(t testing.TB, r *Roster) string {
	t.Helper()
	var b bytes.Buffer
	if err := r.WriteHTML(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
