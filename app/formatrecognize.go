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
	learned, err := a.LearnFormat(ctx, file, format.LearnOptions{})
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
	at := slices.IndexFunc(saved, func(s *SavedFormat) bool { return !s.BuiltIn() && sameHead(s.Format, learned.Format) })
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

// sameHead says whether two files have the same lines above their records.
func sameHead(a, b *format.Format) bool {
	return a.Shape.Book == b.Shape.Book && len(a.Columns) == len(b.Columns) && slices.Equal(a.Shape.HeadLines, b.Shape.HeadLines)
}
