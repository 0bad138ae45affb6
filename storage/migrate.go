package storage

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"slices"
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
	case version <= 0:
		return 0, fmt.Errorf("%w: schema %d, but %d tables and indexes", ErrDamaged, version, objects)
	case version > latestVersion:
		return 0, newer(ctx, q, version)
	}
	return version, nil
}

// newer tells a file of a newer version, which differs from all that are known, from one
// of which only the number is damaged.
func newer(ctx context.Context, q querier, version int) error {
	is, err := structure(ctx, q)
	if err != nil {
		return err
	}
	for known := range latestVersion {
		should, err := structureOf(ctx, known+1)
		if err != nil {
			return err
		}
		if slices.Equal(is, should) {
			return fmt.Errorf("%w: it has the schema %d, and says %d", ErrDamaged, known+1, version)
		}
	}
	return fmt.Errorf("%w: schema %d, known up to %d", ErrNewer, version, latestVersion)
}

// migrate brings the file to the newest schema, each step in a transaction. A damaged
// file stays as it is.
func migrate(ctx context.Context, conn *sql.Conn) error {
	version, err := schemaVersion(ctx, conn)
	if err != nil {
		return err
	}
	if version > 0 && version < latestVersion {
		if err := checkOlder(ctx, conn, version); err != nil {
			return err
		}
	}
	for {
		done, err := migrateOnce(ctx, conn)
		if done || err != nil {
			return err
		}
	}
}

// checkOlder looks for damage in a file that says it is of an older version. It may become
// newer meanwhile: another process may be migrating it.
func checkOlder(ctx context.Context, conn *sql.Conn, version int) error {
	if err := check(ctx, conn); err != nil {
		return err
	}
	if checkStructure(ctx, conn, version+1) != nil {
		return nil
	}
	if now, err := schemaVersion(ctx, conn); err != nil || now != version {
		return err
	}
	return fmt.Errorf("%w: it has the schema %d, and says %d", ErrDamaged, version+1, version)
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
		return t.migrateTo(ctx, version+1)
	})
	return false, err
}

// migrateTo takes one step.
func (t *tx) migrateTo(ctx context.Context, version int) error {
	doubled := version >= doubledSince
	if doubled {
		if err := t.undouble(ctx); err != nil {
			return err
		}
	}
	if err := t.exec(ctx, migrations[version-1]); err != nil {
		return fmt.Errorf("migrate to schema %d: %w", version, err)
	}
	if doubled {
		if err := t.double(ctx); err != nil {
			return err
		}
	}
	return t.exec(ctx, fmt.Sprintf("PRAGMA user_version = %d", version))
}
