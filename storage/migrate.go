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

// migrate brings the file to the newest schema, in one transaction. A damaged file stays
// as it is.
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
	if version == latestVersion {
		return nil
	}
	t := &tx{conn: conn}
	return t.run(ctx, func() error {
		version, err := schemaVersion(ctx, conn) // another process may be migrating the same file
		if err != nil || version == latestVersion {
			return err
		}
		return t.migrate(ctx, version, latestVersion)
	})
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

// migrate takes the steps from one version to another.
func (t *tx) migrate(ctx context.Context, from, to int) error {
	if err := t.undouble(ctx); err != nil {
		return err
	}
	for version := from; version < to; version++ {
		if err := t.exec(ctx, migrations[version]); err != nil {
			return fmt.Errorf("migrate to schema %d: %w", version+1, err)
		}
	}
	if to >= doubledSince {
		if err := t.double(ctx); err != nil {
			return err
		}
	}
	return t.exec(ctx, fmt.Sprintf("PRAGMA user_version = %d", to))
}
