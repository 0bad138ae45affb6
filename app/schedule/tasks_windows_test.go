package schedule

import (
	"context"
	"os"
	"slices"
	"testing"

	"golang.org/x/sys/windows"
)

func TestWindowsReadsTheArgumentsAsTheyWere(t *testing.T) {
	for _, want := range []string{
		`C:\`, `C:\a b\`, `D:\共有 'a' & b\`, `\\server\share name\`, `a"b`, `a\"b c\\`, `100% $x`,
	} {
		got, err := windows.DecomposeCommandLine(`anpisync.exe -import -data ` + quoteArgument(want))
		if err != nil || !slices.Equal(got[1:], []string{"-import", "-data", want}) {
			t.Errorf("%q, want %q (%v)", got, want, err)
		}
	}
}

// With this variable set to 1 there must be a Task Scheduler that may be written to.
const realTasks = "ANPISYNC_TEST_TASKS"

func TestTaskSchedulerTakesTheTaskAndForgetsIt(t *testing.T) {
	if os.Getenv(realTasks) != "1" {
		t.Skip(realTasks + " is not 1: no Task Scheduler to test against")
	}
	ctx := context.Background()
	s := System()
	for name, j := range windowsJobs {
		j.Data = `C:\共有 'a' & b`
		if err := s.Set(ctx, j); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if state, err := s.Current(ctx, j); state != Same && !wine() || err != nil {
			t.Errorf("%s: state %v, %v", name, state, err)
		}
		if err := s.Remove(ctx, j); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := run(ctx, "schtasks", "/Delete", "/TN", s.(tasks).name(j), "/F"); err == nil {
			t.Errorf("%s: still there after Remove", name)
		}
		if err := s.Remove(ctx, j); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// wine says whether this Windows is Wine, whose schtasks creates and deletes but shows
// nothing.
func wine() bool {
	return windows.NewLazySystemDLL("ntdll.dll").NewProc("wine_get_version").Find() == nil
}
