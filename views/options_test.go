package views

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/app/message"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
)

func TestU15_FieldsAreColumnsWhileTheyAreChosen(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.company.Update(func(d *cybozutest.Data) {
		for i := range d.Users {
			d.Users[i].MobilePhone, d.Users[i].EmployeeNumber = "090-0000-1111", "n77"
		}
	})
	s.importAll()
	titles := func() string { return strings.Join(s.people.grid.Titles(), " ") }
	standard := titles()
	page := s.settings().options
	page.extra[directory.FieldMobile].Tapped(nil)
	s.settle()
	if got := titles(); strings.Replace(got, " 携帯電話", "", 1) != standard || !strings.Contains(got, "電話番号 携帯電話 所属部署") {
		t.Errorf("the columns are %s", got)
	}
	if text := written(s.connect.page); !strings.Contains(text, "メールアドレス・電話番号・携帯電話・所属部署") {
		t.Errorf("the form explains %q", text)
	}
	s.onNavigated(screenConnect)
	s.importAll()
	s.onNavigated(screenPeople)
	s.settle()
	if u := s.stored().Users[0]; u.MobilePhone != "090-0000-1111" || u.EmployeeNumber != "" {
		t.Fatalf("read %+v", u)
	}
	s.people.search.SetText("0000-1111")
	s.settle()
	if got, all := s.people.grid.Rows().Len(), len(s.stored().Users); got != all {
		t.Errorf("%d of %d are found by their number", got, all)
	}
	s.people.grid.Select(s.stored().Users[0].ID)
	s.people.onEditUser()
	s.settle()
	if shown := s.dialogs(); !strings.Contains(shown, "携帯電話") || strings.Contains(shown, "従業員番号") {
		t.Errorf("the form asks %q", shown)
	}
	s.press(fyne.KeyEscape, 0)
	s.settings().options.extra[directory.FieldMobile].Tapped(nil)
	s.settle()
	if got := titles(); got != standard {
		t.Errorf("switched off, the columns are %s", got)
	}
	if u := s.stored().Users[0]; u.MobilePhone == "" {
		t.Error("what was read is gone")
	}
}

func TestU15_HowManyPhonesChangeIsSaidBeforehand(t *testing.T) {
	s := newStage(t, cybozutest.Manual(), cybozutest.Options{})
	s.importAll()
	s.company.Update(func(d *cybozutest.Data) {
		for i := range d.Users {
			d.Users[i].MobilePhone = ""
		}
		d.Users[0].MobilePhone = "090-0000-1111"
	})
	s.settings()
	s.click("変更")
	if shown := s.dialogs(); !strings.Contains(shown, "携帯電話、なければ電話番号") {
		t.Fatalf("asked %q", shown)
	}
	s.settle()
	if shown := s.dialogs(); !strings.Contains(shown, "1人") || strings.Contains(shown, "数えています") {
		t.Errorf("counted %q", shown)
	}
	s.press(fyne.KeyEscape, 0)
	if s.stored().Options != (directory.Options{}) {
		t.Error("it is kept without a yes")
	}
	s.click("変更")
	s.settle()
	s.dialogGrid().Select(2)
	s.dialogButton("変更する").Tapped(nil)
	s.settle()
	if got := s.stored().Options.Phone; got != directory.PhoneMobileOrPhone {
		t.Fatalf("kept %q", got)
	}
	if text := written(s.connect.page); !strings.Contains(text, "電話番号（携帯電話、なければ電話番号）") {
		t.Errorf("the form explains %q", text)
	}
	s.onNavigated(screenConnect)
	s.importAll()
	if u := s.stored().Users[0]; u.Phone != "090-0000-1111" {
		t.Errorf("got %q", u.Phone)
	}
}

func TestOptions_WithoutAnAnswerNobodyIsCounted(t *testing.T) {
	s := peopleStage(t)
	s.settings()
	s.form().url.SetText("")
	s.click("変更")
	s.expectWords("without a URL", "電話番号に使う項目 / どの項目を電話番号として読み込みますか？変わる人は、次の読み込みの確認画面に一人ずつ表示します。"+
		" / titles	電話番号に使う項目 | 電話番号が変わる人 / row	電話番号（標準） | — / row	携帯電話 | — / row	携帯電話、なければ電話番号 | —"+
		" / 人数を数えられませんでした。次の読み込みの確認画面で、変わる人を確認できます。cybozu.comのURLがありません。「https://サブドメイン.cybozu.com」の形で入力してください。 / [やめる] / [変更する]")
	s.press(fyne.KeyReturn, ctrl)
	s.settle()
	if got := s.stored().Options; got != (directory.Options{}) || s.dialogs() != "" {
		t.Errorf("kept are %+v; it says %q", got, s.dialogs())
	}
}

