package cybozu

import "sync"

// Progress is how far a phase has come.
type Progress struct {
	Phase Phase
	Done  int // records, or requests where the phase says so
	Total int // 0: unknown
}

// Phase is a part of the reading. Users, organizations and memberships are read side by
// side, so their reports alternate; lists that shifted start again at 0.
type Phase string

const (
	PhaseSignIn        Phase = "sign-in"       // the first request, alone
	PhaseUsers         Phase = "users"         // counts users
	PhaseOrganizations Phase = "organizations" // counts organizations
	PhaseMemberships   Phase = "memberships"   // counts those asked for theirs: organizations, or users
	PhaseVerify        Phase = "verify"        // for callers of StillThere, which reports nothing itself
)

// serially makes a report of progress, which may be nil, that many goroutines may call.
func serially(progress func(Progress)) func(phase Phase, done, total int) {
	if progress == nil {
		return func(Phase, int, int) {}
	}
	var mu sync.Mutex
	return func(phase Phase, done, total int) {
		mu.Lock()
		defer mu.Unlock()
		progress(Progress{phase, done, total})
	}
}
