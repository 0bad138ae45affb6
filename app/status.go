package app

import (
	"context"

	"anpisync/reconcile/directory"
)

// Status is how the directory stands with cybozu.com.
type Status struct {
	Last    *Import // the newest import from cybozu.com, however it ended; nil: none yet
	Success *Import // the newest that succeeded and was not taken back
	Auto    *Import // the newest without a person; nil: none

	Failures int // how many in a row have failed or stopped since; cancelled ones do not count
}

// Status reads a history, newest first. What failed without a person at another host than
// the one that is saved was no 自動同期: somebody gave a URL, and has read there what was
// wrong with it.
func (a *App) Status(ctx context.Context, imports []Import) (Status, error) {
	url, err := a.Setting(ctx, settingURL)
	return statusOf(imports, hostOf(url)), err
}

func statusOf(imports []Import, host string) Status {
	var s Status
	for i, line := range imports {
		if line.Kind != directory.ImportManual && line.Kind != directory.ImportAuto {
			continue
		}
		if line.Kind == directory.ImportAuto && line.Outcome != OutcomeOK && line.Domain != host && host != "" {
			continue
		}
		if s.Last == nil {
			s.Last = &imports[i]
		}
		if s.Auto == nil && line.Kind == directory.ImportAuto {
			s.Auto = &imports[i]
		}
		switch {
		case s.Success != nil:
		case line.Outcome == OutcomeOK:
			s.Success = &imports[i]
		case line.Outcome == OutcomeFailed, line.Outcome == OutcomeStopped:
			s.Failures++
		}
	}
	return s
}

// How an import ended.
const (
	OutcomeOK        = directory.OutcomeOK
	OutcomeFailed    = directory.OutcomeFailed
	OutcomeCancelled = directory.OutcomeCancelled
	OutcomeStopped   = directory.OutcomeStopped
	OutcomeUndone    = directory.OutcomeUndone
)
