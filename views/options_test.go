package views

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

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
