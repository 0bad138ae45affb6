package app

import (
	"context"

	"anpisync/reconcile/directory"
)

// Status is how the directory stands with cybozu.com.
type Status struct {
	Last    *directory.Import // the newest import from cybozu.com, however it ended; nil: none yet
	Success *directory.Import // the newest that succeeded and was not taken back
	Auto    *directory.Import // the newest without a person; nil: none
	First   *directory.Import // the oldest that the history still has; nil: none

	Failures int // how many in a row have failed or stopped since; cancelled ones do not count
}

// Status reads a history, newest first. What failed without a person at another host than
// the one that is saved was no 自動同期: somebody gave a URL, and has read there what was
// wrong with it.
func (a *App) Status(ctx context.Context, imports []directory.Import) (Status, error) {
	host, err := a.savedHost(ctx)
	return statusOf(imports, host), err
}

func statusOf(imports []directory.Import, host Host) Status {
	var s Status
	for i, line := range imports {
		if line.Kind != directory.ImportManual && line.Kind != directory.ImportAuto {
			continue
		}
		if line.Kind == directory.ImportAuto && line.Outcome != directory.OutcomeOK && line.Domain != string(host) && host != "" {
			continue
		}
		s.First = &imports[i]
		if s.Last == nil {
			s.Last = &imports[i]
		}
		if s.Auto == nil && line.Kind == directory.ImportAuto {
			s.Auto = &imports[i]
		}
		switch {
		case s.Success != nil:
		case line.Outcome == directory.OutcomeOK:
			s.Success = &imports[i]
		case line.Outcome == directory.OutcomeFailed, line.Outcome == directory.OutcomeStopped:
			s.Failures++
		}
	}
	return s
}
