package storage

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"
	"golang.org/x/text/unicode/norm"
)

// sealMark is how a file begins that a passphrase protects (https://age-encryption.org/v1).
const sealMark = "age-encryption.org/v1\n"

// workFactor is the logarithm of what trying one passphrase costs: a second, and 256 MiB.
// More is refused: a hostile file could ask for hours.
var workFactor = 18

// SealCheaply makes passphrases of the whole process quick to try, and so to guess. It is
// for tests alone.
func SealCheaply() { workFactor = 10 }

// seal encrypts what is written to it, to w; without a passphrase it hands it on.
func seal(w io.Writer, passphrase string) (io.WriteCloser, error) {
	if passphrase == "" {
		return unsealed{w}, nil
	}
	recipient, err := age.NewScryptRecipient(norm.NFKC.String(passphrase))
	if err != nil {
		return nil, err
	}
	recipient.SetWorkFactor(workFactor)
	return age.Encrypt(w, recipient)
}

// unseal decrypts a file that is sealed, and hands on any other. It fails with [ErrSealed]
// where a passphrase is missing and with [ErrPassphrase] where it is wrong.
func unseal(file io.Reader, passphrase string) (*bufio.Reader, error) {
	in := bufio.NewReader(file)
	if mark, err := in.Peek(len(sealMark)); err != nil || string(mark) != sealMark {
		return in, nil
	}
	if passphrase == "" {
		return nil, ErrSealed
	}
	identity, err := age.NewScryptIdentity(norm.NFKC.String(passphrase))
	if err != nil {
		return nil, err
	}
	identity.SetMaxWorkFactor(workFactor)
	out, err := age.Decrypt(in, identity)
	if wrong, ok := errors.AsType[*age.NoIdentityMatchError](err); ok {
		return nil, fmt.Errorf("%w: %w", ErrPassphrase, wrong)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrArchive, err)
	}
	return bufio.NewReader(out), nil
}

type unsealed struct{ io.Writer }

func (unsealed) Close() error { return nil }
