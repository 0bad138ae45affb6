package views

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/browse"
	"anpisync/app/edit"
	"anpisync/app/message"
	"anpisync/app/roster"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// openForm opens 「名簿を作る」 as the screen 部署／ユーザー does.
func (s *stage) openRosterForm() *rosterForm {
	s.t.Helper()
	c, err := s.app.RosterChoices(context.Background())
	if err != nil {
		s.t.Fatal(err)
	}
	f := newRosterForm(s.window, c, append(s.people.rosterScopes(), rosterScope{name: "全員"}))
	f.show()
	s.settle()
	return f
}

func TestRoster_FormShowsTheFirstPageAsItIsChosen(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenPeople)
	s.do(s.command("roster"))
	s.settle()
	if shown := s.dialogs(); !strings.Contains(shown, "名簿を作る") || !strings.Contains(shown, "1ページ目の見本") || !strings.Contains(shown, "緊急連絡先名簿") {
		t.Fatalf("shown is %q", shown)
	}
	s.press(fyne.KeyEscape, 0)
	s.settle()
	f := s.openRosterForm()
	f.title.SetText("防災名簿")
	s.settle()
	if shown := s.dialogs(); !strings.Contains(shown, "防災名簿") {
		t.Error("the page has another title")
	}
	before := s.dialogs()
	f.form.Choose(3)
	s.settle()
	if s.dialogs() == before || f.reading.Disabled() == false {
		t.Error("組織図 looks like the list")
	}
	f.form.Choose(0)
	f.fields.SetChecked(nil)
	f.arm()
	if !f.html.Disabled() {
		t.Error("a list without columns can be made")
	}
}

func TestRoster_FieldsMoveAndAreRemembered(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	f := s.openRosterForm()
	first := f.order[0]
	f.fields.Select(rosterFields(f.order).Key(0))
	f.fields.SetChecked(f.keysOf([]string{f.order[0], f.order[1]}))
	f.shift(1)
	if c := f.chosen(); len(c.Fields) != 2 || c.Fields[1] != first {
		t.Errorf("%q", c.Fields)
	}
	f.note.SetText("集合場所：駐車場")
	f.leave()
	s.settle()
	if c := s.openRosterForm().chosen(); len(c.Fields) != 2 || c.Fields[1] != first || c.Note != "集合場所：駐車場" {
		t.Errorf("remembered are %+v", c)
	}
}

func TestRoster_IsOfWhatIsSelected(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenPeople)
	if scopes := s.people.rosterScopes(); len(scopes) != 0 {
		t.Errorf("of all there are %+v", scopes)
	}
	var id int64
	for _, n := range s.people.model.Departments() {
		if n.Level == 1 && n.Below() > 0 {
			id = n.ID
		}
	}
	s.goTo(directory.KindDepartment, id)
	s.settle()
	scopes := s.people.rosterScopes()
	if len(scopes) != 2 || scopes[0].of != (roster.Of{Department: id}) || scopes[1].of != (roster.Of{Department: id, Below: true}) {
		t.Errorf("%+v", scopes)
	}
	s.people.below.SetChecked(true)
	s.people.search.SetText("さとう")
	s.settle()
	if scopes = s.people.rosterScopes(); scopes[0].of != (roster.Of{Department: id, Below: true, Search: "さとう"}) || !scopes[1].of.Below {
		t.Errorf("%+v", scopes)
	}
	if r := roster.Build(s.people.model, roster.Choices{Form: roster.ByDepartment, Suspended: true, Of: scopes[0].of}, roster.Source{}); r.People != s.people.grid.Rows().Len() {
		t.Errorf("%d people, the list has %d", r.People, s.people.grid.Rows().Len())
	}
}

