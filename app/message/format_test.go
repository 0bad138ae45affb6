package message_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"anpisync/app/format"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
	"anpisync/storage"
)

func TestFormat_EveryErrorAndProblemHasWordsOfItsOwn(t *testing.T) {
	seen := map[string]error{}
	for _, err := range []error{
		format.ErrFile, format.ErrNewer, format.ErrName, format.ErrKey, format.ErrEmpty, message.ErrNoSuchFormat, storage.ErrFormatName,
	} {
		text := message.Of(fmt.Errorf("open: %w", err)).Summary
		if before := seen[text]; before != nil {
			t.Errorf("%v and %v are both %q", before, err, text)
		}
		seen[text] = err
	}
	other := message.FormatProblem(format.Problem{Column: "氏名"})
	for _, k := range []format.ProblemKind{
		format.ProblemEncoding, format.ProblemLong, format.ProblemMissing, format.ProblemTwice, format.ProblemPassword, format.ProblemSeparator,
	} {
		p := format.Problem{Kind: k, Column: "氏名", Key: "sato", Name: "佐藤", Characters: "𠮷"}
		if text := message.FormatProblem(p); text == other || !strings.HasPrefix(text, "「氏名」") {
			t.Errorf("%s is %q", k, text)
		}
		if detail := message.Of(&format.ProblemError{Problems: []format.Problem{p}}).Detail; !strings.Contains(detail, "佐藤（sato）") {
			t.Errorf("%s is told as %q", k, detail)
		}
	}
}

func TestFormat_WhoWasGuessedAndWhatIsNotHereIsToldBeforeAFileIsApplied(t *testing.T) {
	if lines := message.FormatReading(&format.Reading{}); len(lines) != 0 {
		t.Errorf("of a file without either it says %q", lines)
	}
	many := []string{"a", "b", "c", "d", "e", "f"}
	lines := message.FormatReading(&format.Reading{Guessed: many, Unknown: []string{"総務部"}, Strangers: []string{"E1"}})
	if len(lines) != 3 || !strings.Contains(lines[0], "a、b、c、d、eなど6件") || !strings.Contains(lines[1], "E1。") || !strings.Contains(lines[2], "総務部。") {
		t.Errorf("it says %q", lines)
	}
}

func TestFormat_WhatAServiceLosesIsToldBeforeItReadsTheFile(t *testing.T) {
	d := &directory.Directory{
		Departments: []directory.Department{{ID: 1, Name: "最上位部署"}, {ID: 2, ParentID: 1, Code: "100", Name: "営業部"}, {ID: 3, ParentID: 2, Code: "110", Name: "一課"}},
		Users:       []directory.User{{ID: 1, LoginName: "sato", Name: "佐藤 昇", Departments: []int64{3}}},
	}
	column := func(name string, s format.Source) format.Column { return format.Column{Name: name, Source: s} }
	row := func(id int64, line string) format.Row {
		return format.Row{Record: id, Place: int(id), Line: line, There: true}
	}
	people := format.Format{Version: format.Version, Name: "x", Kind: format.Users, Shape: format.Shape{Encoding: "UTF-8", Separator: ",", LineEnd: "\n"},
		Columns: []format.Column{column("ID", format.Of(directory.FieldLogin)), column("電話", format.Of(directory.FieldPhone)), column("組織1", format.Source{What: format.Level, Level: 1})}}
	whole, departments := people, people
	whole.Whole, departments.Whole = true, true
	departments.Kind, departments.Columns = format.Departments, []format.Column{column("コード", format.Of(directory.FieldCode))}
	for _, c := range []struct {
		name string
		f    *format.Format
		rows []format.Row
		want []string
	}{
		{"nothing", &departments, []format.Row{row(2, "100"), row(3, "110")}, []string{message.FormatWhole(format.Departments)}},
		{"a department", &departments, []format.Row{row(9, "900")}, []string{message.FormatWhole(format.Departments), "いまサービスにある1件が、ファイルに入らず、サービスから消えます。"}},
		{"people", &whole, []format.Row{row(9, "a,,"), row(8, "b,,")}, []string{message.FormatWhole(format.Users), "いまサービスにいる2人が、ファイルに入らず、サービスから消えます。", message.FormatDeep(1)}},
		{"all else", &people, []format.Row{row(1, "other,03-1,営業部"), row(9, "gone,,")},
			[]string{message.FormatRekeyed(format.Users, 1, "ID"), message.FormatEmptied(format.Users, 1, []string{"電話"}), message.FormatDeep(1), message.FormatUnmarked(format.Users, 2)}},
	} {
		draft, err := format.Prepare(c.f, d, c.rows, format.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := message.FormatWarnings(draft); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
