package credentials

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"anpisync/reconcile/directory"
)

// The initial password's length in characters (I3).
const (
	MinPassword = 6
	MaxPassword = 64
)

// ErrNoInitialPassword says that an import without a person would create users, and
// that no initial password is saved for them (I3).
var ErrNoInitialPassword = errors.New("new users, and no initial password saved")

// PasswordError is an initial password that nobody should get.
type PasswordError struct {
	Characters int  // as a person counts them
	Unseen     bool // it has characters that nobody sees or could type
}

func (e *PasswordError) Error() string {
	if e.Unseen {
		return "initial password has control characters"
	}
	return fmt.Sprintf("initial password has %d characters, not %d to %d", e.Characters, MinPassword, MaxPassword)
}

// CheckInitialPassword returns a *PasswordError where a password has fewer or more
// characters than I3 wants, or one that nobody sees: pasted with the rest, it would be
// part of the password and no part of what people type. が is one character, whether it
// came as one code point or as two.
func CheckInitialPassword(password string) error {
	n := utf8.RuneCountInString(norm.NFC.String(password))
	unseen := strings.ContainsFunc(password, isUnseen)
	if n < MinPassword || n > MaxPassword || unseen {
		return &PasswordError{n, unseen}
	}
	return nil
}

func isUnseen(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || directory.Deceives(r)
}

const (
	saltSize = 16
	hashSize = 32
)

// cost is that of a hash: the second recommendation of RFC 9106, for machines that have
// no 2 GiB to spare.
var cost = struct {
	time, memory uint32 // memory in KiB
	threads      uint8
}{3, 64 * 1024, 4}

// HashCheaply makes hashes of the whole process quick to make, and so to guess. Like
// [Memory] it is for tests alone.
func HashCheaply() { cost.time, cost.memory, cost.threads = 1, 8, 1 }

// HashPassword returns the salted argon2id hash of an initial password as a PHC string,
// "$argon2id$v=19$m=65536,t=3,p=4$SALT$HASH", or what [CheckInitialPassword] says of it.
// It takes some 100 ms and 64 MiB, so that an import makes one for all of its new users.
func HashPassword(password string) (string, error) {
	if err := CheckInitialPassword(password); err != nil {
		return "", err
	}
	salt := make([]byte, saltSize)
	if _, err := rand.Read(salt); err != nil {
		return "", fmt.Errorf("salt: %w", err)
	}
	hash := argon2.IDKey(opaque(password), salt, cost.time, cost.memory, cost.threads, hashSize)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, cost.memory, cost.time, cost.threads,
		b64.EncodeToString(salt), b64.EncodeToString(hash)), nil
}

// errHash is a PHC string that HashPassword cannot have made.
var errHash = errors.New("not an argon2id hash")

// VerifyPassword says whether hash is one that [HashPassword] made of the password. The
// cost may be another than today's, up to 1 GiB.
func VerifyPassword(hash, password string) (bool, error) {
	fields := strings.Split(hash, "$")
	if len(fields) != 6 || fields[0] != "" || fields[1] != "argon2id" {
		return false, errHash
	}
	var version int
	var memory, time uint32
	var threads uint8
	if _, err := fmt.Sscanf(fields[2], "v=%d", &version); err != nil || version != argon2.Version {
		return false, errHash
	}
	if _, err := fmt.Sscanf(fields[3], "m=%d,t=%d,p=%d", &memory, &time, &threads); err != nil ||
		time == 0 || time > 100 || threads == 0 || memory > 1<<20 {
		return false, errHash
	}
	salt, err := base64.RawStdEncoding.DecodeString(fields[4])
	if err != nil {
		return false, errHash
	}
	want, err := base64.RawStdEncoding.DecodeString(fields[5])
	if err != nil || len(want) == 0 {
		return false, errHash
	}
	got := argon2.IDKey(opaque(password), salt, time, memory, threads, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

// opaque is a password as it is hashed: keyboards of different systems may send the
// same character composed or not (RFC 8265, OpaqueString).
func opaque(password string) []byte { return norm.NFC.Bytes([]byte(password)) }
