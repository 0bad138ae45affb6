package roster

import (
	"fmt"
	"strings"
	"testing"

	"anpisync/app/goldentest"
	"anpisync/reconcile/directory"
)

// showcase is small, with what only some have.
func showcase() *directory.Directory {
	d := small()
	d.Users[0].Memo, d.Users[0].MobilePhone = "一行目\r\n二行目\t「<&>」", "080-1234-5678"
	d.Users[2].Name, d.Users[2].Departments = "千葉\u202e\n一", []int64{3, 2, 4}
	d.Users[4].Phone = "03-9999-0000（内線3）"
	d.Departments = append(d.Departments, directory.Department{ID: 30, ParentID: 2, Name: "西課", SortOrder: 30}, directory.Department{ID: 31, ParentID: 3, Name: "東第一係", SortOrder: 31})
	d.Users = append(d.Users, directory.User{ID: 30, LoginName: "nishi", Name: "西田", Email: "nishi@example.co.jp", Departments: []int64{30, 31}})
	for id := int64(10); id < 22; id++ { // more than one column of a card
		d.Users = append(d.Users, directory.User{
			ID: id, LoginName: fmt.Sprint("n", id), Name: fmt.Sprintf("名前%d", id), Reading: fmt.Sprintf("なまえ%d", id),
			Phone: fmt.Sprintf("090-0000-00%d", id), Departments: []int64{2},
		})
	}
	return d
}

// marks are what is drawn, in tenths of a millimetre.
func marks(p Paper) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%.1f × %.1f\n", p.W, p.H)
	for _, m := range p.Marks {
		fmt.Fprintf(&b, "%.1f,%.1f %.1f×%.1f %.1f", m.X, m.Y, m.W, m.H, m.Size)
		if m.Bold {
			b.WriteString(" bold")
		}
		if m.Filled {
			b.WriteString(" filled")
		}
		fmt.Fprintf(&b, " %s\n", m.Text)
	}
	return b.String()
}

// Whoever changes a roster looks at what has become of the file, of the clipboard and of the
// first page in the window.
func TestRoster_EachFormIsAsInTheFile(t *testing.T) {
	for _, form := range Forms() {
		var b strings.Builder
		for _, c := range []struct {
			name   string
			of     *directory.Directory
			change func(*Choices)
		}{
			{"as it is at first", showcase(), nil},
			{"with a note, across, all fields", showcase(), func(c *Choices) {
				c.Note, c.Across, c.Fields, c.Suspended = "責任者：<総務部>\n夜間は守衛室へ\n三\n四\n五", true, FieldNames(directory.Options{}), true
			}},
			{"one department with those below, apart", showcase(), func(c *Choices) { c.Of.Department, c.Of.Below, c.Apart = 2, true, true }},
			{"all departments, by the top one, without a note", showcase(), func(c *Choices) { c.Of.Department, c.Of.Below, c.Note = directory.RootID, true, "" }},
			{"one department that is nowhere", showcase(), func(c *Choices) { c.Of.Department = 99 }},
			{"nobody", of(0, 0), nil},
		} {
			r := build(c.of, func(choices *Choices) {
				choices.Form = form
				if c.change != nil {
					c.change(choices)
				}
			})
			page := htmlOf(t, r)
			// The hash of the styles, and what all have in common, are no news.
			head, body, _ := strings.Cut(page, "<style>")
			_, body, _ = strings.Cut(body, style)
			head = head[:strings.Index(head, "sha256-")]
			fmt.Fprintf(&b, "##### %s: the page\n%s…\n%s\n##### %s: the clipboard\n%s\n##### %s: the first page\n%s\n",
				c.name, head, body, c.name, r.Text(), c.name, marks(r.FirstPage()))
		}
		goldentest.Compare(t, "testdata/"+string(form)+".txt", strings.ReplaceAll(b.String(), "\r", "␍"))
	}
}

// A roster that is on the wall is compared with what is true now.
func TestStill_EachDifferenceIsToldWithWhoItIs(t *testing.T) {
	before := small()
	now := small()
	now.Users[0].Phone, now.Users[0].Departments = "03-0000-0000", []int64{2}
	now.Users[1].Name = "馬場（旧姓）"
	now.Users = append(now.Users[:2], now.Users[3:]...) // 千葉 has left
	now.Users = append(now.Users, directory.User{ID: 20, LoginName: "n", Name: "新田", Departments: []int64{4}})
	now.Departments[2].Name = "東部課"
	diff := Compare(build(before, nil), build(now, nil))
	var got []string
	for _, p := range diff.People {
		name, what := p.Told()
		got = append(got, name+"："+what)
	}
	want := "青木：電話番号、所属部署が変わりました\n馬場（旧姓）：名前が変わりました\n新田：加わりました\n千葉：いなくなりました"
	if text := strings.Join(got, "\n"); text != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
	if news := diff.News("10月3日"); news != "10月3日の名簿のあと、2人の連絡先や所属が変わりました。1人が加わりました。1人がいなくなりました。" || diff.Same() {
		t.Errorf("%s, the same: %v", news, diff.Same())
	}
	for _, c := range []struct {
		change func(*directory.Directory)
		marked string
		news   string
		same   bool
	}{
		{func(*directory.Directory) {}, "map[]", "10月3日の名簿は、いまも正しい内容です。", true},
		{func(d *directory.Directory) { d.Departments[2].Name = "東部課" }, "map[3:true]", "10月3日の名簿のあと、1部署の名前や位置が変わりました。", false},
		{func(d *directory.Directory) { d.Departments[2].ParentID = 4 }, "map[3:true]", "10月3日の名簿のあと、1部署の名前や位置が変わりました。", false},
		{func(d *directory.Directory) { d.Users[2].Departments = []int64{4} }, "map[3:true 4:true]", "10月3日の名簿のあと、1人の連絡先や所属が変わりました。", false},
		{func(d *directory.Directory) { d.Users[5].Departments = nil }, "map[-2:true 6:true]", "10月3日の名簿のあと、1人の連絡先や所属が変わりました。", false},
	} {
		now := small()
		c.change(now)
		diff := Compare(build(small(), nil), build(now, nil))
		if got := fmt.Sprint(diff.Departments); got != c.marked || diff.News("10月3日") != c.news || diff.Same() != c.same {
			t.Errorf("%s, %s, the same: %v; want %s, %s, %v", got, diff.News("10月3日"), diff.Same(), c.marked, c.news, c.same)
		}
	}
	if name, _ := (&Differs{User: new(directory.User)}).Told(); name != "（個人情報を消去済み）" {
		t.Errorf("who is erased is %q", name)
	}
}
