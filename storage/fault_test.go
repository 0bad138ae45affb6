package storage

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"anpisync/reconcile/directory"
)

func TestI2_AFullDiskLeavesEverything(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	path := filepath.Join(dir, fileName)
	before := rows(t, path, allTables...)
	limit(t, s, "max_page_count = 60")
	plan := planned(mustLoad(t, s), func(d *directory.Directory) {
		for i := range int64(5000) {
			d.Users = append(d.Users, directory.User{ID: d.NextUserID + i, LoginName: fmt.Sprint("u", i), Name: "n"})
		}
	})
	if _, err := s.Apply(t.Context(), plan, directory.Run{Kind: directory.ImportManual}); !errors.Is(err, ErrFull) {
		t.Errorf("got %v", err)
	}
	if after := rows(t, path, allTables...); after != before {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}
	if copies, err := listBackups(dir); err != nil || len(copies) != 1 {
		t.Errorf("copies %v, %v", copies, err)
	}
	limit(t, s, "max_page_count = 100000")
	if _, err := s.Apply(t.Context(), plan, directory.Run{Kind: directory.ImportManual}); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

func TestI2_AnotherWriterLeavesEverything(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportManual, office)
	other := openIn(t, dir)
	plan := planned(mustLoad(t, s), func(d *directory.Directory) { d.Users = d.Users[:1] })
	limit(t, s, "busy_timeout = 1")
	err := other.write(t.Context(), func(*tx) error {
		_, err := s.Apply(t.Context(), plan, directory.Run{Kind: directory.ImportManual})
		return err
	})
	if !errors.Is(err, ErrBusy) {
		t.Errorf("got %v", err)
	}
	if _, err := s.Apply(t.Context(), plan, directory.Run{Kind: directory.ImportManual}); err != nil {
		t.Errorf("when it is free: %v", err)
	}
}

// limit sets a pragma on the connection that writes.
func limit(t *testing.T, s *Store, pragma string) {
	conn, err := s.take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.give(conn)
	if _, err := conn.ExecContext(t.Context(), "PRAGMA "+pragma); err != nil {
		t.Fatal(err)
	}
}
