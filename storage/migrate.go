package storage

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
)

// The schema, step by step. A file's name is the version after it, in order and
// without gaps; a released one is never edited.
//
//go:embed migrations/*.sql
var migrationFiles embed.FS

var (
	migrations    = readMigrations()
	latestVersion = len(migrations)
)

// applicationID is in the header of each file of ours ("Anpi"), set by the first
// migration, so that another program's database is not taken for one.
const applicationID = 0x416E7069

func readMigrations() []string {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		panic(err)
	}
	var steps []string
	for _, name := range names {
		step, err := migrationFiles.ReadFile(name)
		if err != nil {
			panic(err)
		}
		steps = append(steps, string(step))
	}
	return steps
}

// schemaVersion is the number of migrations that the file has seen; 0: it is new.
func schemaVersion(ctx context.Context, q querier) (int, error) {
	var version, application, objects int
	err := q.QueryRowContext(ctx, `SELECT
		(SELECT user_version FROM pragma_user_version),
		(SELECT application_id FROM pragma_application_id),
		(SELECT count(*) FROM sqlite_schema)`).Scan(&version, &application, &objects)
	switch {
	case err != nil:
		return 0, err
	case application == 0 && version == 0 && objects == 0:
		return 0, nil
	case application != applicationID:
		return 0, fmt.Errorf("%w: a database of another program", ErrDamaged)
	case version > latestVersion:
		return 0, fmt.Errorf("%w: schema %d, known up to %d", ErrNewer, version, latestVersion)
	}
	return version, nil
}

// migrate brings the file to the newest schema, each step in a transaction.
func migrate(ctx context.Context, conn *sql.Conn) error {
	for {
		done, err := migrateOnce(ctx, conn)
		if done || err != nil {
			return err
		}
	}
}

// migrateOnce reads the version inside of the transaction: another process may be
// migrating the same file.
func migrateOnce(ctx context.Context, conn *sql.Conn) (done bool, err error) {
	if version, err := schemaVersion(ctx, conn); err != nil || version == latestVersion {
		return true, err
	}
	t := &tx{conn: conn}
	err = t.run(ctx, func() error {
		version, err := schemaVersion(ctx, conn)
		if err != nil || version == latestVersion {
			return err
		}
		if err := t.exec(ctx, migrations[version]); err != nil {
			return fmt.Errorf("migrate to schema %d: %w", version+1, err)
		}
		return t.exec(ctx, fmt.Sprintf("PRAGMA user_version = %d", version+1))
	})
	return false, err
}
