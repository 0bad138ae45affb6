package roster

import (
	"encoding/csv"
	"io"
	"testing"

	"anpisync/app/browse"
	"anpisync/app/versus"
)

const many = 10_000

// beside measures what is done with a roster of 10,000 people, beside writing the same cells
// as CSV, as fast as the library does.
func beside(b *testing.B, do func(*Roster) error) {
	m := browse.Build(of(many, 300))
	versus.Run(b, "encoding/csv", func() {
		if err := do(Build(m, DefaultChoices(), source)); err != nil {
			b.Fatal(err)
		}
	}, func() {
		if err := csv.NewWriter(io.Discard).WriteAll(Build(m, DefaultChoices(), source).table()); err != nil {
			b.Fatal(err)
		}
	})
}

func BenchmarkHTML(b *testing.B) {
	beside(b, func(r *Roster) error { return r.WriteHTML(b.Context(), io.Discard) })
}

// BenchmarkXLSX is a workbook of four sheets.
func BenchmarkXLSX(b *testing.B) {
	beside(b, func(r *Roster) error { return r.WriteXLSX(b.Context(), io.Discard, b.TempDir()) })
}

// BenchmarkFirstPage is what a key costs in the window: the roster and the page beside it.
func BenchmarkFirstPage(b *testing.B) {
	beside(b, func(r *Roster) error { r.FirstPage(); return nil })
}
