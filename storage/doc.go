// Package storage keeps the directory in one SQLite file, with its history and with
// the copies that an undo needs.
//
// A data folder holds
//
//	directory.db          the directory; -wal and -shm beside it while it is open
//	backups/              copies of it, one before each import that changes something, one
//	                      after what would leave none of use, one a day when anything was
//	                      edited, and one of all that an archive has replaced
//	anpisync.lock         held during an import; anpisync.lock.json says by whom
//	directory.damaged-…   a file that was repaired or that a copy has replaced
//	scratch-…/            what one call needs, as an archive that is looked into
//
// all of them readable by their owner alone, from the first byte; on Windows that is
// left to the rights of the folder it is in.
//
// # The file
//
// The schema is in migrations/, one numbered step a file; PRAGMA user_version counts
// the steps that a file has seen. Departments and users keep their ids for ever, and
// an id is never used twice, so that an older state can be restored by id. Empty codes,
// addresses and links are NULL, which UNIQUE does not compare. Department 1 is the one
// without a parent (D1); the first step makes it.
//
// imports is the history, a line an import, failed ones too; import_changes has each
// record before and after as JSON, import_exclusions what the list of exclusions gained
// and lost. The hashes of passwords are there only for edits by hand, which no copy leads
// back from. excluded and email_choices are the lasting answers (U13, U10); accepted are
// the findings of 点検 that a person finds right, by the ids of records, which triggers
// end with the value that was looked at. rosters are the 名簿 that were made, without anybody in them.
// formats are the 書式; format_rows has what another service has of each record, in its own
// columns too: personal data, by the ids of records, which outlives them until leavers are
// erased, since the service must still be told that they leave. An undo leaves it, but for
// people whom the undone import had made of the service's file.
// settings holds the rest: the linked domain, the last URL, and what the window wants
// to remember. revision counts the transactions that
// changed directory data or answers.
//
// # One writer
//
// A [Store] has one connection that writes, opened first, and some that only read. All
// that changes goes through one transaction on that connection: BEGIN IMMEDIATE, the
// statements, COMMIT. A context can end it until the COMMIT begins, and then nothing is
// written. Other processes may have the file open; who is second waits some seconds,
// then gets [ErrBusy]. [Store.Load] reads on that connection and, from the same moment, on
// another one.
//
// [Store.Apply] is the only way to change directory data. It compares the revision of
// the plan with the file's (I8): our counter, and SQLite's data_version on the writing
// connection, which moves when anybody else has committed, the sqlite3 shell included.
// SQLite checks UNIQUE row by row, so Apply deletes first, then empties what changes
// hands, then writes; foreign keys wait for the COMMIT. It writes the columns that
// differ and no other.
//
// # Copies
//
// A copy is made while Apply holds its transaction and has not written yet: check, VACUUM
// INTO a temporary name on a reading connection, check, sync, rename. The history's line
// names it. [Store.KeepBackup] makes one of what is there now, where the newest would not
// bring enough back. All are kept that fit into a gigabyte; then the oldest days keep their
// first alone, and then go, but for the ten newest. Their order is that of the imports in
// their names, whatever the clock said. An undo reads a copy with [Store.BeforeImport]; it
// never replaces the file.
//
// # Damage
//
// From schema 4 on each column of each table lies in an index too. The check that [Open]
// begins, and that goes on alone where it takes long ([Store.Checked]), compares the two,
// and looks at the schema, the counters and all that SQLite looks at. Nothing is written
// before it has ended well. A file that is gone, although there are copies of it, is damaged
// as well ([ErrMissing]).
//
// Then [Examine] says what can be read, and [Repair] puts that in the file's place: from
// the table or from the index, and where these differ, as the history has it, and then the
// newest copy. [Restore] puts a copy there, [StartAnew] a new directory. Each takes the
// lock, keeps the damaged file, and leaves a line in the history. No Store may be open.
//
// # Archives
//
// An archive is the whole directory in one file, on its way to another machine: a copy as
// above, with the linked domain as its only setting, and with the hashes of passwords. A
// passphrase protects it, if so wished: then it is an age file (scrypt). [Store.InspectArchive]
// looks into such a file, [Store.TakeOver] puts what is in it in the place of all that is
// here. Anybody may have written it: its schema must be ours to the letter before anything
// in it is run, and what no real one has is refused. What was here is kept as an archive of
// its own, which thinning leaves. The history becomes the archive's, since its changes and
// undos speak of the ids that come with it, and has one line more, which tells of the taking
// over and names the copy with the lines that went. Ids go on beyond those of both.
//
// # What a kill leaves
//
// What is not finished lies in the data folder, in a scratch folder that is held by a lock,
// or beside its place as [WriteFile] has it, noted in such a folder. The next start removes
// what nobody holds, as [Store.EraseLeavers] does.
//
// # What the system refuses
//
// [KindOf] sorts what SQLite and the system refuse by what a person can do about it.
// [CheckFolder] looks for what would be waited for without end, [Concerns] for what the
// owner of a data folder should know.
//
// # What this package is not for
//
// It knows no rules: a plan is written as it is, and what SQLite refuses is an error.
// It keeps no passwords of cybozu.com and no sentences that a person reads. Taking the
// [Lock] is left to those who import; only what replaces the file waits for it by itself.
package storage
