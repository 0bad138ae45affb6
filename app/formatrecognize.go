package app

import (
	"context"
	"io"
	"slices"

	"anpisync/app/csvfile"
	"anpisync/app/format"
	"anpisync/reconcile/directory"
)

// Recognized is how a table that a person brings can be read.
type Recognized struct {
	// Strange are the columns that no file of package csvfile has. None: it is such a file, or
	// something that package csvfile says the mistakes of.
	Strange []string

	Learned *format.Learned // nil: nothing can be learned from it
	Saved   *SavedFormat    // a format that is kept and has the same header; nil: there is none
}

// Own says whether it is to be read by [App.PrepareCSV].
func (r *Recognized) Own() bool { return len(r.Strange) == 0 }

// Recognize looks at a table by its header. Nothing is kept.
func (a *App) Recognize(ctx context.Context, open func() (io.ReadCloser, error)) (*Recognized, error) {
	file, err := open()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	now, err := a.store.Load(ctx) // a failure of that says nothing about the file
	if err != nil {
		return nil, err
	}
	learned, err := format.Learn(ctx, file, now, format.LearnOptions{})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return &Recognized{}, nil // whoever reads it says why
	}
	r := &Recognized{Strange: strange(learned.Format), Learned: learned}
	if r.Own() {
		return r, nil
	}
	saved, err := a.Formats(ctx)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(saved, func(s *SavedFormat) bool { return !s.BuiltIn() && fits(s.Format, learned) })
	if at >= 0 {
		r.Saved = saved[at]
	}
	return r, nil
}

// strange are the names of columns that none of this program's own files has; without a
// header there are none but these.
func strange(f *format.Format) []string {
	var fields []string
	for _, f := range directory.UserFields {
		fields = append(fields, f.Name)
	}
	options := directory.Options{Extra: directory.ExtraFields(fields...)}
	var own []csvfile.Column
	for _, k := range []csvfile.Kind{csvfile.Users, csvfile.Departments, csvfile.Memberships} {
		own = append(own, k.Columns(options)...)
	}
	var names []string
	for i, c := range f.Columns {
		if !slices.Contains(own, csvfile.Column(c.Name)) {
			names = append(names, f.Label(i))
		}
	}
	return names
}

// fits says whether a file has the same lines above its records as those of a format. Where
// there are none, the number of columns says little: what stands in them has to be the same.
func fits(f *format.Format, file *format.Learned) bool {
	g := file.Format
	if f.Shape.Book != g.Shape.Book || f.Kind != g.Kind || len(f.Columns) != len(g.Columns) || !slices.Equal(f.Shape.HeadLines, g.Shape.HeadLines) {
		return false
	}
	if len(g.Shape.HeadLines) > 0 {
		return true
	}
	found := false
	for i, m := range file.Matches {
		if m.Same == 0 || m.Confidence == format.Unsure {
			continue
		}
		if is, has := f.Columns[i].Source, g.Columns[i].Source; is.What == format.Field && (has.What != format.Field || is.Field != has.Field) {
			return false
		} else if is.What == format.Field {
			found = true
		}
	}
	return found
}
