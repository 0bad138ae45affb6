// Package credentials keeps what a person would otherwise type for each import: login,
// passwords and API token, in the keyring of the operating system.
//
// There is one entry for each host of cybozu.com, under the service [Service]; its
// secret is one JSON object of at most [MaxSize] bytes. A keyring can be missing,
// locked, or wait for a person without a word, so that [System] asks it in the
// background and waits no longer than [Patience]; what it answers later can still be
// had from the [SilentError]. [Memory] is a keyring that ends with the program.
//
// The rules for the initial password of new users (I3), its length and its hash, stand
// here too.
//
// It is not for deciding what is saved, nor for logging in. Nothing of a [Secret] gets
// into a text: it prints as its name alone, and no error holds a part of it.
package credentials

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"anpisync/cybozu"
)

// Service is the name under which the entries stand in the keyring.
const Service = "AnpiSync"

// MaxSize is how many bytes of JSON an entry may have: what the Credential Manager of
// Windows takes (CRED_MAX_CREDENTIAL_BLOB_SIZE), the least of the three systems.
const MaxSize = 5 * 512

// The ways in which a keyring fails, to be asked for with errors.Is; the cause of the
// system is wrapped beside them.
var (
	ErrNotFound   = errors.New("nothing saved")
	ErrMissing    = errors.New("no keyring")
	ErrLocked     = errors.New("keyring locked")
	ErrSilent     = errors.New("keyring silent")         // always a *SilentError
	ErrTooBig     = errors.New("too big for a keyring")  // longer than MaxSize
	ErrUnreadable = errors.New("entry is not ours")      // something is saved, but no JSON of ours
	ErrRefused    = errors.New("keyring did not do it")  // any other failure
	errNoHost     = errors.New("no host to look up for") // a mistake of the caller
)

// Keyring keeps a [Secret] for each host (I4).
type Keyring interface {
	// Load fails with ErrNotFound where nothing is saved for the host.
	Load(ctx context.Context, host cybozu.Host) (Secret, error)
	// Save replaces what was saved for the host.
	Save(ctx context.Context, host cybozu.Host, s Secret) error
	// Delete succeeds where nothing is saved.
	Delete(ctx context.Context, host cybozu.Host) error
}

// Secret is what is kept for one host. Fields that are not used are empty.
type Secret struct {
	Login, Password          string
	BasicUser, BasicPassword string
	APIToken                 string
	InitialPassword          string // only for imports without a person (I3)
}

const unspoken = "credentials.Secret{…}"

// String reveals nothing.
func (Secret) String() string { return unspoken }

// GoString reveals nothing.
func (Secret) GoString() string { return unspoken }

// Format reveals nothing, whatever the verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, unspoken) }

// LogValue reveals nothing.
func (Secret) LogValue() slog.Value { return slog.StringValue(unspoken) }

// MarshalText reveals nothing, so that JSON of a struct around it doesn't either.
func (Secret) MarshalText() ([]byte, error) { return []byte(unspoken), nil }

// entry is the form in which a Secret is saved.
type entry struct {
	Login           string `json:"login,omitempty"`
	Password        string `json:"password,omitempty"`
	BasicUser       string `json:"basic_user,omitempty"`
	BasicPassword   string `json:"basic_password,omitempty"`
	APIToken        string `json:"api_token,omitempty"`
	InitialPassword string `json:"initial_password,omitempty"`
}

// encode fails with ErrTooBig.
func (s Secret) encode() (string, error) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // three characters instead of eighteen, and room is short
	if err := enc.Encode(entry(s)); err != nil {
		return "", err
	}
	text := strings.TrimSuffix(b.String(), "\n")
	if len(text) > MaxSize {
		return "", fmt.Errorf("%w: %d of %d bytes", ErrTooBig, len(text), MaxSize)
	}
	return text, nil
}

// decode leaves out the cause of a failure: errors of encoding/json quote what they read.
func decode(text string) (Secret, error) {
	var e entry
	if json.Unmarshal([]byte(text), &e) != nil || e == (entry{}) { // JSON of somebody else's
		return Secret{}, ErrUnreadable
	}
	return Secret(e), nil
}
