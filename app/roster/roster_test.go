package roster

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html"

	"anpisync/app/browse"
	"anpisync/reconcile/directory"
)

// small is an office in which each rule can be seen.
func small() *directory.Directory {
	return &directory.Directory{
		Departments: []directory.Department{
			{ID: 1, Name: "最上位部署"},
			{ID: 2, ParentID: 1, Code: "sales", Name: "営業部", SortOrder: 2},
			{ID: 3, ParentID: 2, Code: "east", Name: "東課", SortOrder: 1},
			{ID: 4, ParentID: 1, Code: "admin", Name: "総務部", SortOrder: 1},
			{ID: 5, ParentID: 1, Code: "empty", Name: "空の部", SortOrder: 3},
			{ID: 6, ParentID: 5, Code: "deep", Name: "奥の課", SortOrder: 1},
		},
		Users: []directory.User{
			{ID: 1, LoginName: "a", Name: "青木", Reading: "アオキ", Email: "a@example.co.jp", Phone: "03-1234-5678", Departments: []int64{2, 4}},
			{ID: 2, LoginName: "b", Name: "馬場", Reading: "ばば", Phone: "０９０−１１１１−２２２２", SortOrder: directory.OptionalInt{Value: 1, Valid: true}, Departments: []int64{2}},
			{ID: 3, LoginName: "c", Name: "千葉", Reading: "ちば", Phone: "内線 12", Departments: []int64{3}},
			{ID: 4, LoginName: "d", Name: "停止", Reading: "ていし", Suspended: true, Departments: []int64{3}},
			{ID: 5, LoginName: "e", Name: "江口", Email: "e@example.co.jp"},
			{ID: 6, LoginName: "f", Name: "深田", Phone: "090-3333-4444", Departments: []int64{6}},
			{ID: 7, LoginName: "g", Name: "保留", CybozuID: 7, HeldSince: "2026-10-01T00:00:00Z", Departments: []int64{3}}, // is in none (U14)
		},
	}
}

