package views

import (
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/app/browse"
	"anpisync/app/versus"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
)

const many = 100_000

// crowded is a window over as many users as it is made for.
func crowded(b *testing.B) *stage {
	b.Helper()
	s := newStage(b, cybozutest.Manual(), cybozutest.Options{})
	s.settle()
	s.win.Resize(leastSize)
	s.onNavigated(screenPeople)
	s.change(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
		INSERT INTO users (login_name, name, reading, email, phone, memo, suspended, cybozu_id)
		SELECT 'user' || i, '佐藤 花子' || i, 'さとう はなこ', 'user' || i || '@example.co.jp',
			printf('03-%04d-%04d', i / 10000, i % 10000), '', i % 50 = 0, i FROM n`)
	if n := s.people.model.Node(browse.AllUsers).Count; n != many {
		b.Fatalf("%d users", n)
	}
	return s
}

// BenchmarkOpen is what is between the stored data and the list that is shown of them: read,
// beside the sqlite3 shell, and then shown, beside an empty window.
func BenchmarkOpen(b *testing.B) {
	s := crowded(b)
	now, err := s.load(s.ctx, s.people.query)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("read", func(b *testing.B) {
		shell, err := exec.LookPath("sqlite3")
		if err != nil {
			b.Skip("no sqlite3 shell")
		}
		file := filepath.Join(s.app.Dir(), "directory.db")
		versus.Run(b, "the sqlite3 shell", func() {
			if _, err := s.app.Directory(s.ctx); err != nil {
				b.Fatal(err)
			}
		}, func() {
			read := exec.Command(shell, "-readonly", file, "SELECT * FROM departments; SELECT * FROM users; SELECT * FROM memberships")
			if err := read.Run(); err != nil {
				b.Fatal(err)
			}
		})
	})
	b.Run("show", func(b *testing.B) {
		versus.Run(b, "an empty Fyne window", func() {
			fresh := *now
			fresh.model, fresh.widest = s.prepare(now.directory, nil, s.people.query)
			s.people.grid.SetRows(&memberRows{})
			s.people.draw(&fresh)
			for s.people.grid.Rows().Len() < many { // what is prepared for later goes on below
				(<-s.queue)()
			}
		}, emptyWindow)
	})
	s.settle()
}

// emptyWindow is what Fyne takes for a window with nothing in it, drawn.
func emptyWindow() {
	w := fyne.CurrentApp().NewWindow("")
	defer w.Close()
	w.Resize(leastSize)
	w.Show()
	w.Canvas().Capture()
}

// BenchmarkKey is what is between a key in a field of search and what it finds, by the
// field, beside an empty window: a person waits for neither.
func BenchmarkKey(b *testing.B) {
	s := crowded(b)
	s.settle()
	for name, typed := range map[string]string{"login": "user9876", "reading": "さとう", "phone": "0312"} {
		letters := strings.Split(typed, "")
		i := 0
		next := func() string {
			i++
			return strings.Join(letters[:1+i%len(letters)], "")
		}
		b.Run("list/"+name, func(b *testing.B) {
			versus.Run(b, "an empty Fyne window", func() {
				s.people.search.SetText(next())
				s.settle()
			}, emptyWindow)
		})
		b.Run("finder/"+name, func(b *testing.B) {
			s.openFinder()
			s.settle()
			field := s.dialogEntry()
			versus.Run(b, "an empty Fyne window", func() {
				field.SetText(next())
				s.settle()
			}, emptyWindow)
			s.press(fyne.KeyEscape, 0)
		})
	}
	b.Run("tree", func(b *testing.B) {
		nodes, i := []int64{browse.AllUsers, directory.RootID, browse.Unassigned}, 0
		versus.Run(b, "an empty Fyne window", func() {
			i++
			s.people.onSelected(nodes[i%len(nodes)])
			s.settle()
		}, emptyWindow)
	})
}

// BenchmarkMemory is what an open window holds of the Go heap for its users, beside the
// data file; what the process takes is measured by .ci/memory.
func BenchmarkMemory(b *testing.B) {
	s := crowded(b)
	versus.Compare(b, "the data file", func() float64 {
		s.reload()
		s.settle()
		var now runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&now)
		return float64(now.HeapAlloc)
	}, func() float64 {
		db := s.database()
		defer db.Close()
		var size float64
		if err := db.QueryRow("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").Scan(&size); err != nil {
			b.Fatal(err)
		}
		return size
	})
}