// Each tick and choice of what is read is kept by itself, and shown as it is kept.
func TestOptions_EachIsKeptByItself(t *testing.T) {
	s := peopleStage(t)
	o := s.settings().options
	kept := func() directory.Options { return s.stored().Options }
	both := directory.ExtraFields(directory.FieldMobile, directory.FieldEmployee)
	o.extra[directory.FieldMobile].Tapped(nil)
	s.settle()
	o.extra[directory.FieldEmployee].Tapped(nil)
	s.settle()
	if got := kept(); got != (directory.Options{Extra: both}) {
		t.Errorf("kept are %+v", got)
	}
	for i, days := range holdTerms {
		o.hold.Choose(i)
		s.settle()
		if got := kept(); got != (directory.Options{Extra: both, HoldDays: days}) || o.hold.Chosen() != i {
			t.Errorf("kept are %+v, want %d days", got, days)
		}
	}
	o.extra[directory.FieldMobile].Tapped(nil)
	s.settle()
	if got := kept(); got != (directory.Options{Extra: directory.ExtraFields(directory.FieldEmployee), HoldDays: holdTerms[len(holdTerms)-1]}) {
		t.Errorf("kept are %+v", got)
	}
	revision := s.stored().Revision
	o.set(kept())
	s.reload() // shows all of it anew
	s.settle()
	if s.stored().Revision != revision {
		t.Error("the same is kept again")
	}
	other := directory.Options{Extra: directory.ExtraFields(directory.FieldMobile), HoldDays: 60, Phone: directory.PhoneMobile}
	if err := s.app.SetOptions(t.Context(), other); err != nil { // by another process
		t.Fatal(err)
	}
	s.reload()
	s.settle()
	if kept() != other || !o.extra[directory.FieldMobile].Checked() || o.extra[directory.FieldEmployee].Checked() || holdTerms[o.hold.Chosen()] != 60 || o.phone.String() != message.PhoneSource(directory.PhoneMobile) {
		t.Errorf("kept are %+v, shown is %q", kept(), o.phone.String())
	}
}

// A dialog that is closed while it counts stays closed, and what is chosen is what is kept.
func TestOptions_TheSourceOfPhonesThatIsChosenIsKept(t *testing.T) {
	s := peopleStage(t)
	o := s.settings().options
	o.onChange()
	grid := s.dialogGrid()
	if at, ok := grid.Current(); !ok || at != 0 {
		t.Errorf("chosen is %d", at)
	}
	if got := cells(grid, 2); !strings.Contains(got, "電話番号（標準）|数えています…|") {
		t.Errorf("meanwhile it says %q", got)
	}
	s.press(fyne.KeyEscape, 0)
	s.settle()
	if s.dialogs() != "" || !strings.HasSuffix(cells(grid, 2), "数えています…|\n") {
		t.Errorf("closed, it says %q, and counts %q", s.dialogs(), cells(grid, 2))
	}
	o.onChange()
	s.settle()
	s.dialogGrid().Unselect()
	s.dialogButton("変更する").Tapped(nil)
	s.settle()
	if got := s.stored().Options; got != (directory.Options{}) {
		t.Errorf("without a choice, kept are %+v", got)
	}
	for i, want := range directory.PhoneSources() {
		o.onChange()
		s.settle()
		s.dialogGrid().Select(int64(i))
		s.dialogButton("変更する").Tapped(nil)
		s.settle()
		if got := s.stored().Options.Phone; got != want || o.phone.String() != message.PhoneSource(want) {
			t.Errorf("kept is %q, want %q", got, want)
		}
		o.onChange()
		if at, ok := s.dialogGrid().Current(); !ok || at != int64(i) {
			t.Errorf("chosen is %d, want %d", at, i)
		}
		s.press(fyne.KeyEscape, 0)
		s.settle()
	}
}