func TestRoster_IsSavedAfterAWarningAndToldAtHome(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	path := filepath.Join(t.TempDir(), "名簿.html")
	make := func(ctx context.Context) (*app.Roster, error) { return s.app.MakeRoster(ctx, roster.DefaultChoices()) }
	s.saveRoster("名簿.html", path, "", make, nil)
	if !strings.Contains(s.dialogs(), "個人情報") {
		t.Fatalf("no warning: %q", s.dialogs())
	}
	if _, err := os.Stat(path); err == nil {
		t.Fatal("it is written before anybody has read the warning")
	}
	s.dialogButton("保存する").Tapped(nil)
	s.settle()
	s.dialogButton("閉じる").Tapped(nil)
	text, err := os.ReadFile(path)
	if err != nil || !strings.HasSuffix(string(text), "</html>\n") {
		t.Fatalf("%v", err)
	}
	s.onNavigated(screenHome)
	if shown := s.onScreen(); !strings.Contains(shown, "の名簿は、いまも正しい内容です。") {
		t.Errorf("at home: %q", shown)
	}
	before := s.stored().Users[0]
	u := before
	u.Phone = "03-0000-1234"
	s.window.edit("電話番号の変更", edit.ChangeUser(before, u), func(err error) {
		if err != nil {
			t.Error(err)
		}
	})
	s.settle()
	if shown := s.onScreen(); !strings.Contains(shown, "の名簿のあと、1人の連絡先や所属が変わりました。") {
		t.Fatalf("at home: %q", shown)
	}
	button(t, s.home().rosters.part, "だれが変わったか").Tapped(nil)
	if shown := s.dialogs(); !strings.Contains(shown, s.stored().Users[0].Name) || !strings.Contains(shown, "電話番号が変わりました") {
		t.Errorf("who has changed: %q", shown)
	}
	s.press(fyne.KeyEscape, 0)
	button(t, s.home().rosters.part, "作り直す").Tapped(nil)
	s.dialogButton("保存する").Tapped(nil)
	s.settle()
	s.dialogButton("閉じる").Tapped(nil)
	if shown := s.onScreen(); !strings.Contains(shown, "いまも正しい内容です") {
		t.Errorf("made again: %q", shown)
	}
	if text, err := os.ReadFile(path); err != nil || !strings.Contains(string(text), "03-0000-1234") {
		t.Errorf("made again without what has changed, %v", err)
	}
}

func TestRoster_MailIsWrittenToAllWithinWhatAMailtoHolds(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenPeople)
	s.settle()
	s.do(s.command("write.mail"))
	if shown := s.dialogs(); !strings.Contains(shown, "Bccの欄に貼り付けてください") {
		t.Errorf("of hundreds: %q", shown)
	}
	if text := s.window.fyne.Clipboard().Content(); strings.Count(text, "; ") < 100 || strings.Contains(text, "\n") {
		t.Errorf("copied is %.80q", text)
	}
	s.press(fyne.KeyEscape, 0)
	s.do(s.command("copy.mail.semicolons"))
	if text := s.window.fyne.Clipboard().Content(); strings.Count(text, "; ") < 100 {
		t.Errorf("copied is %.80q", text)
	}
}

func TestRoster_FolderIsSetAfterAWarning(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	dir := t.TempDir()
	r := newRosterFolder(s.window)
	r.ask(dir)
	if !strings.Contains(s.dialogs(), "個人情報") {
		t.Errorf("no warning: %q", s.dialogs())
	}
	s.dialogButton("保存する").Tapped(nil)
	s.settle()
	if _, err := os.Stat(filepath.Join(dir, "名簿.xlsx")); err != nil {
		t.Error(err)
	}
	if r.none.Hidden || r.field.Error() != "" {
		t.Errorf("nothing shows that it is set: %q", r.field.Error())
	}
	r.set("")
	s.settle()
	if set, _, err := s.app.RosterFolder(context.Background()); set != "" || err != nil {
		t.Errorf("%q, %v", set, err)
	}
}

var _ kit.Rows = rosterFields(nil)

