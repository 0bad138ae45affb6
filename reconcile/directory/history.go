package directory

import "time"

// Outcome is how an import ended; these words stand in the database.
type Outcome string

const (
	OutcomeOK        Outcome = "ok"
	OutcomeFailed    Outcome = "failed"
	OutcomeCancelled Outcome = "cancelled"
	OutcomeStopped   Outcome = "stopped" // a person must confirm first (I4, I7)
	OutcomeUndone    Outcome = "undone"  // was ok, and was taken back (I10)
)

// Import is a line of the history.
type Import struct {
	ID         int64
	Kind       ImportKind
	StartedAt  time.Time // UTC
	FinishedAt time.Time // UTC
	Domain     string
	Outcome    Outcome
	Message    string // why it did not end well; of an edit, what a person calls it

	Departments        Tally
	Users              Tally
	MembershipsAdded   int
	MembershipsRemoved int

	Numbers map[string]int // how the directory stood afterwards; nil: not counted

	Undoes     int64  // for an undo: the import whose before it restored; for an edit: the one that it took back
	Restorable bool   // a copy from before it is there
	Backup     string // the copy's name; empty: none was made
}

// Recorded is a change as the history keeps it: one of the two. The records in it have no
// password hash. Those whose personal data was erased have their id alone.
type Recorded struct {
	ImportID   int64
	Department *Change[Department]
	User       *Change[User]
}

// ServiceRow is what another service has of one record, as it was last read or written (書式).
type ServiceRow struct {
	Record int64  // the id of the user or department
	Place  int    // in the file of the service
	Line   string // as it stands there
	There  bool   // the service has it still; false: it was told to delete it, or says that it has it no more
}

// Run is what an import says about itself, beside its plan.
type Run struct {
	Kind         ImportKind
	StartedAt    time.Time
	Domain       string // the host that was read; empty: none
	PasswordHash string // for users that are created without one of their own (I3)
	Message      string // for an edit: what a person calls it
	Undoes       int64  // for an undo: the import whose before it restores; for an edit: the one that it takes back (I10)

	Whole    bool              // no copy is made, and the history has all that it takes to take it back
	Settings map[string]string // kept in the same transaction as the line in the history

	// Format is the 書式 in which a file was read, and Rows what it says that the service has,
	// kept in the same transaction too; 0: none was.
	Format int64
	RowsOf RecordKind
	Rows   []ServiceRow

	// Numbers tells what the history keeps of how the directory stands afterwards, with
	// the findings of 点検 that are accepted then; nil: nothing.
	Numbers func(*Directory, []Acceptance) map[string]int
}
