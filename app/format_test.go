package app_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"anpisync/app"
	"anpisync/app/format"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/storage"
)

// serviceFile is a file of a service that has some people of the office, and one of its own.
func serviceFile(d *directory.Directory) string {
	var b strings.Builder
	b.WriteString("ログインID,氏名,メールアドレス,電話番号,役職,初期パスワード,削除フラグ\r\n")
	for i, u := range d.Users {
		if i < 12 {
			fmt.Fprintf(&b, "%s,%s,%s,%s,役職%d,,0\r\n", u.LoginName, strings.ReplaceAll(u.Name, " ", "　"), u.Email, u.Phone, i)
		}
	}
	return b.String() + "haken01,派遣　花子,haken@example.jp,03-5555-6666,派遣,,0\r\n"
}

// learn saves the format of a service, and gives it as it is kept.
func (of *office) learn(file string) *app.SavedFormat {
	of.t.Helper()
	l, err := of.LearnFormat(context.Background(), strings.NewReader(file), format.LearnOptions{Name: "見本サービス"})
	if err != nil {
		of.t.Fatal(err)
	}
	if _, err := of.SaveFormat(context.Background(), 0, l.Format); err != nil {
		of.t.Fatal(err)
	}
	return of.format("見本サービス")
}

func (of *office) format(name string) *app.SavedFormat {
	of.t.Helper()
	s, err := of.Format(context.Background(), name)
	if err != nil {
		of.t.Fatal(err)
	}
	return s
}

func (of *office) draft(s *app.SavedFormat, o format.Options) *app.FormatDraft {
	of.t.Helper()
	d, err := of.DraftFormat(context.Background(), s, o)
	if err != nil {
		of.t.Fatal(err)
	}
	return d
}

// readService reads a file of a service, and applies what it says.
func (of *office) readService(s *app.SavedFormat, file string) *app.Proposal {
	of.t.Helper()
	p, err := of.PrepareFormat(context.Background(), s, reads(file), format.ReadOptions{Name: "export.csv", Password: "first-password"}, nil)
	if err != nil {
		of.t.Fatal(err)
	}
	of.apply(p)
	return p
}

func TestFormat_OfAServiceIsReadWrittenAndKnownAfterwards(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	ctx := context.Background()
	before := of.stored()
	file := serviceFile(before)
	s := of.learn(file)
	p := of.readService(s, file)
	if len(p.Plan.Users) != 1 || p.Plan.Users[0].After.Name != "派遣 花子" || p.Plan.Users[0].Action != directory.Create {
		t.Fatalf("reading plans %+v", p.Plan.Users)
	}
	s = of.format("見本サービス")
	if s.Records != 13 || s.Read.IsZero() || !s.Written.IsZero() {
		t.Errorf("%+v", s)
	}
	d := of.draft(s, format.Options{Difference: true, Password: "first-password"})
	if c := d.Counts(); c.New != len(before.Users)-12 || c.Changed != 0 || c.Leave != 0 || c.Same != 13 {
		t.Errorf("%+v", c)
	}
	path := filepath.Join(t.TempDir(), app.FormatFileName(s.Format, false))
	if err := of.WriteFormat(ctx, d, path); err != nil {
		t.Fatal(err)
	}
	if text := contents(t, path); strings.Count(text, "\r\n") != 1+len(before.Users)-12 || !strings.Contains(text, "first-password") {
		t.Errorf("%s", text)
	}
	again := of.draft(of.format("見本サービス"), format.Options{Difference: true})
	if c := again.Counts(); c.Written != 0 || c.Same != len(before.Users)+1 {
		t.Errorf("handed over, and still %+v", c)
	}
	for _, name := range []string{"directory.db", "directory.db-wal"} {
		if content, err := os.ReadFile(filepath.Join(of.dir, name)); err != nil || strings.Contains(string(content), "first-password") {
			t.Errorf("the initial password is kept in %s (%v)", name, err)
		}
	}
	if found, err := of.TakeBackFormat(ctx, s.ID); !found || err != nil {
		t.Errorf("taking back: %v, %v", found, err)
	}
	if c := of.draft(of.format("見本サービス"), format.Options{Difference: true}).Counts(); c != d.Counts() {
		t.Errorf("what the service did not take is %+v, was %+v", c, d.Counts())
	}
}

