package app

import (
	"context"

	"anpisync/reconcile/directory"
	"anpisync/storage"
)

// Status is how the directory stands with cybozu.com.
type Status struct {
	Last    *Import // the newest import from cybozu.com, however it ended; nil: none yet
	Success *Import // the newest that succeeded and was not taken back
	Auto    *Import // the newest without a person; nil: none lately

	Failures int // how many in a row have failed or stopped since; cancelled ones do not count
}

// lookBack is how many lines of the history Status looks at.
const lookBack = 100

// Status reads the end of the history.
func (a *App) Status(ctx context.Context) (Status, error) {
	var s Status
	imports, err := a.store.Imports(ctx, lookBack)
	if err != nil {
		return s, err
	}
	holds := false
	for i, line := range imports {
		if line.Kind != directory.ImportManual && line.Kind != directory.ImportAuto {
			continue
		}
		if s.Last == nil {
			s.Last = &imports[i]
		}
		if s.Auto == nil && line.Kind == directory.ImportAuto {
			s.Auto = &imports[i]
		}
		holds = holds || line.Outcome == OutcomeOK
		if !holds && (line.Outcome == OutcomeFailed || line.Outcome == OutcomeStopped) {
			s.Failures++
		}
	}
	success, found, err := a.store.LastSuccess(ctx)
	if found {
		s.Success = &success
	}
	return s, err
}

// How an import ended.
const (
	OutcomeOK        = storage.OutcomeOK
	OutcomeFailed    = storage.OutcomeFailed
	OutcomeCancelled = storage.OutcomeCancelled
	OutcomeStopped   = storage.OutcomeStopped
	OutcomeUndone    = storage.OutcomeUndone
)
