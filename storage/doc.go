// Package storage keeps the directory in one SQLite file, with its history and the
// copies that an undo needs.
package storage
