package app_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/app/message"
	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
)

// failingKeyring fails at one of the things that it is asked, as long as it is broken.
type failingKeyring struct {
	credentials.Keyring
	at     string
	host   cybozu.Host // for this one alone; empty: for each
	why    error
	broken bool
}

func (k *failingKeyring) fails(at string, host cybozu.Host) error {
	if k.broken && k.at == at && (k.host == "" || k.host == host) {
		return fmt.Errorf("%s: %w", at, k.why)
	}
	return nil
}

func (k *failingKeyring) Load(ctx context.Context, host cybozu.Host) (credentials.Secret, error) {
	if err := k.fails("load", host); err != nil {
		return credentials.Secret{}, err
	}
	return k.Keyring.Load(ctx, host)
}

func (k *failingKeyring) Save(ctx context.Context, host cybozu.Host, s credentials.Secret) error {
	if err := k.fails("save", host); err != nil {
		return err
	}
	return k.Keyring.Save(ctx, host, s)
}

func (k *failingKeyring) Delete(ctx context.Context, host cybozu.Host) error {
	if err := k.fails("delete", host); err != nil {
		return err
	}
	return k.Keyring.Delete(ctx, host)
}

// keyringFailures are all that a keyring may do, whatever it is asked.
var keyringFailures = []error{
	credentials.ErrMissing, credentials.ErrLocked, &credentials.SilentError{}, credentials.ErrRefused,
	credentials.ErrUnreadable, credentials.ErrTooBig,
}

// A keyring that breaks costs its convenience: what is begun with it goes on without it, and
// is told of it in a sentence; what needs it is not done, and changes nothing.
func TestKeyringThatBreaksCostsNothingButItsConvenience(t *testing.T) {
	unexpected := message.Of(errors.New("anything")).Summary
	for _, at := range []string{"load", "save", "delete"} {
		for _, why := range keyringFailures {
			t.Run(fmt.Sprint(at, ", ", why), func(t *testing.T) {
				t.Parallel()
				ctx := context.Background()
				of := newAutoOffice(t, cybozutest.Manual())
				keyring := &failingKeyring{Keyring: of.keyring, at: at, why: why}
				of.keyring = keyring
				of.reopen()
				told := func(what string, err error) {
					t.Helper()
					if err != nil && message.Of(err).Summary == unexpected {
						t.Errorf("%s: %v has no sentence", what, err)
					}
				}
				settings := func() string {
					t.Helper()
					auto, err := of.AutoSync(ctx)
					if err != nil {
						t.Fatal(err)
					}
					reports, _, err := of.Reports(ctx)
					if err != nil {
						t.Fatal(err)
					}
					return fmt.Sprint(auto.When, reports, of.registered(auto.When))
				}
				before := settings()

				keyring.broken = true
				form, err := of.SavedForm(ctx)
				told("the form", err)
				if string(form.Host) != of.server.Host() || (err != nil) != (at == "load") {
					t.Errorf("the form has %q, %v", form.Host, err)
				}
				err = of.auto()
				told("without a person", err)
				if (err != nil) != (at == "load") || app.IsUsage(err) || app.IsStopped(err) {
					t.Errorf("an import without a person ends with %v", err)
				}
				for _, save := range []bool{true, false} {
					failed := make(chan error, 1)
					request := of.request()
					request.Save, request.Secret.InitialPassword = save, ""
					request.SaveFailed = func(err error) { failed <- err }
					p, err := of.Prepare(ctx, request, nil)
					if err == nil {
						_, err = of.Apply(ctx, p, confirmAll(p))
					}
					if err != nil {
						t.Fatalf("an import by hand: %v", err)
					}
					of.reopen() // waits for the keyring
					touched := save && (at == "save" || at == "load" && why != credentials.ErrUnreadable) ||
						!save && at == "delete" && why != credentials.ErrMissing
					select {
					case err := <-failed:
						told("an import by hand", err)
						if !touched || !errors.Is(err, why) {
							t.Errorf("saved %v: told of %v", save, err)
						}
					default:
						if touched {
							t.Errorf("saved %v: nobody is told", save)
						}
					}
					if save {
						keyring.broken = false
						want := secret.InitialPassword
						if at == "load" && why == credentials.ErrUnreadable {
							want = "" // it could not be read
						}
						if got := of.initialPassword(); got != want {
							t.Errorf("the initial password is %q, want %q", got, want)
						}
						of.save(secret)
						keyring.broken = true
					}
				}
				if now := of.history(); now[0] != directory.OutcomeOK {
					t.Errorf("the history says %v", now)
				}

				keyring.broken = false
				of.save(secret)
				keyring.broken = true
				err = of.SetAutoSync(ctx, daily, "another-password")
				told("another time", err)
				if err != nil {
					if now := settings(); now != before {
						t.Errorf("%v: set is %s, was %s", err, now, before)
					}
				}
				if (err != nil) != (at != "delete") {
					t.Errorf("another time: %v", err)
				}
				if log := of.grepFolder(secret.Password); len(log) > 0 {
					t.Errorf("the password is in %s", strings.Join(log, ", "))
				}
			})
		}
	}
}

// The initial password goes with the URL, or stays where it was.
func TestKeyringThatTakesNothingForAnotherURLLosesNothing(t *testing.T) {
	of := newAutoOffice(t, cybozutest.Manual())
	keyring := &failingKeyring{Keyring: of.keyring, at: "save", why: credentials.ErrLocked}
	of.keyring = keyring
	old := of.server
	of.start(cybozutest.Options{Subdomain: "other"})
	keyring.broken, keyring.host = true, cybozu.Host(of.server.Host())
	request := of.request()
	request.Save, request.Secret.InitialPassword = true, ""
	if _, err := of.Prepare(context.Background(), request, nil); err != nil {
		t.Fatal(err)
	}
	of.reopen()
	keyring.broken = false
	if left, err := of.keyring.Load(context.Background(), cybozu.Host(old.Host())); err != nil || left.InitialPassword != secret.InitialPassword {
		t.Errorf("it is %q, %v", left.InitialPassword, err)
	}
}
