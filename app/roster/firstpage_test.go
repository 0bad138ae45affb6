package roster

import (
	"fmt"
	"strings"
	"testing"

	"anpisync/reconcile/directory"
)

func TestFirstPage_ShowsWhatIsChosenOnThePaper(t *testing.T) {
	for _, form := range Forms() {
		for name, r := range map[string]*Roster{
			"nobody": build(of(0, 0), func(c *Choices) { c.Form = form }),
			"office": build(of(345, 20), func(c *Choices) { c.Form = form }),
			"across": build(of(345, 20), func(c *Choices) { c.Form, c.Across = form, true }),
			"hard":   build(hard(), func(c *Choices) { c.Form = form }),
			"fields": build(of(10, 2), func(c *Choices) { c.Form, c.Fields = form, nil }),
		} {
			p := r.FirstPage()
			if across := form == Chart || r.Across && form != Cards; across != (p.W > p.H) {
				t.Errorf("%s, %s: %.0f × %.0f mm", form, name, p.W, p.H)
			}
			if len(p.Marks) > mostMarks || len(p.Marks) == 0 && name != "nobody" {
				t.Errorf("%s, %s: %d marks", form, name, len(p.Marks))
			}
			all := ""
			for _, m := range p.Marks {
				if m.X < 0 || m.Y < 0 || m.X+m.W > p.W+.1 || m.Y+m.H > p.H+.1 || m.W < 0 {
					t.Errorf("%s, %s: %+v stands beyond the paper", form, name, m)
				}
				all += m.Text + "\n"
			}
			if name == "office" {
				for _, want := range map[Form][]string{
					ByDepartment: {"緊急連絡先名簿", "第2課", "090-1000-0010", "1 / …"}, Calls: {"第2課", "髙﨑 00010"},
					Cards: {"髙﨑 00010", "171"}, Chart: {"第2課"},
				}[form] {
					if !strings.Contains(all, want) {
						t.Errorf("%s: no %q", form, want)
					}
				}
			}
		}
	}
}

// A page that is beside the choices while somebody types has an end, whatever is to be on it.
func TestFirstPage_HasAnEnd(t *testing.T) {
	wide, deep := of(0, 0), of(0, 0)
	for id := int64(2); id < 402; id++ {
		wide.Departments = append(wide.Departments, directory.Department{ID: id, ParentID: directory.RootID, Name: fmt.Sprint("課", id), SortOrder: id})
	}
	if got := len(build(wide, func(c *Choices) { c.Form = Chart }).FirstPage().Marks); got != mostMarks {
		t.Errorf("of 400 departments there are %d marks, want %d", got, mostMarks)
	}
	for id := int64(2); id < 40; id++ {
		deep.Departments = append(deep.Departments, directory.Department{ID: id, ParentID: id - 1, Name: fmt.Sprint("段", id), SortOrder: id})
	}
	deep.Users = []directory.User{{ID: 1, LoginName: "a", Name: "青木", Departments: []int64{39}}}
	for _, m := range build(deep, func(c *Choices) { c.Form = Calls }).FirstPage().Marks {
		if strings.HasPrefix(m.Text, "段") && m.X > 105 {
			t.Errorf("%+v begins beyond the middle of the paper", m)
		}
	}
	noted := build(of(1, 1), func(c *Choices) { c.Note = strings.Repeat("長", 200) + strings.Repeat("\n行", 11) }).FirstPage()
	lines, cutAt := 0, ""
	for _, m := range noted.Marks {
		if strings.HasPrefix(m.Text, "長") {
			cutAt = m.Text
		}
		if m.Text == "行" {
			lines++
		}
	}
	if want := strings.Repeat("長", 159) + "…"; lines != 7 || cutAt != want {
		t.Errorf("of a note there are %d more lines, and %q", lines, cutAt)
	}
}