func TestFormat_ReadingThatChangesNobodyKeepsWhatTheServiceHas(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	file := serviceFile(of.stored())
	s := of.learn(file)
	of.readService(s, file)
	second := strings.Replace(file, "役職3", "部長", 1)
	if p := of.readService(of.format("見本サービス"), second); !p.Plan.Empty() {
		t.Errorf("%+v", p.Plan)
	}
	path := filepath.Join(t.TempDir(), "all.csv")
	d := of.draft(of.format("見本サービス"), format.Options{})
	if err := of.WriteFormat(context.Background(), d, path); err != nil {
		t.Fatal(err)
	}
	if text := contents(t, path); !strings.HasPrefix(text, second) {
		t.Errorf("got\n%s\nwant first\n%s", text, second)
	}
	// Whom the service has no more is new to it.
	known := of.draft(of.format("見本サービス"), format.Options{Difference: true}).Counts()
	lines := strings.SplitAfter(second, "\r\n")
	if p := of.readService(of.format("見本サービス"), strings.Join(slices.Delete(lines, 3, 4), "")); !p.Plan.Empty() {
		t.Errorf("%+v", p.Plan)
	}
	if c := of.draft(of.format("見本サービス"), format.Options{Difference: true}).Counts(); c.Same != 12 || c.New != known.Same-c.Same {
		t.Errorf("%+v, were %+v", c, known)
	}
}

