package roster

import (
	"context"
	"io"
	"slices"

	"anpisync/app/csvfile"
	"anpisync/app/xlsx"
)

// WriteXLSX writes the roster as a workbook: a sheet of its people, and three of the whole
// directory that can be read back. What does not fit into memory waits in dir.
func (r *Roster) WriteXLSX(ctx context.Context, w io.Writer, dir string) error {
	table := r.table()
	widths := []float64{22}
	for _, f := range r.fields {
		widths = append(widths, float64(weight(f)))
	}
	sheets := []xlsx.Sheet{{
		Name: "名簿", Head: table[0], Widths: widths, Count: len(table) - 1, Rows: slices.Values(table[1:]),
		Remark: []string{r.Title, r.Note, r.Foot()},
	}}
	if r.Of.Whole() { // who was not chosen does not go along
		for _, k := range []csvfile.Kind{csvfile.Users, csvfile.Departments, csvfile.Memberships} {
			sheets = append(sheets, csvfile.Sheet(r.model.Directory(), k))
		}
	}
	return xlsx.Write(ctx, w, dir, sheets...)
}
