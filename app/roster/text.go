package roster

import (
	"strings"

	"anpisync/app/browse"
	"anpisync/reconcile/directory"
)

// Text is the roster for the clipboard: with tabs, as a spreadsheet takes them, and the
// departments of 緊急連絡網 and 組織図 as an outline.
func (r *Roster) Text() string {
	var b strings.Builder
	b.WriteString(r.Title + "\n")
	if r.Note != "" {
		b.WriteString(r.Note + "\n")
	}
	b.WriteString("\n")
	switch r.Form {
	case Calls:
		r.outline(&b)
	case Chart:
		r.tree(&b)
	default:
		for _, row := range r.table() {
			for i, cell := range row {
				if i > 0 {
					b.WriteByte('\t')
				}
				b.WriteString(oneLine.Replace(cell))
			}
			b.WriteByte('\n')
		}
	}
	b.WriteString("\n" + r.Foot() + "\n")
	return b.String()
}

var oneLine = strings.NewReplacer("\t", " ", "\r\n", " ", "\n", " ", "\r", " ")

// table is a line a membership, below the heads.
func (r *Roster) table() [][]string {
	rows := [][]string{append([]string{"部署"}, r.Labels()...)}
	for i := range r.Departments {
		d := &r.Departments[i]
		for _, u := range d.Members {
			row := make([]string, 1, len(r.fields)+1)
			row[0] = d.Name
			for _, f := range r.fields {
				row = append(row, r.text(f, u))
			}
			rows = append(rows, row)
		}
	}
	return rows
}

func (r *Roster) outline(b *strings.Builder) {
	for i := range r.Departments {
		d := &r.Departments[i]
		b.WriteString(strings.Repeat("　", d.Level) + "■ " + d.Name + "\n")
		for _, u := range d.Members {
			b.WriteString(strings.Repeat("　", d.Level+1) + directory.Revealed(u.Name) + "　" + r.number(u) + "\n")
		}
	}
}

func (r *Roster) tree(b *strings.Builder) {
	top := r.model.Node(r.Of.Department)
	for _, n := range r.model.Departments() {
		if top != nil && top.Department != nil && !r.within(&n, top) {
			continue
		}
		b.WriteString(strings.Repeat("　", n.Level) + directory.Revealed(n.Name) + "（" + grouped(n.Count) + "人）\n")
	}
}

func (r *Roster) within(n, top *browse.Node) bool {
	for id := n.ID; id != 0; {
		if id == top.ID {
			return true
		}
		above := r.model.Node(id)
		if above == nil || above.Department == nil {
			return false
		}
		id = above.Department.ParentID
	}
	return false
}