func TestFormat_NamesAreOfOneAlone(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	ctx := context.Background()
	s := of.learn(serviceFile(of.stored()))
	builtIn := 0
	all, err := of.Formats(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		if f.BuiltIn() {
			builtIn++
			name, err := of.FreeFormatName(ctx, f.Format.Name)
			if err != nil || name == f.Format.Name {
				t.Errorf("%q, %v", name, err)
			}
			if _, err := of.CopyFormat(ctx, f, name); err != nil {
				t.Errorf("copying %s: %v", f.Format.Name, err)
			}
			if _, err := of.CopyFormat(ctx, f, f.Format.Name); !errors.Is(err, storage.ErrFormatName) {
				t.Errorf("a copy of %s under its name: %v", f.Format.Name, err)
			}
			if f.Format.Empty {
				if _, err := of.DraftFormat(ctx, f, format.Options{}); !errors.Is(err, format.ErrEmpty) {
					t.Errorf("writing %s: %v", f.Format.Name, err)
				}
			}
		}
	}
	if builtIn != 7 || len(all) != 8 || all[0].ID != s.ID {
		t.Errorf("%d formats, %d built in", len(all), builtIn)
	}
	long := strings.Repeat("長", format.LongestName)
	for _, name := range []string{"見本サービス", "見本サービス (2)", long} {
		own := s.Format.Clone()
		own.Name = " " + name + " "
		free, err := of.FreeFormatName(ctx, own.Name)
		want := map[string]string{"見本サービス": "見本サービス (2)", "見本サービス (2)": "見本サービス (2)", long: long}[name]
		if err != nil || free != want {
			t.Errorf("%q is free as %q, %v", name, free, err)
		}
		if name == "見本サービス" {
			continue
		}
		if _, err := of.SaveFormat(ctx, 0, own); err != nil || own.Name != " "+name+" " {
			t.Errorf("saving makes it %q, %v", own.Name, err)
		}
	}
	for name, want := range map[string]string{"見本サービス": "見本サービス (3)", "見本サービス (2)": "見本サービス (2) (2)", long: long[:len(long)-4*len("長")] + " (2)"} {
		if free, err := of.FreeFormatName(ctx, name); err != nil || free != want {
			t.Errorf("%q is free as %q, %v", name, free, err)
		}
	}
	s.Format.Name = "新しい名前"
	if _, err := of.SaveFormat(ctx, s.ID, s.Format); err != nil {
		t.Fatal(err)
	}
	if _, err := of.Format(ctx, "見本サービス"); !app.IsUsage(err) {
		t.Errorf("the old name: %v", err)
	}
	if err := of.DeleteFormat(ctx, s.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := of.Format(ctx, "新しい名前"); !app.IsUsage(err) {
		t.Errorf("deleted: %v", err)
	}
}

func TestFormat_AutosyncLeavesFilesWhereSomethingChanged(t *testing.T) {
	of := newAutoOffice(t, cybozutest.Manual())
	ctx := context.Background()
	auto := func(phone string) string {
		t.Helper()
		of.company.Update(func(d *cybozutest.Data) { d.User("userA").Phone = phone })
		var out strings.Builder
		if err := of.Import(ctx, "", &out); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	auto("03-0000-9999")
	file := serviceFile(of.stored())
	of.readService(of.learn(file), file)
	dir := t.TempDir()
	if err := of.SetFormatFolder(ctx, "見本サービス", filepath.Join(dir, "not there")); err == nil {
		t.Error("a folder that is not there can be chosen")
	}
	if err := of.SetFormatFolder(ctx, "見本サービス", dir); err != nil {
		t.Fatal(err)
	}
	all, difference := filepath.Join(dir, "見本サービス.csv"), filepath.Join(dir, "見本サービス（変更分）.csv")
	if text := contents(t, all); !strings.HasPrefix(text, file) {
		t.Errorf("%s", text)
	}
	if told := auto("03-0000-9999"); strings.Contains(told, "書式") {
		t.Errorf("where nothing has changed it is told %q", told)
	}
	for _, phone := range []string{"03-0000-8888", "03-0000-7777"} { // the first is not handed over by that
		if told := auto(phone); !strings.Contains(told, dir) || !strings.Contains(contents(t, difference), phone) {
			t.Errorf("told is %q", told)
		}
	}
	s := of.format("見本サービス")
	s.Format.Columns[4].Required, s.Format.Columns[4].Source = true, format.Source{What: format.Nothing}
	if _, err := of.SaveFormat(ctx, s.ID, s.Format); err != nil {
		t.Fatal(err)
	}
	if told := auto("03-0000-6666"); !strings.Contains(told, "渡せない人がいます") {
		t.Errorf("told is %q", told)
	}
	s.Format.Name = "別名"
	if _, err := of.SaveFormat(ctx, s.ID, s.Format); err != nil {
		t.Fatal(err)
	}
	if name, got, failed, err := of.FormatFolder(ctx); name != "別名" || got != dir || !strings.Contains(failed, "渡せない人") || err != nil {
		t.Errorf("%q, %q, %q, %v", name, got, failed, err)
	}
	to := filepath.Join(t.TempDir(), "out")
	o := app.Options{Dir: of.dir, Keyring: of.keyring, Scheduler: of.system}
	var left *format.LeftOutError
	if err := app.ExportFormatIn(ctx, o, to, "別名", io.Discard); !errors.As(err, &left) || len(contents(t, filepath.Join(to, "別名.csv"))) == 0 {
		t.Errorf("-export -format: %v", err)
	}
	if err := app.ExportFormatIn(ctx, o, to, "ない", io.Discard); !app.IsUsage(err) {
		t.Errorf("a name of none: %v", err)
	}
	if err := of.DeleteFormat(ctx, s.ID); err != nil {
		t.Fatal(err)
	}
	if _, dir, _, _ := of.FormatFolder(ctx); dir != "" {
		t.Errorf("%q is left to a format that is gone", dir)
	}
}

func TestRecognize_AFileWithoutAHeaderIsThatOfAFormatOnlyByWhatIsInIt(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	file := func(cells func(directory.User) string) func() (io.ReadCloser, error) {
		var b strings.Builder
		for _, u := range of.stored().Users[1:10] {
			b.WriteString(cells(u) + "\r\n")
		}
		return func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(b.String())), nil }
	}
	own := file(func(u directory.User) string { return u.LoginName + "," + u.Name + "," + u.Email })
	r, err := own()
	if err != nil {
		t.Fatal(err)
	}
	text, _ := io.ReadAll(r)
	of.learn(string(text))
	for name, c := range map[string]struct {
		open func() (io.ReadCloser, error)
		same bool
	}{
		"the same columns":     {own, true},
		"one of them empty":    {file(func(u directory.User) string { return u.LoginName + "," + u.Name + "," }), true},
		"in another order":     {file(func(u directory.User) string { return u.LoginName + "," + u.Email + "," + u.Name }), false},
		"nobody who is here":   {file(func(u directory.User) string { return fmt.Sprintf("x%d,甲,乙", u.ID) }), false},
		"of more than these 3": {file(func(u directory.User) string { return u.LoginName + "," + u.Name + "," + u.Email + "," }), false},
	} {
		if r, err := of.Recognize(t.Context(), c.open); err != nil || (r.Saved != nil) != c.same {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}

func TestFormat_AnotherKeyLosesNothingOfWhatTheServiceHas(t *testing.T) {
	of := newOffice(t, cybozutest.Sample(), cybozutest.Options{})
	of.runImport()
	file := serviceFile(of.stored())
	s := of.learn(file)
	of.readService(s, file)
	s = of.format("見本サービス")
	known := s.Records
	f := s.Format.Clone()
	f.Key = 2
	if _, err := of.SaveFormat(t.Context(), s.ID, f); err != nil {
		t.Fatal(err)
	}
	if s = of.format("見本サービス"); known == 0 || s.Records != known || s.Format.Key != 2 {
		t.Errorf("%d of %d records are known", s.Records, known)
	}
	if c := of.draft(s, format.Options{Difference: true}).Counts(); c.Changed != 0 || c.Leave != 0 || c.Same != known {
		t.Errorf("%+v", c)
	}
}
