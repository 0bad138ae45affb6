package roster

import (
	"strings"
	"testing"
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
