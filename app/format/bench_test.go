package format

import (
	"bytes"
	"encoding/csv"
	"io"
	"testing"

	"anpisync/app/versus"
)

// BenchmarkTenThousand learns, reads, compares and writes the file of a service with 10,000
// people and forty columns, beside encoding/csv, which reads and writes the same lines.
func BenchmarkTenThousand(b *testing.B) {
	d := office(10_000)
	var forty *service
	for _, s := range services {
		if s.name == "forty columns" {
			forty = s
		}
	}
	file := forty.file(b, d)
	learned, err := Learn(b.Context(), bytes.NewReader(file), d, LearnOptions{Name: "x"})
	if err != nil {
		b.Fatal(err)
	}
	f := learned.Format
	r, err := Read(b.Context(), bytes.NewReader(file), f, d, nil, ReadOptions{})
	if err != nil {
		b.Fatal(err)
	}
	for name, do := range map[string]func() error{
		"learn": func() error {
			_, err := Learn(b.Context(), bytes.NewReader(file), d, LearnOptions{Name: "x"})
			return err
		},
		"read": func() error {
			_, err := Read(b.Context(), bytes.NewReader(file), f, d, r.Rows, ReadOptions{})
			return err
		},
		"difference": func() error {
			draft, err := Prepare(f, d, r.Rows, Options{Difference: true})
			if err == nil && draft.Counts().Same != len(d.Users) {
				b.Fatalf("%+v", draft.Counts())
			}
			return err
		},
		"everybody": func() error {
			draft, err := Prepare(f, d, nil, Options{})
			if err == nil {
				err = draft.Write(b.Context(), io.Discard, "")
			}
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			versus.Run(b, "encoding/csv", func() {
				if err := do(); err != nil {
					b.Fatal(err)
				}
			}, func() {
				rows, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
				if err == nil {
					err = csv.NewWriter(io.Discard).WriteAll(rows)
				}
				if err != nil {
					b.Fatal(err)
				}
			})
		})
	}
}
