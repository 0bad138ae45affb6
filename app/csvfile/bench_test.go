package csvfile_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"testing"

	"anpisync/app/browse"
	"anpisync/app/csvfile"
	"anpisync/app/versus"
	"anpisync/reconcile/directory"
)

// many is a directory of a large enterprise: 100,000 users in 1,000 departments.
func many() *directory.Directory {
	const users, departments = 100_000, 1_000
	d := &directory.Directory{
		Departments:      []directory.Department{{ID: 1, Name: "最上位部署"}},
		NextDepartmentID: departments + 1, NextUserID: users + 1,
	}
	for id := int64(2); id <= departments; id++ {
		d.Departments = append(d.Departments, directory.Department{
			ID: id, ParentID: 1 + id/10, Code: fmt.Sprint("D", id), Name: fmt.Sprintf("第%d営業部", id), SortOrder: id,
		})
	}
	for id := int64(1); id <= users; id++ {
		d.Users = append(d.Users, directory.User{
			ID: id, LoginName: fmt.Sprintf("user%06d", id), Name: fmt.Sprintf("髙橋 花子%d", id), Reading: "たかはし はなこ",
			Email: fmt.Sprintf("user%06d@example.co.jp", id), Phone: fmt.Sprintf("03-%04d-%04d", id/10000, id%10000), Memo: "防災担当、英語可",
			SortOrder: directory.OptionalInt{Value: id, Valid: true}, Departments: []int64{1 + id%(departments-1)},
		})
	}
	return d
}

// BenchmarkUsers writes and reads 100,000 users, with the plan and the model of its
// preview, beside encoding/csv, which does the same lines. The users are the same, or each
// has another memo; all new ones would need passwords, whose hashes cost more than all the
// rest.
func BenchmarkUsers(b *testing.B) {
	d := many()
	file := write(b, d, csvfile.Users, csvfile.WriteOptions{})
	lines, err := csv.NewReader(strings.NewReader(file)).ReadAll()
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		file    string
		changes int
	}{
		{"unchanged", file, 0},
		{"all changed", strings.ReplaceAll(file, "英語可", "英語不可"), len(d.Users)},
	} {
		b.Run(c.name, func(b *testing.B) {
			versus.Run(b, "encoding/csv", func() {
				write(b, d, csvfile.Users, csvfile.WriteOptions{})
				p := planned(b, d, c.file)
				browse.BuildPreview(p, d)
				if len(p.Users) != c.changes {
					b.Fatalf("%d changes", len(p.Users))
				}
			}, func() { encodingCSV(b, lines, c.file) })
		})
	}
}

// encodingCSV writes and reads the same lines without any use of them.
func encodingCSV(b *testing.B, lines [][]string, file string) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	if err := w.WriteAll(lines); err != nil {
		b.Fatal(err)
	}
	r := csv.NewReader(strings.NewReader(file))
	for {
		if _, err := r.Read(); err == io.EOF {
			return
		} else if err != nil {
			b.Fatal(err)
		}
	}
}

// planned is plan without looking whether the result is right.
func planned(b *testing.B, d *directory.Directory, file string) *directory.Plan {
	edit, err := csvfile.Read(context.Background(), strings.NewReader(file), d, csvfile.ReadOptions{})
	if err != nil {
		b.Fatal(err)
	}
	p, err := edit.Plan(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	return p
}