func TestRoster_KeyOfHomeMakesOneOfEverybody(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	s.onNavigated(screenHome)
	s.press(fyne.KeyP, ctrl)
	s.settle()
	if shown := s.dialogs(); !strings.Contains(shown, "1ページ目の見本") || !strings.Contains(shown, "全員") {
		t.Errorf("asked is %q", shown)
	}
}

func TestRoster_AWorkbookMadeAgainSaysWhatItHoldsAndWhereItGoes(t *testing.T) {
	s := newStage(t, cybozutest.Sample(), cybozutest.Options{})
	s.importAll()
	path := filepath.Join(t.TempDir(), "a.XLSX")
	now, err := s.app.MakeRoster(context.Background(), roster.DefaultChoices())
	if err != nil {
		t.Fatal(err)
	}
	s.home().rosters.again(&app.MadeRoster{Path: path, Now: now}, false)
	s.settle()
	if shown := s.dialogs(); !strings.Contains(shown, "全員の全項目") || !strings.Contains(shown, filepath.Base(path)) {
		t.Errorf("asked is %q", shown)
	}
}

func TestRoster_IsSavedAsAPageAndAWorkbookAndCopiedByItsButtons(t *testing.T) {
	s := peopleStage(t)
	f := s.openRosterForm()
	s.typeInto("題名", "防災名簿")
	for _, tick := range []*kit.Check{f.suspended, f.reading, f.across, f.apart} {
		tick.Tapped(nil)
	}
	f.scope.Choose(len(f.of) - 1)
	page := filepath.Join(t.TempDir(), "名簿.html")
	s.chooses(page)
	s.click("印刷用に保存（HTML）")
	s.click("保存する")
	text, err := os.ReadFile(page)
	if err != nil || !strings.Contains(string(text), "防災名簿") || !strings.Contains(string(text), "landscape") || strings.Contains(string(text), "停止中を除く") {
		t.Errorf("%v, the page is %.300q", err, text)
	}
	s.click("ブラウザーで開く")
	if shown := s.dialogs(); shown != "" {
		t.Errorf("opened in the browser it says %q", shown)
	}
	if f = s.openRosterForm(); !f.across.Checked() || f.title.Text != "防災名簿" {
		t.Error("what was chosen is not remembered")
	}
	book := filepath.Join(t.TempDir(), "名簿.xlsx")
	s.chooses(book)
	s.click("Excelで保存")
	s.click("保存する")
	if content, err := os.ReadFile(book); err != nil || !strings.HasPrefix(string(content), "PK") {
		t.Errorf("%v, the workbook begins with %.4q", err, content)
	}
	s.click("閉じる")
	s.openRosterForm()
	s.click("コピー")
	if text := s.window.fyne.Clipboard().Content(); !strings.Contains(text, s.stored().Users[0].Name) {
		t.Errorf("copied is %q", text)
	}
}

func TestRoster_AFieldGoesOnMovingAndStopsAtTheEnds(t *testing.T) {
	s := peopleStage(t)
	f := s.openRosterForm()
	begin := slices.Clone(f.order)
	last := len(begin) - 1
	moved := func(from, to int) []string {
		order := slices.Delete(slices.Clone(begin), from, from+1)
		return slices.Insert(order, to, begin[from])
	}
	expect := func(what string, want []string) {
		t.Helper()
		var listed []string
		for row := range f.fields.Rows().Len() {
			listed = append(listed, f.fields.Rows().Cell(row, 0).Text)
		}
		if !slices.Equal(f.order, want) || len(listed) != len(want) || listed[0] != roster.Label(want[0]) || listed[last] != roster.Label(want[last]) {
			t.Errorf("%s: %q, listed are %q, want %q", what, f.order, listed, want)
		}
	}
	f.up.Tapped(nil)
	expect("nothing is chosen", begin)
	s.focus(f.fields.Focusable())
	s.press(fyne.KeyHome, 0)
	f.up.Tapped(nil)
	expect("above the first", begin)
	f.down.Tapped(nil)
	f.down.Tapped(nil)
	expect("the first, twice down", moved(0, 2))
	f.up.Tapped(nil)
	f.up.Tapped(nil)
	expect("and back", begin)
	s.focus(f.fields.Focusable())
	s.press(fyne.KeyEnd, 0)
	f.down.Tapped(nil)
	expect("below the last", begin)
	for range last + 2 {
		f.up.Tapped(nil)
	}
	expect("the last, all the way up", moved(last, 0))
}

