package format

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"

	"anpisync/app/csvfile"
	"anpisync/app/goldentest"
	"anpisync/app/message/label"
	"anpisync/reconcile/directory"
)

// tale is what happens between an office and a service, for somebody to read.
type tale struct{ strings.Builder }

func (w *tale) say(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

// whole is all of it, with marks that Git does not take for the ends of lines.
func (w *tale) whole() string { return strings.ReplaceAll(w.String()[1:], "\r", "␍") }

// file tells a file line by line, as its own encoding has it.
func (w *tale) file(title string, f *Format, content string) {
	w.say("## %s: %d bytes", title, len(content))
	if f.Shape.Book {
		return // of what Excel packs, no byte is promised
	}
	if strings.HasPrefix(content, "\xff\xfe") {
		content, _ = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().String(content)
	} else if !utf8.ValidString(content) {
		content, _ = japanese.ShiftJIS.NewDecoder().String(content)
	}
	for line := range strings.SplitAfterSeq(content, "\n") {
		w.say("%q", line)
	}
}

func (w *tale) draft(t *testing.T, title string, d *Draft) {
	w.say("## %s: %+v", title, d.Counts())
	for _, e := range d.Entries {
		if e.Change == Same && !e.Written {
			continue
		}
		w.say("%s %d %s %s %q, before %q, differ %v, written %v", e.Change, e.ID, e.Key, e.Name, e.Cells, e.Before, e.Differ, e.Written)
	}
	for _, p := range d.Problems() {
		w.say("problem %+v", p)
	}
	w.say("emptied %q", d.Emptied())
	for _, r := range d.Rows() {
		w.say("kept %+v", r)
	}
	var b bytes.Buffer
	if err := d.Write(t.Context(), &b, t.TempDir()); err != nil {
		w.say("not written: %v", err)
		return
	}
	w.file("the file", d.Format, b.String())
}

func (w *tale) reading(t *testing.T, title string, f *Format, file []byte, now *directory.Directory, rows []Row, o ReadOptions) {
	r, err := Read(t.Context(), bytes.NewReader(file), f, now, rows, o)
	if err != nil {
		w.say("## %s: %v", title, err)
		if errs, ok := errors.AsType[csvfile.Errors](err); ok {
			for _, e := range errs {
				w.say("wrong: line %d %q %s %q, limit %d, other %d %q", e.Line, e.Column, e.Kind, e.Value, e.Limit, e.Other, e.With)
			}
		}
		return
	}
	w.say("## %s: %d lines, guessed %q, unknown %q, strangers %q", title, r.Edit.Rows, r.Guessed, r.Unknown, r.Strangers)
	for _, row := range r.Rows {
		w.say("row %+v", row)
	}
	then := r.Then()
	for _, u := range then.Users {
		was := slices.IndexFunc(now.Users, func(b directory.User) bool { return b.ID == u.ID })
		for i := range directory.UserFields {
			field := &directory.UserFields[i]
			before := ""
			if was >= 0 {
				before = fmt.Sprint(reflect.ValueOf(field.Of(&now.Users[was])).Elem())
			}
			if after := fmt.Sprint(reflect.ValueOf(field.Of(&u)).Elem()); after != before && !field.Secret {
				w.say("%d %s: %q → %q", u.ID, label.Of(directory.KindUser, field.Name), before, after)
			}
		}
	}
}

// moved is an office a month later.
func moved(d *directory.Directory) *directory.Directory {
	now := *d
	now.Users = slices.Clone(d.Users)
	now.Users[0].Name, now.Users[0].Reading = "後藤 昇", "ごとう のぼる"
	now.Users[1].Departments = []int64{7, 8}
	now.Users[2].Phone, now.Users[2].MobilePhone, now.Users[2].Email = "", "", ""
	now.Users[3].Suspended = true
	now.Users = slices.Delete(now.Users, 5, 6)
	now.Users = append(now.Users, directory.User{
		ID: 90, LoginName: "shin", Name: "新田 𠮷子", Reading: "にった よしこ", Email: "shin@example.co.jp", Phone: "０９０ー１２３４ー５６７８",
		EmployeeNumber: "000900", Departments: []int64{5}, Memo: "a,b\"c\nd",
	})
	now.NextUserID = 91
	return &now
}

// Whoever changes how a file of a service is understood, or written, looks at what has become
// of each of the ten.
func TestServices_EachIsUnderstoodAndServedAsInTheFile(t *testing.T) {
	var w tale
	for _, s := range services {
		d := office(9)
		l, file := learn(t, s, d)
		w.say("\n##### %s", s.name)
		w.file("what it exports", l.Format, string(file))
		var encoded bytes.Buffer
		if err := Encode(&encoded, l.Format); err != nil {
			t.Fatal(err)
		}
		var format map[string]any
		if err := json.Unmarshal(encoded.Bytes(), &format); err != nil {
			t.Fatal(err)
		}
		w.say("## learned: %d records, key %v, sheets %q, differs %d, known %q", l.Records, l.Key, l.Sheets, l.Differs, l.Known)
		w.say("%v", format)
		for i, c := range l.Format.Columns {
			w.say("%s: %+v %+v", l.Format.Label(i), c.Source, l.Matches[i])
		}
		rows := []Row(nil)
		if r, err := Read(t.Context(), bytes.NewReader(file), l.Format, d, nil, ReadOptions{}); err == nil {
			rows = r.Rows
		}
		now := moved(d)
		w.draft(t, "a month later, the differences", draft(t, l.Format, now, rows, Options{Difference: true, Password: "password1"}))
		w.draft(t, "all, with 〓", draft(t, l.Format, now, rows, Options{Replace: true, Password: "password1"}))
		w.draft(t, "all that has no problem", draft(t, l.Format, now, rows, Options{LeaveOut: true, Skip: map[int64]bool{1: true}}))
		w.draft(t, "to a service that is new", draft(t, l.Format, now, nil, Options{LeaveOut: true}))

		now.Users[len(now.Users)-1].Name = "新田 吉子" // which every encoding has
		later := s.file(t, now)
		w.reading(t, "read a month later, where nothing has changed here", l.Format, later, d, rows, ReadOptions{Linked: true, Password: "password1"})
		w.reading(t, "read without strangers", l.Format, later, d, nil, ReadOptions{Strangers: true})
		none := office(0)
		none.NextUserID = 1
		if l, err := Learn(t.Context(), bytes.NewReader(file), none, LearnOptions{}); err == nil {
			w.say("## learned where nobody is known: key %v", l.Key)
			for i, c := range l.Format.Columns {
				w.say("%s: %+v %+v", l.Format.Label(i), c.Source, l.Matches[i])
			}
		} else {
			w.say("## learned where nobody is known: %v", err)
		}
	}
	goldentest.Compare(t, "testdata/services.txt", w.whole())
}

func TestBuiltin_EachIsAsInTheFile(t *testing.T) {
	var w tale
	d := office(5)
	d.Users[2].Memo, d.Users[3].Suspended = "覚え,書き", true
	for _, f := range Builtin(d.Options) {
		w.say("\n##### %s", f.Name)
		var encoded bytes.Buffer
		if err := Encode(&encoded, f); err != nil {
			t.Fatal(err)
		}
		w.WriteString(encoded.String())
		if all, err := Prepare(f, d, nil, Options{Password: "password1"}); err != nil {
			w.say("not to be written: %v", err)
		} else {
			w.draft(t, "all", all)
		}
	}
	for _, kind := range []Kind{Users, Departments} {
		w.say("\n##### the sources of %s", kind)
		for _, s := range Sources(kind, d.Options) {
			w.say("%+v", s)
		}
	}
	goldentest.Compare(t, "testdata/builtin.txt", w.whole())
}
