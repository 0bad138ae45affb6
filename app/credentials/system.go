package credentials

import (
	"context"
	"errors"
	"fmt"
	"time"

	"anpisync/cybozu"

	"github.com/zalando/go-keyring"
)

// Patience is how long a call waits for the keyring of the system.
const Patience = 3 * time.Second

// System is the keyring of the operating system: the Credential Manager of Windows, the
// keychain of macOS, a Secret Service elsewhere. Its methods may be called from any
// goroutine, and return within [Patience].
func System() Keyring { return newSystem(osStore{}) }

// store is what there is of a keyring below the time limit.
type store interface {
	Get(service, user string) (string, error)
	Set(service, user, secret string) error
	Delete(service, user string) error
}

type osStore struct{}

func (osStore) Get(service, user string) (string, error) { return keyring.Get(service, user) }
func (osStore) Set(service, user, secret string) error   { return keyring.Set(service, user, secret) }
func (osStore) Delete(service, user string) error        { return keyring.Delete(service, user) }

// system puts a time limit on a store. One call is under way at a time: a Save must not
// overtake an earlier one that waits for a person, and the Secret Service client takes
// any prompt's end for that of its own.
type system struct {
	store store
	turn  chan struct{}
}

func newSystem(s store) *system { return &system{s, make(chan struct{}, 1)} }

func (k *system) Load(ctx context.Context, host cybozu.Host) (Secret, error) {
	return k.ask(ctx, "load", host, func() (Secret, error) {
		text, err := k.store.Get(Service, string(host))
		if err != nil {
			return Secret{}, err
		}
		return decode(text)
	})
}

func (k *system) Save(ctx context.Context, host cybozu.Host, s Secret) error {
	_, err := k.ask(ctx, "save", host, func() (Secret, error) {
		text, err := s.encode()
		if err != nil {
			return Secret{}, err
		}
		return Secret{}, k.store.Set(Service, string(host), text)
	})
	return err
}

func (k *system) Delete(ctx context.Context, host cybozu.Host) error {
	_, err := k.ask(ctx, "delete", host, func() (Secret, error) {
		err := k.store.Delete(Service, string(host))
		if errors.Is(err, keyring.ErrNotFound) {
			err = nil
		}
		return Secret{}, err
	})
	return err
}

// call is one question to a store, perhaps still without an answer.
type call struct {
	done   chan struct{}
	secret Secret // once done is closed
	err    error
}

// ask runs f in its turn and waits. A call that was given up by its context before its
// turn came is not made at all; one that is under way cannot be stopped.
func (k *system) ask(ctx context.Context, verb string, host cybozu.Host, f func() (Secret, error)) (Secret, error) {
	if host == "" {
		return Secret{}, errNoHost
	}
	c := &call{done: make(chan struct{})}
	go func() {
		defer close(c.done)
		select {
		case k.turn <- struct{}{}:
			defer func() { <-k.turn }()
		case <-ctx.Done():
			c.err = ctx.Err()
			return
		}
		c.secret, c.err = guarded(f)
		if c.err != nil {
			c.err = fmt.Errorf("%s credentials of %s: %w", verb, host, named(c.err))
		}
	}()
	limit := time.NewTimer(Patience)
	defer limit.Stop()
	select {
	case <-c.done:
		return c.secret, c.err
	case <-ctx.Done():
		return Secret{}, fmt.Errorf("%s credentials of %s: %w", verb, host, context.Cause(ctx))
	case <-limit.C:
		return Secret{}, &SilentError{verb, host, c}
	}
}

// guarded runs f. The Secret Service client panics when a service answers in another
// shape than it expects, or goes away while a prompt is open.
func guarded(f func() (Secret, error)) (s Secret, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v", ErrRefused, p)
		}
	}()
	return f()
}

// named puts one of the errors of this package before a cause that has none.
func named(err error) error {
	switch {
	case errors.Is(err, ErrTooBig), errors.Is(err, ErrUnreadable), errors.Is(err, ErrRefused):
		return err
	case errors.Is(err, keyring.ErrNotFound):
		return ErrNotFound
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return fmt.Errorf("%w: %w", ErrTooBig, err)
	case errors.Is(err, keyring.ErrUnsupportedPlatform):
		return fmt.Errorf("%w: %w", ErrMissing, err)
	default:
		return fmt.Errorf("%w: %w", classify(err), err)
	}
}

// SilentError is an [ErrSilent]: a keyring that has not answered within [Patience],
// perhaps because it waits for a person to unlock it. The call goes on.
type SilentError struct {
	verb string
	host cybozu.Host
	call *call
}

func (e *SilentError) Error() string {
	return fmt.Sprintf("%s credentials of %s: %v after %v", e.verb, e.host, ErrSilent, Patience)
}

// Is makes a SilentError an ErrSilent.
func (e *SilentError) Is(target error) bool { return target == ErrSilent }

// Late waits for the answer that has not come in time, as long as ctx lives: what Load,
// Save or Delete would have returned. The secret is empty but for Load.
func (e *SilentError) Late(ctx context.Context) (Secret, error) {
	select {
	case <-e.call.done:
		return e.call.secret, e.call.err
	case <-ctx.Done():
		return Secret{}, fmt.Errorf("%s credentials of %s: %w", e.verb, e.host, context.Cause(ctx))
	}
}