func TestRoster_WithoutFieldsThereIsNoListAndWithoutATitleItHasThatOfItsForm(t *testing.T) {
	s := peopleStage(t)
	f := s.openRosterForm()
	f.title.SetText("  ")
	f.fields.Focus()
	s.press(fyne.KeyHome, 0)
	f.fields.SetChecked(f.keysOf(f.order[:1]))
	s.press(fyne.KeySpace, 0)
	s.settle()
	buttons := func(why string) string {
		if why != "" {
			why = " " + why
		}
		return "[コピー]" + why + " / [Excelで保存]" + why + " / [印刷用に保存（HTML）]" + why
	}
	expect := func(title, why string) {
		t.Helper()
		if c := f.chosen(); c.Title != title {
			t.Errorf("it is called %q, want %q", c.Title, title)
		}
		if shown := s.reads(); !strings.HasSuffix(shown, " / "+title+"　"+strings.TrimPrefix(shown[strings.LastIndex(shown, " / "+title+"　"):], " / "+title+"　")) || !strings.HasSuffix(shown, " / [やめる] / "+buttons(why)) {
			t.Errorf("it says %q, want %q at the end", shown, buttons(why))
		}
	}
	const none = "載せる項目を選ぶと使えます。"
	expect("部署別一覧", none)
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	expect("部署別一覧", none)
	f.form.Choose(1)
	s.settle()
	expect("緊急連絡網", "")
	f.form.Choose(0)
	s.settle()
	expect("部署別一覧", none)
	f.form.Choose(1)
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	s.expectWords("asking", "名簿を保存しますか？ / このファイルには、名前や電話番号などの個人情報が含まれます。保存する場所と、印刷したものの取り扱いに注意してください。"+
		"安否シンクからは、どこにも送信しません。 / [やめる] / [保存する]")
}

func TestRoster_IsOfWhoIsListed(t *testing.T) {
	s := peopleStage(t)
	d := s.department("開発チーム")
	for _, c := range []struct {
		q    browse.Query
		want []rosterScope
	}{
		{browse.Query{Node: browse.Unassigned}, []rosterScope{{"未所属ユーザー", roster.Of{Department: browse.Unassigned}}}},
		{browse.Query{Node: browse.AllUsers, Filter: browse.FilterSuspended}, []rosterScope{{"いま一覧にある人", roster.Of{Filter: browse.FilterSuspended}}}},
		{browse.Query{Node: browse.AllUsers, Check: directory.CheckNoPhone}, []rosterScope{{"いま一覧にある人", roster.Of{Check: directory.CheckNoPhone}}}},
		{browse.Query{Node: d.ID}, []rosterScope{{"開発チームだけ", roster.Of{Department: d.ID}}}},
	} {
		s.people.list(c.q, false)
		s.settle()
		if got := s.people.rosterScopes(); !slices.Equal(got, c.want) {
			t.Errorf("of %+v: %+v, want %+v", c.q, got, c.want)
		}
	}
	s.people.search.SetText("なし")
	s.settle()
	if got := s.people.rosterScopes()[0].name; got != "いま一覧にある人（「なし」の検索結果）" {
		t.Errorf("of what is searched: %s", got)
	}
}

