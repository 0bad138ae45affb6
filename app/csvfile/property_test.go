package csvfile_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"anpisync/app/csvfile"
	"anpisync/reconcile"
	"anpisync/reconcile/directory"
)

// texts are what names, codes and memos may be like: all that is special to CSV, to
// spreadsheets and to encodings.
var texts = rapid.Custom(func(t *rapid.T) string {
	pieces := rapid.SampledFrom([]string{
		"佐藤", "𠮷", "髙﨑", "ｱﾞｲ", "😀", "👨‍👩‍👧", ",", `"`, `""`, "\n", "\r\n", "\r", "\t", ";", " ", "　", "'", "''", "=", "+", "-", "@",
		"＝", "＠", "〜", "～", "−", "¥", `\`, "〓", "é", "\uFEFF", "\uFFFD", "\u0085", "\x01", "0012", "a", `\.`, "＃", "①", "㈱",
	})
	return strings.Join(rapid.SliceOfN(pieces, 0, 5).Draw(t, "pieces"), "")
})

// randomOffice is any directory that Validate accepts.
var randomOffice = rapid.Custom(func(t *rapid.T) *directory.Directory {
	d := &directory.Directory{Departments: []directory.Department{{ID: 1, Name: texts.Draw(t, "root")}}, NextDepartmentID: 2, NextUserID: 1}
	taken := map[string]bool{"": true}
	unique := func(label string) string {
		text := texts.Draw(t, label)
		inFile := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
		for i := 0; taken[inFile]; i++ {
			text, inFile = fmt.Sprint(text, i), fmt.Sprint(inFile, i)
		}
		taken[inFile] = true
		return text
	}
	for range rapid.IntRange(0, 6).Draw(t, "departments") {
		dep := directory.Department{
			ID: d.NextDepartmentID, ParentID: rapid.Int64Range(1, d.NextDepartmentID-1).Draw(t, "parent"),
			Name: texts.Draw(t, "name"), SortOrder: rapid.Int64Range(-3, 3).Draw(t, "order"),
		}
		if rapid.IntRange(0, 3).Draw(t, "coded") > 0 {
			dep.Code = unique("code")
		}
		if rapid.Bool().Draw(t, "linked") {
			dep.CybozuID = directory.CybozuID(100 + dep.ID)
		}
		d.Departments = append(d.Departments, dep)
		d.NextDepartmentID++
	}
	for range rapid.IntRange(0, 6).Draw(t, "users") {
		u := directory.User{
			ID: d.NextUserID, LoginName: unique("login"), Name: texts.Draw(t, "name"), Reading: texts.Draw(t, "reading"),
			Phone: texts.Draw(t, "phone"), Memo: texts.Draw(t, "memo"),
			SortOrder: directory.OptionalInt{Value: rapid.Int64().Draw(t, "order"), Valid: rapid.Bool().Draw(t, "ordered")},
		}
		if !u.SortOrder.Valid {
			u.SortOrder.Value = 0
		}
		if rapid.Bool().Draw(t, "address") {
			u.Email = fmt.Sprint(texts.Draw(t, "email"), "@", u.ID)
		}
		for _, dep := range d.Departments {
			if rapid.IntRange(0, 3).Draw(t, "member") == 0 {
				u.Departments = append(u.Departments, dep.ID)
			}
		}
		d.Users = append(d.Users, u)
		d.NextUserID++
	}
	return d
})

// Whatever is written and read again changes nothing, in both encodings, even where
// CP932 lacks characters; but a login name or code with such a character is refused.
func TestExportReadAgainChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := randomOffice.Draw(t, "directory")
		o := csvfile.WriteOptions{
			Encoding:    rapid.SampledFrom([]csvfile.Encoding{csvfile.UTF8, csvfile.CP932}).Draw(t, "encoding"),
			LetFormulas: rapid.Bool().Draw(t, "formulas"),
			Replace:     true,
		}
		for _, k := range []csvfile.Kind{csvfile.Users, csvfile.Departments, csvfile.Memberships} {
			var file strings.Builder
			if err := csvfile.Write(context.Background(), &file, d, k, o); err != nil {
				if o.Encoding != csvfile.CP932 || !namesUnencodableKey(err) || file.Len() > 0 {
					t.Fatal(err)
				}
				continue
			}
			options := csvfile.ReadOptions{DeleteMissing: rapid.Bool().Draw(t, "delete missing")}
			edit, err := csvfile.Read(context.Background(), strings.NewReader(file.String()), d, options)
			if err != nil {
				t.Fatalf("%s: %v\n%q", k, err, file.String())
			}
			if edit.Kind != k || edit.Encoding != o.Encoding {
				t.Errorf("%s in %s is taken for %s in %s", k, o.Encoding, edit.Kind, edit.Encoding)
			}
			p, err := edit.Plan(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			if !p.Empty() || len(p.Warnings) > 0 {
				t.Errorf("%s: plans %q\n%q", k, words(p), file.String())
			}
		}
	})
}

func namesUnencodableKey(err error) bool {
	var unencodable *csvfile.UnencodableError
	return errors.As(err, &unencodable) && !slices.ContainsFunc(unencodable.Cells, csvfile.Unencodable.Replaceable)
}

// A file is also right for a directory that has nothing of it: what CSV carries arrives.
func TestExportIntoAnEmptyDirectoryBringsEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := randomOffice.Draw(t, "directory")
		d = tidy(d)
		now := &directory.Directory{Departments: d.Departments[:1], NextDepartmentID: 2, NextUserID: 1}
		for _, k := range []csvfile.Kind{csvfile.Departments, csvfile.Users, csvfile.Memberships} {
			var file strings.Builder
			if err := csvfile.Write(context.Background(), &file, d, k, csvfile.WriteOptions{}); err != nil {
				t.Fatal(err)
			}
			edit, err := csvfile.Read(context.Background(), strings.NewReader(file.String()), now, csvfile.ReadOptions{Password: "first-password"})
			if err != nil {
				t.Fatalf("%s: %v\n%q", k, err, file.String())
			}
			now = csvfile.Result(edit)
		}
		if got, want := told(now), told(d); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	})
}

// tidy is a directory as an administrator would have entered it: with a code for each
// department, and in texts nothing that U12 takes out.
func tidy(d *directory.Directory) *directory.Directory {
	for i := range d.Departments {
		dep := &d.Departments[i]
		dep.Name, dep.CybozuID = reconcile.Clean("名"+dep.Name), 0
		if dep.ID != directory.RootID {
			dep.Code = reconcile.Clean(fmt.Sprint(dep.Code, "#", dep.ID))
		}
	}
	for i := range d.Users {
		u := &d.Users[i]
		u.LoginName = reconcile.Clean(fmt.Sprint(u.LoginName, "#", u.ID))
		u.Name, u.Reading = reconcile.Clean("名"+u.Name), reconcile.Clean(u.Reading)
		u.Email, u.Phone, u.Memo = reconcile.Clean(u.Email), reconcile.Clean(u.Phone), reconcile.Clean(u.Memo)
	}
	return d
}

// told is what files can say of a directory.
func told(d *directory.Directory) string {
	codes := map[int64]string{}
	var lines []string
	for _, dep := range d.Departments {
		codes[dep.ID] = dep.Code
		if dep.Code != "" {
			lines = append(lines, fmt.Sprintf("%q %q below %q %d", dep.Code, dep.Name, codes[dep.ParentID], dep.SortOrder))
		}
	}
	for _, u := range d.Users {
		var in []string
		for _, id := range u.Departments {
			if codes[id] != "" {
				in = append(in, codes[id])
			}
		}
		slices.Sort(in)
		lines = append(lines, fmt.Sprintf("%q %q %q %q %q %q %v in %q", u.LoginName, u.Name, u.Reading, u.Email, u.Phone, u.Memo, u.SortOrder, in))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
