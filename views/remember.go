package views

import (
	"context"
	"encoding/json"
	"slices"

	"anpisync/views/kit"
)

// kept is a setting that a person makes by using the window, such as the width of a
// column.
type kept struct {
	w      *window
	key    string
	value  string
	saving bool
}

// recall reads what was kept under a key into a value; what cannot be read is as if it
// had never been kept.
func (w *window) recall(key string, value any) *kept {
	k := &kept{w: w, key: key}
	var err error
	if k.value, err = w.app.Setting(w.ctx, key); err == nil && k.value != "" {
		err = json.Unmarshal([]byte(k.value), value)
	}
	if err != nil {
		w.app.Log().Error("setting", "key", key, "error", err)
	}
	return k
}

// set keeps a value. Two savings at once might end in the wrong order, so that there is
// one at a time, and another after it if the value is another by then.
func (k *kept) set(value any) {
	text, err := json.Marshal(value)
	if err != nil {
		k.w.app.Log().Error("setting", "key", k.key, "error", err)
		return
	}
	if string(text) == k.value {
		return
	}
	k.value = string(text)
	if !k.saving {
		k.saving = true
		k.save()
	}
}

func (k *kept) save() {
	saved := k.value
	k.w.inBackground(func(ctx context.Context) error { return k.w.app.SetSetting(context.WithoutCancel(ctx), k.key, saved) }, func(err error) {
		if err != nil {
			k.w.app.Log().Error("setting", "key", k.key, "error", err)
		}
		if k.saving = k.value != saved; k.saving {
			k.save()
		}
	})
}

// columns are what a person has made of a list, by the titles of its columns: the program
// may have others by the time that it is read.
type columns struct {
	Columns []column `json:"columns"`
	Sort    []column `json:"sort,omitempty"`
}

type column struct {
	Title      string  `json:"title"`
	Width      float32 `json:"width,omitempty"`
	Hidden     bool    `json:"hidden,omitempty"`
	Descending bool    `json:"descending,omitempty"`
}

// rememberColumns gives a list the columns that it had when the window was last open,
// and keeps what a person makes of them.
func (w *window) rememberColumns(name string, grid *kit.Grid) {
	titles := grid.Titles()
	var before columns
	k := w.recall("columns."+name, &before)
	var a kit.Arrangement
	for _, c := range before.Columns {
		if at := slices.Index(titles, c.Title); at >= 0 {
			a.Columns = append(a.Columns, kit.Arranged{Column: at, Width: c.Width, Hidden: c.Hidden})
		}
	}
	for _, c := range before.Sort {
		if at := slices.Index(titles, c.Title); at >= 0 {
			a.Sort = append(a.Sort, kit.SortKey{Column: at, Descending: c.Descending})
		}
	}
	grid.Arrange(a)
	grid.OnArrange = func() {
		var now columns
		a := grid.Arrangement()
		for _, c := range a.Columns {
			now.Columns = append(now.Columns, column{Title: titles[c.Column], Width: c.Width, Hidden: c.Hidden})
		}
		for _, s := range a.Sort {
			now.Sort = append(now.Sort, column{Title: titles[s.Column], Descending: s.Descending})
		}
		k.set(now)
	}
}