// shape is a roster in short: departments with their people.
func shape(r *Roster) string {
	var b strings.Builder
	for _, d := range r.Departments {
		b.WriteString(strings.Repeat(">", d.Level) + d.Name + ":")
		for _, u := range d.Members {
			b.WriteString(" " + u.LoginName)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestRoster_StandsInTheTreesOrderAndByOrderThenReading(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Choices)
		want   string
	}{
		"all":          {nil, "最上位部署:\n>総務部: a\n>営業部: b a\n>>東課: c\n>空の部:\n>>奥の課: f\n未所属: e\n"},
		"by reading":   {func(c *Choices) { c.ByReading = true }, "最上位部署:\n>総務部: a\n>営業部: a b\n>>東課: c\n>空の部:\n>>奥の課: f\n未所属: e\n"},
		"suspended":    {func(c *Choices) { c.Suspended, c.Of.Department = true, 3 }, "東課: c d\n"},
		"one":          {func(c *Choices) { c.Of.Department = 2 }, "営業部: b a\n"},
		"with below":   {func(c *Choices) { c.Of.Department, c.Of.Below = 2, true }, "営業部: b a\n>東課: c\n"},
		"unassigned":   {func(c *Choices) { c.Of.Department = browse.Unassigned }, "未所属: e\n"},
		"search":       {func(c *Choices) { c.Of.Search = "アオキ" }, "最上位部署:\n>総務部: a\n>営業部: a\n"},
		"gone":         {func(c *Choices) { c.Of.Department = 99 }, ""},
		"nobody there": {func(c *Choices) { c.Of.Department = 5 }, ""},
		"held":         {func(c *Choices) { c.Of.Department = browse.Held }, ""},
	} {
		if got := shape(build(small(), c.change)); got != c.want {
			t.Errorf("%s: got\n%swant\n%s", name, got, c.want)
		}
	}
	if r := build(small(), nil); r.People != 5 || !strings.Contains(r.Foot(), "2026年10月3日 15:04 作成・sub.cybozu.com（2026年10月3日 07:00 読み込み）・5人・4部署（停止中を除く）") {
		t.Errorf("%d people: %s", r.People, r.Foot())
	}
}

func TestRoster_FieldsAreThoseChosenInTheirOrder(t *testing.T) {
	all := FieldNames(directory.Options{})
	for _, name := range []string{directory.FieldLogin, directory.FieldPhone, directory.FieldDepartments, directory.FieldMemo, directory.FieldSuspended} {
		if !slices.Contains(all, name) {
			t.Errorf("%s cannot be chosen of %q", name, all)
		}
	}
	for _, name := range []string{directory.FieldPassword, directory.FieldCybozuID, directory.FieldFormerLink} {
		if slices.Contains(all, name) {
			t.Errorf("%s can be chosen", name)
		}
	}
	r := build(small(), func(c *Choices) {
		c.Fields = []string{directory.FieldPhone, "unknown", directory.FieldPassword, directory.FieldName, directory.FieldDepartments}
	})
	if got := r.table()[:2]; !slices.Equal(got[0], []string{"部署", "電話番号", "名前", "所属部署"}) || !slices.Equal(got[1], []string{"総務部", "03-1234-5678", "青木", "営業部、総務部"}) {
		t.Errorf("%q", got)
	}
}

func TestRoster_WhereNoChosenFieldIsReadTheUsualOnesStandInTheList(t *testing.T) {
	none := build(small(), func(c *Choices) { c.Fields = []string{directory.FieldMobile} })
	if got, want := none.Labels(), build(small(), nil).Labels(); len(got) == 0 || !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestRoster_FurtherFieldsAreThereWhereTheyAreRead(t *testing.T) {
	d := small()
	d.Users[0].MobilePhone = "090-7777-7777"
	if labels := build(d, nil).Labels(); slices.Contains(labels, Label(directory.FieldMobile)) {
		t.Errorf("%q, though nobody reads them", labels)
	}
	d.Options.Extra = directory.ExtraFields(directory.FieldMobile, directory.FieldEmployee)
	if labels := build(d, nil).Labels(); !slices.Contains(labels, Label(directory.FieldMobile)) || slices.Contains(labels, Label(directory.FieldEmployee)) {
		t.Errorf("%q", labels)
	}
	if text := htmlOf(t, build(d, nil)); !strings.Contains(text, `<a href="tel:09077777777">`) {
		t.Error("the mobile phone cannot be called")
	}
	if !slices.Contains(FieldNames(d.Options), directory.FieldEmployee) {
		t.Error("an employee number cannot be chosen")
	}
}

func TestRoster_ChoicesAreRememberedWithoutWhatWasTyped(t *testing.T) {
	c := DefaultChoices()
	c.Of.Search, c.Note = "田中", "責任者は田中"
	text, err := json.Marshal(c)
	if err != nil || strings.Contains(string(text), "田中") {
		t.Errorf("%s, %v", text, err)
	}
}

// htmlTags are those that a roster consists of.
var htmlTags = strings.Fields("html head meta title style body header h1 h2 h3 small p nav details summary ul ol li a section table colgroup col thead tbody tr th td footer div b span i article svg rect path g text")

// checkHTML looks for what could run, load or lead astray.
func checkHTML(t testing.TB, text string) {
	t.Helper()
	policy := regexp.MustCompile(`content="default-src 'none'; style-src 'sha256-([^']+)'; base-uri 'none'; form-action 'none'"`).FindStringSubmatch(text)
	if policy == nil {
		t.Fatal("no Content-Security-Policy")
	}
	z := html.NewTokenizer(strings.NewReader(text))
	inStyle := false
	for {
		switch z.Next() {
		case html.ErrorToken:
			if !errors.Is(z.Err(), io.EOF) {
				t.Error(z.Err())
			}
			return
		case html.TextToken:
			if inStyle {
				css := string(z.Raw())
				sum := sha256.Sum256([]byte(css))
				if base64.StdEncoding.EncodeToString(sum[:]) != policy[1] {
					t.Error("the style is not the one that is allowed")
				}
				if strings.Contains(css, "url(") || strings.Contains(css, "@import") {
					t.Error("the style loads something")
				}
				inStyle = false
			}
		case html.CommentToken:
			t.Errorf("a comment: %s", z.Raw())
		case html.StartTagToken, html.SelfClosingTagToken:
			token := z.Token()
			inStyle = token.Data == "style"
			if !slices.Contains(htmlTags, token.Data) {
				t.Errorf("a tag <%s>", token.Data)
			}
			for _, a := range token.Attr {
				href := a.Key == "href" && !regexp.MustCompile(`^(#d-?\d+|tel:[+\d]+|mailto:[^?&\s]+)$`).MatchString(a.Val)
				if href || a.Key == "src" || a.Key == "style" || strings.HasPrefix(a.Key, "on") {
					t.Errorf("<%s %s=%q>", token.Data, a.Key, a.Val)
				}
			}
		}
	}
}

func TestHTML_EveryFormIsSafeAndWhole(t *testing.T) {
	for _, form := range Forms() {
		for _, d := range []*directory.Directory{{Departments: small().Departments[:1]}, small(), of(345, 20), hard()} {
			text := htmlOf(t, build(d, func(c *Choices) { c.Form = form }))
			checkHTML(t, text)
			if !strings.HasSuffix(text, "</html>\n") {
				t.Errorf("%s ends with %q", form, text[max(0, len(text)-30):])
			}
		}
	}
	if text := htmlOf(t, build(&directory.Directory{}, nil)); !strings.Contains(text, "該当するユーザーはいません") {
		t.Error("nothing says that nobody is there")
	}
}

func TestHTML_TelephonesAndAddressesAreLinks(t *testing.T) {
	text := htmlOf(t, build(small(), nil))
	for _, want := range []string{
		`<a href="tel:0312345678">03-1234-5678</a>`, `<a href="tel:09011112222">０９０−１１１１−２２２２</a>`,
		`<td>内線 12</td>`, `<a href="mailto:a@example.co.jp">a@example.co.jp</a>`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s", want)
		}
	}
}

func TestHTML_WhoHasNoTelephoneIsWrittenToByALinkInEveryForm(t *testing.T) {
	d := small()
	d.Users[0].Phone = ""
	for _, form := range []Form{ByDepartment, Calls, Cards} {
		if text := htmlOf(t, build(d, func(c *Choices) { c.Form = form })); !strings.Contains(text, `<a href="mailto:a@example.co.jp">a@example.co.jp</a>`) {
			t.Errorf("%s has no link to the address", form)
		}
	}
}

func TestCalls_TheFirstOfEachDepartmentCallsTheNextLevel(t *testing.T) {
	d := small()
	d.Users = append(d.Users, directory.User{ID: 7, LoginName: "g", Name: "社長", Phone: "090-9999-9999", Departments: []int64{1}})
	text := htmlOf(t, build(d, func(c *Choices) { c.Form = Calls }))
	plain := regexp.MustCompile(`<[^>]+>`).ReplaceAllString(text[strings.Index(text, "</header>"):], " ")
	for _, want := range []string{
		"→ 総務部 青木、営業部 馬場、奥の課 深田", // the top; 空の部 has nobody, so that 奥の課 is next
		"最上位部署 社長 さんから",
		"→ 東課 千葉、この部署の2番 青木",
		"営業部 馬場 さんから",
	} {
		if !strings.Contains(plain, want) {
			t.Errorf("no %q in %s", want, plain)
		}
	}
	if n := strings.Count(text, "<section"); n != 5 { // the top, three below it, and who is nowhere
		t.Errorf("%d pages", n)
	}
	if open, shut := strings.Count(text, "<div"), strings.Count(text, "</div>"); open != shut {
		t.Errorf("%d open, %d shut", open, shut)
	}
}

func TestCards_ACardAPersonWithThoseOfTheirDepartments(t *testing.T) {
	cards := build(small(), func(c *Choices) { c.Form = Cards }).cardsOf()
	if len(cards) != 5 {
		t.Fatalf("%d cards", len(cards))
	}
	if c := cards[0]; c.user.LoginName != "a" || c.departments != "総務部、営業部" || len(c.others) != 1 || c.others[0].LoginName != "b" {
		t.Errorf("%+v", c)
	}
	full := build(hard(), func(c *Choices) { c.Form, c.Of.Department = Cards, 22 }).cardsOf()
	if c := full[0]; len(c.others) != cardRows-1 || c.more != 499-(cardRows-1) {
		t.Errorf("%d others, %d more", len(c.others), c.more)
	}
}

func TestStill_WhoHasChangedSince(t *testing.T) {
	before := small()
	now := small()
	now.Users[1].Phone = "1"                                                                                  // b: in what is printed
	now.Users[2].Memo = "x"                                                                                   // c: not printed
	now.Users[5].Departments = []int64{4}                                                                     // f: moved
	now.Users = slices.Delete(now.Users, 4, 5)                                                                // e: left
	now.Users = append(now.Users, directory.User{ID: 9, LoginName: "n", Name: "新田", Departments: []int64{3}}) // joined
	diff := Compare(build(before, nil), build(now, nil))
	var got []string
	for _, p := range diff.People {
		got = append(got, p.User.LoginName+" "+[]string{"changed", "joined", "left"}[p.What]+" "+strings.Join(p.Text, "、"))
	}
	if want := []string{"b changed 電話番号", "f changed 所属部署", "n joined ", "e left "}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	kept := build(now, nil).Keep(diff.Departments)
	if got, want := shape(kept), "総務部: a f\n営業部: b a\n>東課: c n\n"; got != want {
		t.Errorf("the changed pages:\n%swant\n%s", got, want)
	}
	if same := Compare(build(before, nil), build(small(), nil)); len(same.People)+len(same.Departments) != 0 {
		t.Errorf("nothing changed: %+v", same)
	}
}

func TestText_ForTheClipboard(t *testing.T) {
	text := build(small(), func(c *Choices) { c.Title, c.Note, c.Of.Department = "名簿", "", 2 }).Text()
	if want := "名簿\n\n部署\t名前\tよみ\t電話番号\tメールアドレス\n営業部\t馬場\tばば\t０９０−１１１１−２２２２\t\n営業部\t青木\tアオキ\t03-1234-5678\ta@example.co.jp\n\n"; !strings.HasPrefix(text, want) {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
	calls := build(small(), func(c *Choices) { c.Form = Calls }).Text()
	if !strings.Contains(calls, "　■ 営業部\n　　馬場　０９０−１１１１−２２２２\n") {
		t.Error(calls)
	}
}

func TestMail_BccHoldsSoManyAddresses(t *testing.T) {
	link, fits := Bcc([]string{"a@example.co.jp", "b+c&d e@example.co.jp"})
	if !fits || link != "mailto:?bcc=a@example.co.jp,b%2Bc%26d%20e@example.co.jp" {
		t.Errorf("%s, %v", link, fits)
	}
	if _, fits := Bcc(slices.Repeat([]string{"somebody@example.co.jp"}, 200)); fits {
		t.Error("200 addresses fit")
	}
}

func TestHTML_EndsWhenItIsNotWantedAnyMore(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, form := range Forms() {
		if err := build(small(), func(c *Choices) { c.Form = form }).WriteHTML(ctx, io.Discard); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", form, err)
		}
	}
}

func TestHTML_WhatItCannotHoldShowsAsAMark(t *testing.T) {
	for text, want := range map[string]string{
		"\x00a": "\ufffda", "a\x7f": "a\ufffd", "a\xffb": "a\ufffdb", "一\n二\t三": "一\n二\t三", `<"&'>`: "&lt;&#34;&amp;&#39;&gt;", "\uffffa": "\ufffda",
	} {
		if got := esc(text); got != want {
			t.Errorf("%q has become %q, want %q", text, got, want)
		}
	}
}

// A chart that would be too small to read is drawn by parts.
func TestHTML_AChartIsOnOnePageWhileItFits(t *testing.T) {
	for departments, want := range map[int]int{chartMost: 1, chartMost + 1: 2} {
		d := of(0, 0)
		for id := range int64(departments) {
			parent := int64(2)
			if id == 0 {
				parent = 1
			}
			d.Departments = append(d.Departments, directory.Department{ID: id + 2, ParentID: parent, Name: fmt.Sprint("課", id), SortOrder: id})
		}
		page := htmlOf(t, build(d, func(c *Choices) { c.Form = Chart }))
		if got := strings.Count(page, "<section>"); got != want {
			t.Errorf("%d departments are drawn in %d parts, want %d", departments, got, want)
		}
	}
}

func TestCards_ThoseThatDoNotFitAreCounted(t *testing.T) {
	page := htmlOf(t, build(of(60, 1), func(c *Choices) { c.Form = Cards }))
	_, rest, found := strings.Cut(page, "<li>ほか")
	count, _, whole := strings.Cut(rest, "人</li></ul>")
	if !found || !whole || count != strconv.Itoa(60-2-strings.Count(strings.SplitN(page, "</article>", 2)[0], "<li><b>")) {
		t.Errorf("the first card ends with %q", count)
	}
}

// What is kept for printing some pages anew says how many people are on them.
func TestKeep_CountsWhoIsOnThePagesThatAreKept(t *testing.T) {
	r := build(small(), nil)
	if kept := r.Keep(map[int64]bool{2: true}); kept.People != 2 || len(kept.Departments) != 1 || !strings.Contains(kept.Counted(), "2人") {
		t.Errorf("%d people in %d departments, said to be %s", kept.People, len(kept.Departments), kept.Counted())
	}
	if r.People == 2 {
		t.Error("the whole has no more")
	}
}

// Who was not chosen does not go along in a workbook.
func TestXLSX_TheWholeDirectoryIsInThatOfAllAlone(t *testing.T) {
	for _, c := range []struct {
		department int64
		want       []string
	}{{0, []string{"名簿", "ユーザー", "部署", "所属"}}, {2, []string{"名簿"}}} {
		var b bytes.Buffer
		if err := build(small(), func(choices *Choices) { choices.Of.Department = c.department }).WriteXLSX(t.Context(), &b, t.TempDir()); err != nil {
			t.Fatal(err)
		}
		book, err := excelize.OpenReader(&b)
		if err != nil {
			t.Fatal(err)
		}
		if got := book.GetSheetList(); !slices.Equal(got, c.want) {
			t.Errorf("of department %d there are %q, want %q", c.department, got, c.want)
		}
		if err := book.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func FuzzHTML(f *testing.F) {
	f.Add("<script>alert(1)</script>", `"></style><img src=x onerror=alert(1)>`, "javascript:alert(1)")
	f.Add("\x00\xff\u202e𠮷", "</title><!--", `a"b'c@example.co.jp`)
	f.Add("]]>&lt;", `\</style>`, "x@y?body=z&bcc=w")
	f.Add("&", "", "")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		d := small()
		d.Departments[1].Name, d.Departments[2].Name = a, b
		u := &d.Users[0]
		u.Name, u.Reading, u.Email, u.Phone, u.Memo = a, b, c, c, b
		d.Users[1].Phone, d.Users[2].Email = a, a+"@example.co.jp"
		for _, form := range Forms() {
			checkHTML(t, htmlOf(t, Build(browse.Build(d), Choices{Form: form, Fields: FieldNames(directory.Options{}), Title: b, Note: a}, Source{Domain: c})))
		}
	})
}
