//go:build unix

package storage

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"anpisync/reconcile/directory"
)

const killUsers = 5000

func init() { children["killed"] = childKilled }

// TestI2_KilledAtAnyStatement kills a process with SIGKILL at random moments of an
// import of 5,000 users, most of them between BEGIN and COMMIT, and looks at what is
// left: the state before or the one after.
func TestI2_KilledAtAnyStatement(t *testing.T) {
	runs := 20
	if os.Getenv("ANPISYNC_TEST_ALL") != "" {
		runs = 200
	}
	prepared := filepath.Join(t.TempDir(), "prepared")
	s := openIn(t, prepared)
	edit(t, s, directory.ImportManual, killedBefore)
	before := mustLoad(t, s)
	plan := planned(before, killedAfter)
	after := plan.ApplyTo(before)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	states := map[string]string{describe(before): "before", describe(after): "after"}

	statements := countStatements(t, copyOf(t, prepared))
	random := rand.New(rand.NewPCG(1, 2))
	var mu sync.Mutex
	inside, outcomes := 0, map[string]int{}
	t.Run("runs", func(t *testing.T) { // as many at a time as there are processors
		for run := range runs {
			// Two in twenty in the COMMIT, which takes longer, and one after it: a plain
			// draw would seldom come there. 0 is the BEGIN.
			at, longest := random.IntN(statements-2)+1, 1500
			switch run % 20 {
			case 0, 10:
				at, longest = statements-1, 10_000
			case 19:
				at = statements
			}
			delay := time.Duration(random.IntN(longest)) * time.Microsecond
			t.Run(fmt.Sprint(run), func(t *testing.T) {
				t.Parallel()
				dir := copyOf(t, prepared)
				fell := kill(t, dir, at, delay)
				found := whatIsLeft(t, dir, states)
				t.Logf("statement %3d of %d, %-60.60s %s", at, statements, fell, found)
				mu.Lock()
				defer mu.Unlock()
				outcomes[found]++
				if fell != "COMMIT" && fell != "done" {
					inside++
				}
			})
		}
	})
	t.Logf("%d between BEGIN and COMMIT; %v", inside, outcomes)
	if inside < runs*3/4 || outcomes["before"] == 0 || outcomes["after"] == 0 {
		t.Errorf("%d between BEGIN and COMMIT, outcomes %v: too few to tell", inside, outcomes)
	}
}

func killedBefore(d *directory.Directory) {
	for i := range int64(200) {
		d.Departments = append(d.Departments, directory.Department{ID: 2 + i, ParentID: max(1, i/5), Code: fmt.Sprint("c", i), Name: "部署", CybozuID: directory.CybozuID(1 + i)})
	}
	for i := range int64(killUsers / 2) {
		d.Users = append(d.Users, directory.User{ID: 1 + i, LoginName: fmt.Sprint("user", i), Name: "名前", Email: fmt.Sprintf("a%d@example.co.jp", i),
			CybozuID: directory.CybozuID(1 + i), Departments: []int64{2 + i%200}})
	}
}

// killedAfter creates half of the users, passes addresses on, moves and deletes.
func killedAfter(d *directory.Directory) {
	d.Users = d.Users[100:]
	for i := range d.Users[:200] {
		u := &d.Users[i]
		u.Email = fmt.Sprintf("a%d@example.co.jp", (i+1)%200+100)
		u.Departments = []int64{3 + u.ID%150}
	}
	for i := range int64(killUsers / 2) {
		id := killUsers/2 + 1 + i
		d.Users = append(d.Users, directory.User{ID: id, LoginName: fmt.Sprint("user", id), Name: "新人", CybozuID: directory.CybozuID(id), Departments: []int64{2 + i%200}})
	}
}

// countStatements runs the child to its end.
func countStatements(t *testing.T, dir string) int {
	out, err := child("killed", "DIR="+dir, "AT=-1", "DELAY=0").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return strings.Count(string(out), "\n") - 1 // without the "done"
}

// kill runs the child, which kills itself at a statement, and gives the one that it
// had begun last.
func kill(t *testing.T, dir string, at int, delay time.Duration) string {
	out, err := child("killed", "DIR="+dir, "AT="+strconv.Itoa(at), "DELAY="+delay.String()).Output()
	exit, ok := err.(*exec.ExitError)
	if !ok || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Fatalf("not killed: %v: %s", err, out)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return lines[len(lines)-1]
}

// childKilled applies the plan and kills itself DELAY after the statement AT began;
// the one after the last is the end of Apply.
func childKilled() error {
	at, err := strconv.Atoi(os.Getenv("AT"))
	if err != nil {
		return err
	}
	delay, err := time.ParseDuration(os.Getenv("DELAY"))
	if err != nil {
		return err
	}
	ctx := context.Background()
	s, err := Open(ctx, os.Getenv("DIR"))
	if err != nil {
		return err
	}
	d, err := s.Load(ctx)
	if err != nil {
		return err
	}
	plan := planned(d, killedAfter)
	n := -1
	begin := func(statement string) {
		n++
		if n >= at {
			fmt.Println(strings.Join(strings.Fields(statement), " "))
		}
		if n != at {
			return
		}
		go func() {
			for began := time.Now(); time.Since(began) < delay; {
			}
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		}()
	}
	s.onStatement = begin
	if _, err := s.Apply(ctx, plan, directory.Run{Kind: directory.ImportManual}); err != nil {
		return err
	}
	begin("done")
	if at >= 0 {
		select {} // the end comes from outside
	}
	return s.Close()
}

func whatIsLeft(t *testing.T, dir string, states map[string]string) string {
	path := filepath.Join(dir, fileName)
	checkFile(t, path)
	s, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	found, ok := states[describe(mustLoad(t, s))]
	if !ok {
		t.Error("neither the state before nor the one after")
	}
	imports, err := s.Imports(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	if lines := map[string]int{"before": 1, "after": 2}[found]; len(imports) != lines {
		t.Errorf("%s: %d lines in the history", found, len(imports))
	}
	for _, i := range imports {
		if !i.Restorable {
			t.Errorf("no copy made before import %d", i.ID)
		}
	}
	return found
}

func copyOf(t *testing.T, dir string) string {
	to, err := os.MkdirTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}
