package format

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"anpisync/reconcile/directory"
)

// learn learns what a service exports.
func learn(t testing.TB, s *service, d *directory.Directory) (*Learned, []byte) {
	t.Helper()
	file := s.file(t, d)
	l, err := Learn(t.Context(), bytes.NewReader(file), d, LearnOptions{Name: s.name})
	if err != nil {
		t.Fatal(err)
	}
	return l, file
}

// readIn reads a file and gives the directory afterwards with what the service has.
func readIn(t testing.TB, f *Format, file []byte, d *directory.Directory, rows []Row) (*directory.Directory, []Row) {
	t.Helper()
	r, err := Read(t.Context(), bytes.NewReader(file), f, d, rows, ReadOptions{Password: "password1"})
	if err != nil {
		t.Fatal(err)
	}
	plan, err := r.Plan(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return plan.ApplyTo(d), r.Rows
}

func TestLearn_TenServicesWithoutAHand(t *testing.T) {
	d := office(30)
	right, all := 0, 0
	for _, s := range services {
		t.Run(s.name, func(t *testing.T) {
			l, _ := learn(t, s, d)
			if l.Records != len(d.Users) || len(l.Format.Columns) != len(s.expect) {
				t.Fatalf("%d records, %d columns, head %q", l.Records, len(l.Format.Columns), l.Format.Shape.HeadLines)
			}
			for i, want := range s.expect {
				all++
				got, m := l.Format.Columns[i].Source, l.Matches[i]
				if got == want {
					right++
					continue
				}
				t.Logf("%s: got %+v, want %+v (%+v)", l.Format.Label(i), got, want, m)
				if m.Confidence > Unsure {
					t.Errorf("%s is wrong, and not shown as unsure: got %+v, want %+v (%+v)", l.Format.Label(i), got, want, m)
				}
			}
			if err := Check(l.Format); err != nil {
				t.Error(err)
			}
			if l.Format.Key != 0 && l.Key > Unsure {
				t.Errorf("key %s", l.Format.Label(l.Format.Key))
			}
			if l.Known[0] != d.Users[0].Name {
				t.Errorf("the first record is known as %q", l.Known[0])
			}
		})
	}
	t.Logf("%d of %d columns", right, all)
	if right*10 < all*9 {
		t.Errorf("%d of %d columns are right", right, all)
	}
}

func TestLearn_NothingIsHandedOverOfWhatTheServiceHas(t *testing.T) {
	for _, s := range services {
		t.Run(s.name, func(t *testing.T) {
			d := office(30)
			l, file := learn(t, s, d)
			after, rows := readIn(t, l.Format, file, d, nil)
			if !directory.Diff(d, after).Empty() && !l.Format.Has(Field) {
				t.Error("reading changes somebody")
			}
			draft, err := Prepare(l.Format, after, rows, Options{Difference: true})
			if err != nil {
				t.Fatal(err)
			}
			if c := draft.Counts(); c.Written != 0 || c.Same != len(after.Users) {
				for _, e := range draft.Entries {
					if e.Change != Same {
						t.Fatalf("%+v\n%v", c, e)
					}
				}
				t.Errorf("%+v", c)
			}
			if l.Format.Shape.Book {
				return
			}
			if l.Differs != 0 {
				t.Errorf("line %d would not be written as it is", l.Differs)
			}
			draft, err = Prepare(l.Format, after, rows, Options{})
			if err != nil {
				t.Fatal(err)
			}
			var again bytes.Buffer
			if err := draft.Write(t.Context(), &again, t.TempDir()); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(again.Bytes(), file) {
				t.Errorf("got\n%q\nwant\n%q", again.Bytes()[:min(400, again.Len())], file[:min(400, len(file))])
			}
		})
	}
}

func TestLearn_WhereFewOrNoneAreKnownNothingIsSureAndWrong(t *testing.T) {
	full := office(30)
	one, bare := *full, *full
	one.Users, bare.Options = full.Users[:1], directory.Options{}
	for who, d := range map[string]*directory.Directory{
		"nobody": {Departments: full.Departments[:1], NextDepartmentID: 2, NextUserID: 1}, "one": &one, "no further fields": &bare,
	} {
		for _, s := range services {
			l, err := Learn(t.Context(), bytes.NewReader(s.file(t, full)), d, LearnOptions{Name: s.name})
			if err != nil {
				t.Fatal(err)
			}
			if l.Records != 30 {
				t.Errorf("%s, %s: %d records", who, s.name, l.Records)
			}
			for i, want := range s.expect {
				got, m := l.Format.Columns[i].Source, l.Matches[i]
				got.Space, want.Space = "", "" // seen only where names are known
				if got != want && m.Confidence > Unsure {
					t.Errorf("%s, %s, %s: got %+v, want %+v (%+v)", who, s.name, l.Format.Label(i), got, want, m)
				}
			}
		}
	}
}

func TestLearn_AHeaderAloneIsEnough(t *testing.T) {
	l, err := Learn(t.Context(), strings.NewReader("No.,社員CD,氏名漢字,氏名カナ,所属１,E-Mail１,携帯E-Mail,連絡先TEL,住所,＊パスワード（半角英数）,削除\r\n"), office(3), LearnOptions{})
	if err != nil || l.Records != 0 {
		t.Fatalf("%+v, %v", l, err)
	}
	want := []Source{login, employee, name, reading.With(Full, Katakana), member(1), email, keep, phone, keep, {What: Password}, {What: Delete, Text: "1"}}
	for i, s := range want {
		if got, m := l.Format.Columns[i].Source, l.Matches[i]; got != s && m.Confidence > Unsure {
			t.Errorf("%s: got %+v, want %+v (%+v)", l.Format.Label(i), got, s, m)
		}
	}
	if !l.Format.Columns[9].Required {
		t.Error("what has a mark is not wanted")
	}
}

func TestLearn_AMarkThatTheFileDoesNotTellIsUnsure(t *testing.T) {
	d := office(4)
	for _, c := range []struct {
		marks [4]string
		want  Source
		sure  bool
	}{
		{[4]string{"0", "0", "0", "0"}, Source{What: Delete, Text: "1", Stays: "0"}, true},
		{[4]string{"", "", "", ""}, Source{What: Delete, Text: "1"}, false},
		{[4]string{"", "削除", "", ""}, Source{What: Delete, Text: "削除"}, true},
		{[4]string{"-", "-", "-", "-"}, Source{What: Delete, Text: "1", Stays: "-"}, false},
	} {
		file := "ログインID,氏名,削除フラグ\n"
		for i, mark := range c.marks {
			file += d.Users[i].LoginName + "," + d.Users[i].Name + "," + mark + "\n"
		}
		l, err := Learn(t.Context(), strings.NewReader(file), d, LearnOptions{Name: "x"})
		if err != nil || l.Format.Columns[2].Source != c.want || l.Matches[2].Confidence > Unsure != c.sure {
			t.Errorf("%q: %+v, %+v, %v", c.marks, l.Format.Columns[2].Source, l.Matches[2], err)
		}
	}
}

func TestLearn_WhatOnlyTheServiceKnowsIsNotEmptiedWithoutAWord(t *testing.T) {
	d := office(6)
	file := "ログインID,氏名,電話番号\n"
	for i := range d.Users {
		d.Users[i].Phone = ""
		file += fmt.Sprintf("%s,%s,03-0000-%04d\n", d.Users[i].LoginName, d.Users[i].Name, i)
	}
	d.Users[5].CybozuID = 0 // takes it from the file
	l, err := Learn(t.Context(), strings.NewReader(file), d, LearnOptions{Name: "x"})
	if err != nil || l.Format.Columns[2].Source.Field != directory.FieldPhone || l.Matches[2].Confidence != Unsure || l.Matches[2].Emptied != 5 {
		t.Fatalf("%+v, %+v, %v", l.Format.Columns[2], l.Matches[2], err)
	}
	after, rows := readIn(t, l.Format, []byte(file), d, nil)
	got := draft(t, l.Format, after, rows, Options{Difference: true})
	if c := got.Counts(); c.Emptied != 5 || c.Changed != 5 || !slices.Equal(got.Emptied(), []string{"電話番号"}) {
		t.Errorf("%+v, %q", c, got.Emptied())
	}
	got = draft(t, l.Format, after, rows, Options{Difference: true, Skip: map[int64]bool{1: true}})
	if c := got.Counts(); c.Emptied != 4 {
		t.Errorf("who is left out keeps it: %+v", c)
	}
}

func TestLearn_NumbersOfTheServiceAreNoLoginNamesOfHere(t *testing.T) {
	d := office(6)
	d.Options = directory.Options{}
	file := "社員番号,氏名\n"
	for i := range d.Users {
		file += fmt.Sprintf("E%d,%s\n", i, d.Users[i].Name)
	}
	l, err := Learn(t.Context(), strings.NewReader(file), d, LearnOptions{Name: "x"})
	if err != nil || l.Format.Columns[0].Source != keep || l.Matches[0].Confidence != Unsure || l.Format.Key != 0 {
		t.Fatalf("%+v, %+v, %v", l.Format, l.Matches, err)
	}
	_, rows := readIn(t, l.Format, []byte(file), d, nil)
	l.Format.Columns[0].Source = login // all the same
	if c := draft(t, l.Format, d, rows, Options{Difference: true}).Counts(); c.Rekeyed != len(d.Users) {
		t.Errorf("%+v", c)
	}
}