func TestRoster_ItsFileHasANameThatEverySystemTakes(t *testing.T) {
	for text, want := range map[string]string{"防災 名簿.html": "防災 名簿.html", `a<b>c:d"e/f\g|h?i*j`: "a_b_c_d_e_f_g_h_i_j", "一行\n二行\t": "一行_二行_"} {
		if got := fileName(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

// opening is a system that opens a page, or says why not.
type opening struct {
	fyne.App
	pages []string
	err   error
}

func (o *opening) OpenURL(page *url.URL) error {
	o.pages = append(o.pages, page.String())
	return o.err
}

func TestRoster_IsOpenedWhereverItIs(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	o := &opening{App: s.window.fyne}
	s.window.fyne = o
	s.openPath("/home/a b/名簿.html")
	s.openPath("C:/Users/a/名簿.html")
	if want := []string{"file:///home/a%20b/%E5%90%8D%E7%B0%BF.html", "file:///C:/Users/a/%E5%90%8D%E7%B0%BF.html"}; !slices.Equal(o.pages, want) || s.dialogs() != "" {
		t.Errorf("opened are %q, want %q; it says %q", o.pages, want, s.dialogs())
	}
	o.err = errors.New("no program opens it")
	s.openPath("/a.html")
	s.expectWords("without a browser", unexpected)
}

func TestRoster_OfThenHasWhoWasThereThenAndTheDayInItsName(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	gone := s.stored().Users[3]
	s.window.edit("", edit.DeleteUsers([]int64{gone.ID}, false), nil)
	s.settle()
	s.openMoment(1)
	s.do(s.command("roster"))
	s.settle()
	s.click("コピー")
	if text := s.window.fyne.Clipboard().Content(); s.line() != "名簿（23人）をコピーしました。" || !strings.Contains(text, gone.Name) {
		t.Errorf("it says %q, and copied is %q", s.line(), text)
	}
	path := filepath.Join(t.TempDir(), "a.html")
	s.chooses(path)
	s.do(s.command("roster"))
	s.settle()
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	s.click("保存する")
	s.expectWords("once it is saved", "名簿を保存しました / FOLDER/a.html⏎⏎ブラウザーで開くと、印刷やPDFでの保存ができます（用紙はA4、倍率は100%）。 / [閉じる] / [ブラウザーで開く]")
	if text, err := os.ReadFile(path); err != nil || !strings.Contains(string(text), gone.Name) {
		t.Errorf("%v, or %s is not in it", err, gone.Name)
	}
}

// What cannot be read or kept is said, and the dialog stays.
func TestRoster_WhatCannotBeMadeIsSaid(t *testing.T) {
	s := peopleStage(t)
	f := s.openRosterForm()
	s.rename("rosters", "gone")
	s.fyne.Clipboard().SetContent("as before")
	s.click("コピー")
	s.expectWords("what cannot be remembered", unexpected)
	s.press(fyne.KeyEscape, 0)
	if !f.dialog.Open() || s.fyne.Clipboard().Content() != "as before" {
		t.Errorf("copied is %q", s.fyne.Clipboard().Content())
	}
}

func TestRoster_EachFormOffersWhatItCanHave(t *testing.T) {
	s := peopleStage(t)
	s.people.goTo(directory.KindDepartment, s.department("開発本部").ID)
	s.settle()
	f := s.openRosterForm()
	if s.win.Canvas().Focused() != fyne.Focusable(f.form) {
		t.Errorf("the keys are at %T", s.win.Canvas().Focused())
	}
	for i, want := range []string{"across apart suspended reading", "across suspended reading", "suspended reading", ""} {
		f.form.Choose(i)
		s.settle()
		var on []string
		for _, c := range []struct {
			name string
			off  bool
		}{{"across", f.across.Disabled()}, {"apart", f.apart.Disabled()}, {"suspended", f.suspended.Disabled()}, {"reading", f.reading.Disabled()}} {
			if !c.off {
				on = append(on, c.name)
			}
		}
		told := "1ページ目の見本　4人・1部署（停止中を除く）"
		if i == 3 {
			told = "1ページ目の見本　4人・1部署"
		}
		if got := strings.Join(on, " "); got != want || f.told.String() != told || f.chosen().Form != roster.Forms()[i] {
			t.Errorf("%s: on are %q, it tells %q", roster.Forms()[i], got, f.told)
		}
	}
	for i, want := range []string{"開発本部だけ", "開発本部と、その下の部署", "全員"} {
		if f.scope.Choose(i); f.of[i].name != want || f.chosen().Of != f.of[i].of || (i < 2) == f.of[i].of.Whole() {
			t.Errorf("%d is %+v", i, f.of[i])
		}
	}
	// However fast somebody types, the page is of what stands there in the end.
	f.form.Choose(0)
	for _, text := range []string{"防", "防災", "防災名簿"} {
		f.title.SetText(text)
	}
	s.settle()
	if shown := s.reads(); !strings.Contains(shown, " / 防災名簿 / 部署別一覧　23人・6部署（停止中を除く） / ") {
		t.Errorf("the page is %s", shown)
	}
	f.suspended.Tapped(nil)
	s.settle()
	if f.told.String() != "1ページ目の見本　23人・6部署" {
		t.Errorf("with all it tells %q", f.told)
	}
	s.press(fyne.KeyEscape, 0)
	s.settle()
	kept, err := s.app.RosterChoices(t.Context())
	if err != nil || kept.Title != "防災名簿" || !kept.Suspended || kept.Form != roster.ByDepartment {
		t.Errorf("%v, kept is %+v", err, kept)
	}
}

// Fields that are read no more are not offered; those that are new come last.
func TestRoster_OffersTheFieldsThatAreReadInTheOrderOfLastTime(t *testing.T) {
	s := peopleStage(t)
	c := roster.DefaultChoices()
	c.Fields = []string{directory.FieldEmail, directory.FieldMobile, "gone", directory.FieldName}
	c.Form = "gone"
	f := newRosterForm(s.window, c, []rosterScope{{name: "全員"}})
	all := roster.FieldNames(s.stored().Options)
	if len(f.order) == 0 || !slices.Equal(f.order[:2], []string{directory.FieldEmail, directory.FieldName}) || slices.Contains(f.order, directory.FieldMobile) || slices.Contains(f.order, "gone") {
		t.Errorf("the order is %q of %q", f.order, all)
	}
	sorted := slices.Sorted(slices.Values(f.order))
	if len(slices.Compact(sorted)) != len(f.order) {
		t.Errorf("one is there twice: %q", f.order)
	}
	if got := f.chosen(); !slices.Equal(got.Fields, []string{directory.FieldEmail, directory.FieldName}) || got.Form != roster.Forms()[0] {
		t.Errorf("chosen are %+v", got)
	}
	for row := range f.fields.Rows().Len() {
		if got := f.fields.Rows().Cell(row, 0).Text; got != roster.Label(f.order[row]) {
			t.Errorf("row %d is %q", row, got)
		}
	}
}

// Of which moment and of whom a roster is goes by the screen that is shown.
func TestRoster_OnAnotherScreenItIsOfEverybodyNow(t *testing.T) {
	s := peopleStage(t)
	s.openMoment(0)
	day := s.people.past.line.FinishedAt.Local().Format(time.DateOnly)
	path := filepath.Join(t.TempDir(), "a.html")
	asked := s.chooses(path)
	s.people.goTo(directory.KindDepartment, s.department("開発本部").ID)
	s.do(s.command("roster"))
	s.settle()
	if shown := s.reads(); !strings.Contains(shown, " / だれの / 開発本部だけ / ") {
		t.Errorf("of then it is of %s", shown)
	}
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	s.click("保存する")
	s.click("閉じる")
	if with, err := os.ReadFile(asked); err != nil || !strings.Contains(string(with), "\n緊急連絡先名簿_"+day+".html\n") {
		t.Errorf("%v, asked for with %q", err, with)
	}
	s.onNavigated(screenHome)
	s.settle()
	s.do(s.command("roster"))
	s.settle()
	if shown := s.reads(); !strings.Contains(shown, " / だれの / 全員 / ") || s.people.readOnly() {
		t.Errorf("from home it is of %s", shown)
	}
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	asked = s.chooses(path)
	s.click("保存する")
	if with, err := os.ReadFile(asked); err != nil || !strings.Contains(string(with), "\n緊急連絡先名簿.html\n") {
		t.Errorf("%v, asked for with %q", err, with)
	}
	s.expectWords("saved", "名簿を保存しました / FOLDER/a.html⏎⏎ブラウザーで開くと、印刷やPDFでの保存ができます（用紙はA4、倍率は100%）。 / [閉じる] / [ブラウザーで開く]")
	opened := &browser{App: s.window.fyne}
	s.window.fyne = opened
	s.click("ブラウザーで開く")
	if len(opened.pages) != 1 || !strings.HasPrefix(opened.pages[0], "file:///") || !strings.HasSuffix(opened.pages[0], "/a.html") {
		t.Errorf("opened are %q", opened.pages)
	}
	if shown := s.onScreen(); !strings.Contains(shown, "の名簿は、いまも正しい内容です。") {
		t.Errorf("at home: %q", shown)
	}
}

func TestRoster_AWorkbookOfEverybodyIsWarnedOf(t *testing.T) {
	for _, c := range []struct {
		name string
		of   roster.Of
		want string
	}{
		{"a.xlsx", roster.Of{}, message.RosterBookWarning}, {"a.XLSX", roster.Of{}, message.RosterBookWarning},
		{"a.html", roster.Of{}, ""}, {"a.xlsx", roster.Of{Department: 3}, ""}, {"a.xlsx", roster.Of{Search: "佐藤"}, ""},
	} {
		if got := bookWarning(c.name, c.of); got != c.want {
			t.Errorf("%s of %+v: %q", c.name, c.of, got)
		}
	}
	s := peopleStage(t)
	path := filepath.Join(t.TempDir(), "b.xlsx")
	s.saveRoster("b.xlsx", path, "追加の警告。", func(ctx context.Context) (*app.Roster, error) { return s.app.MakeRoster(ctx, roster.DefaultChoices()) }, nil)
	s.expectWords("before it is written over", "名簿を保存しますか？ / FOLDER/b.xlsx⏎⏎このファイルには、名前や電話番号などの個人情報が含まれます。保存する場所と、印刷したものの取り扱いに注意してください。"+
		"安否シンクからは、どこにも送信しません。追加の警告。 / [やめる] / [保存する]")
	s.click("保存する")
	s.expectWords("once it is written", "名簿を保存しました / FOLDER/b.xlsx / [閉じる]")
}

func TestRoster_ItsScopeItsColumnsAndItsNoteAreDrawn(t *testing.T) {
	s := peopleStage(t)
	s.people.goTo(directory.KindDepartment, s.department("開発本部").ID)
	s.settle()
	f := s.openRosterForm()
	changes := func(what string, do func()) {
		t.Helper()
		before := fmt.Sprint(f.chosen(), f.order)
		do()
		s.settle()
		if fmt.Sprint(f.chosen(), f.order) == before {
			t.Errorf("%s changes nothing", what)
		}
	}
	counted := f.told.String()
	f.scope.Choose(len(f.of) - 1)
	s.settle()
	if f.told.String() == counted {
		t.Errorf("for others the page is still of %s", counted)
	}
	s.focus(f.fields.Focusable())
	s.press(fyne.KeyEnd, 0)
	s.press(fyne.KeyUp, 0)
	changes("↑", func() { f.up.Tapped(nil) })
	changes("↓", func() { f.down.Tapped(nil) })
	s.typeInto("メモ", "集合は正門前")
	s.settle()
	if shown := s.dialogs(); strings.Count(shown, "集合は正門前") != 2 {
		t.Errorf("the page does not say it: %q", shown)
	}
}
