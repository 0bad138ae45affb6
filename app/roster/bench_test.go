package roster

import (
	"context"
	"encoding/csv"
	"io"
	"testing"

	"anpisync/app/browse"
)

const many = 10_000

// BenchmarkHTML is a roster of 10,000 people as a file. Its counterpart writes the same
// cells as CSV, as fast as the library does.
func BenchmarkHTML(b *testing.B) {
	m := browse.Build(of(many, 300))
	b.ReportAllocs()
	for b.Loop() {
		if err := Build(m, DefaultChoices(), source).WriteHTML(context.Background(), io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkXLSX is the same as a workbook of four sheets.
func BenchmarkXLSX(b *testing.B) {
	m, dir := browse.Build(of(many, 300)), b.TempDir()
	b.ReportAllocs()
	for b.Loop() {
		if err := Build(m, DefaultChoices(), source).WriteXLSX(context.Background(), io.Discard, dir); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCounterpart is what both are compared with.
func BenchmarkCounterpart(b *testing.B) {
	m := browse.Build(of(many, 300))
	b.ReportAllocs()
	for b.Loop() {
		out := csv.NewWriter(io.Discard)
		if err := out.WriteAll(Build(m, DefaultChoices(), source).table()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFirstPage is what a key costs in the window: the roster and the page beside it.
func BenchmarkFirstPage(b *testing.B) {
	m := browse.Build(of(many, 300))
	b.ReportAllocs()
	for b.Loop() {
		Build(m, DefaultChoices(), source).FirstPage()
	}
}
