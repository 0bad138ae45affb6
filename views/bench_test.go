package views

import (
	"runtime"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"anpisync/app/browse"
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
// and then shown, at most 300 ms.
func BenchmarkOpen(b *testing.B) {
	s := crowded(b)
	now, err := s.load(s.ctx)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.app.Directory(s.ctx); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("show", func(b *testing.B) {
		for b.Loop() {
			fresh := *now
			fresh.model = browse.Build(now.directory)
			fresh.widest = widest(fresh.model, s.advance)
			s.people.grid.SetRows(&memberRows{})
			s.people.draw(&fresh)
			for s.people.grid.Rows().Len() < many { // what is prepared for later goes on below
				(<-s.queue)()
			}
		}
	})
	s.settle()
}

// BenchmarkKey is what is between a key in a field of search and what it finds, by the
// field: at most 50 ms.
func BenchmarkKey(b *testing.B) {
	s := crowded(b)
	s.settle()
	for name, typed := range map[string]string{"login": "user9876", "reading": "さとう", "phone": "0312"} {
		letters := strings.Split(typed, "")
		b.Run("list/"+name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				s.people.search.SetText(strings.Join(letters[:1+i%len(letters)], ""))
				s.settle()
			}
		})
		b.Run("finder/"+name, func(b *testing.B) {
			s.openFinder()
			s.settle()
			field := s.dialogEntry()
			for i := 0; b.Loop(); i++ {
				field.SetText(strings.Join(letters[:1+i%len(letters)], ""))
				s.settle()
			}
			s.press(fyne.KeyEscape, 0)
		})
	}
	b.Run("tree", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			s.people.onSelected([]int64{browse.AllUsers, directory.RootID, browse.Unassigned}[i%3])
			s.settle()
		}
	})
}

// BenchmarkMemory is what an open window holds of the Go heap for its users; what the
// process takes is measured by .ci/memory.
func BenchmarkMemory(b *testing.B) {
	s := crowded(b)
	for b.Loop() {
		s.reload()
		s.settle()
	}
	var now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&now)
	b.ReportMetric(float64(now.HeapAlloc)/1e6, "MB-held")
}
