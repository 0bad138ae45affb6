package views

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/edit"
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
