package storage

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// childVariable names the part of a child process that a test starts from its own
// binary; see children.
const childVariable = "ANPISYNC_STORAGE_CHILD"

// children are the parts; each prints what its test wants to know.
var children = map[string]func() error{}

// slow asks the long tests to be shorter.
var slow bool

func TestMain(m *testing.M) {
	if part := os.Getenv(childVariable); part != "" {
		if err := children[part](); err != nil {
			fmt.Println("failed:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	patience = time.Hour // damage is found when opening, however busy the machine is
	goleak.VerifyTestMain(m)
}

func child(part string, variables ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(append(os.Environ(), childVariable+"="+part), variables...)
	return cmd
}
