package credentials

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/zalando/go-keyring"
)

// fake is a store whose answers wait for the gate, if there is one: late ones come side by side.
type fake struct {
	gate    chan struct{}
	mu      sync.Mutex // of entries
	entries map[string]string
	calls   atomic.Int32
	fail    error
	panics  bool
}

func (f *fake) answer() error {
	f.calls.Add(1)
	if f.gate != nil {
		<-f.gate
	}
	if f.panics {
		panic("interface conversion")
	}
	return f.fail
}

func (f *fake) Get(service, user string) (string, error) {
	if err := f.answer(); err != nil {
		return "", err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	text, ok := f.entries[service+"/"+user]
	if !ok {
		return "", keyring.ErrNotFound
	}
	return text, nil
}

func (f *fake) Set(service, user, secret string) error {
	if err := f.answer(); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.entries[service+"/"+user] = secret
	return nil
}

func (f *fake) Delete(service, user string) error {
	if err := f.answer(); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, ok := f.entries[service+"/"+user]; !ok {
		return keyring.ErrNotFound
	}
	delete(f.entries, service+"/"+user)
	return nil
}

const host = "sub.cybozu.com"

// keyrings behave alike, whatever is behind them.
func testKeyring(t *testing.T, k Keyring) {
	ctx := t.Context()
	if _, err := k.Load(ctx, host); !errors.Is(err, ErrNotFound) {
		t.Fatalf("nothing saved: got %v, want ErrNotFound", err)
	}
	if err := k.Delete(ctx, host); err != nil {
		t.Errorf("deleting nothing: %v", err)
	}
	for _, s := range []Secret{full(), {Login: "佐藤 \"𠮷\"\\", Password: "pa'ss\n$(x)"}} {
		if err := k.Save(ctx, host, s); err != nil {
			t.Fatal(err)
		}
		if got, err := k.Load(ctx, "sub.cybozu.com"); err != nil || got != s {
			t.Errorf("load after save: equal %v, %v", got == s, err)
		}
	}
	if _, err := k.Load(ctx, "other.cybozu.com"); !errors.Is(err, ErrNotFound) {
		t.Errorf("another host: got %v, want ErrNotFound", err)
	}
	if err := k.Delete(ctx, host); err != nil {
		t.Error(err)
	}
	if _, err := k.Load(ctx, host); !errors.Is(err, ErrNotFound) {
		t.Errorf("after delete: got %v, want ErrNotFound", err)
	}
}

func TestKeyringInMemory(t *testing.T) { testKeyring(t, Memory()) }

func TestKeyringBehindTheTimeLimit(t *testing.T) {
	testKeyring(t, newSystem(&fake{entries: map[string]string{}}))
}

func TestKeyringEntryIsOfTheServiceAndHost(t *testing.T) {
	f := &fake{entries: map[string]string{}}
	if err := newSystem(f).Save(t.Context(), "sub.cybozu.com", Secret{Login: "a"}); err != nil {
		t.Fatal(err)
	}
	if f.entries["AnpiSync/sub.cybozu.com"] != `{"login":"a"}` {
		t.Errorf("saved %q", f.entries)
	}
}

func TestSilentKeyringCostsThreeSecondsAndAnswersLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{gate: make(chan struct{}), entries: map[string]string{"AnpiSync/" + host: `{"login":"sato"}`}}
		k := newSystem(f)
		start := time.Now()
		_, err := k.Load(t.Context(), host)
		if !errors.Is(err, ErrSilent) || time.Since(start) != Patience {
			t.Fatalf("got %v after %v", err, time.Since(start))
		}
		var silent *SilentError
		if !errors.As(err, &silent) {
			t.Fatal("no SilentError")
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := silent.Late(gone); !errors.Is(err, context.Canceled) {
			t.Errorf("waiting given up: %v", err)
		}
		close(f.gate)
		if s, err := silent.Late(t.Context()); err != nil || s.Login != "sato" {
			t.Errorf("late answer: login %q, %v", s.Login, err)
		}
	})
}

func TestLateFailureToSaveIsKnown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{gate: make(chan struct{}), fail: keyring.ErrSetDataTooBig}
		err := newSystem(f).Save(t.Context(), host, full())
		var silent *SilentError
		if !errors.As(err, &silent) {
			t.Fatalf("got %v, want a SilentError", err)
		}
		close(f.gate)
		if _, err := silent.Late(t.Context()); !errors.Is(err, ErrTooBig) {
			t.Errorf("late failure: %v", err)
		}
	})
}

// A save that hangs is not overtaken by the next one.
func TestKeyringIsAskedOneByOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{gate: make(chan struct{}), entries: map[string]string{}}
		k := newSystem(f)
		var late []*SilentError
		for _, login := range []string{"first", "second"} {
			var silent *SilentError
			if err := k.Save(t.Context(), host, Secret{Login: login}); !errors.As(err, &silent) {
				t.Fatal(err)
			}
			late = append(late, silent)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := k.Save(ctx, host, Secret{Login: "given up"}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("given up: %v", err)
		}
		if n := f.calls.Load(); n != 1 {
			t.Errorf("%d calls under way, want 1", n)
		}
		close(f.gate)
		for _, l := range late {
			if _, err := l.Late(t.Context()); err != nil {
				t.Error(err)
			}
		}
		synctest.Wait()
		if got, n := f.entries["AnpiSync/"+host], f.calls.Load(); got != `{"login":"second"}` || n != 2 {
			t.Errorf("saved %s in %d calls", got, n)
		}
	})
}

func TestKeyringFailuresAreNamed(t *testing.T) {
	other := errors.New("other")
	for _, c := range []struct {
		store *fake
		want  error
	}{
		{&fake{panics: true}, ErrRefused},
		{&fake{fail: keyring.ErrUnsupportedPlatform}, ErrMissing},
		{&fake{fail: keyring.ErrSetDataTooBig}, ErrTooBig},
		{&fake{fail: keyring.ErrNotFound}, ErrNotFound},
		{&fake{entries: map[string]string{"AnpiSync/" + host: "planted"}}, ErrUnreadable},
		{&fake{fail: other}, other},
	} {
		_, err := newSystem(c.store).Load(t.Context(), host)
		if !errors.Is(err, c.want) {
			t.Errorf("got %v, want %v", err, c.want)
		}
	}
	if _, err := newSystem(&fake{}).Load(t.Context(), ""); !errors.Is(err, errNoHost) {
		t.Errorf("no host: %v", err)
	}
}

// With this variable set to 1 there must be a keyring that may be written to: on Linux a
// Secret Service on the session bus, in a data home that may be written to, and the tools
// that start another one.
const realKeyring = "ANPISYNC_TEST_KEYRING"

func needRealKeyring(t *testing.T) {
	if os.Getenv(realKeyring) != "1" {
		t.Skip(realKeyring + " is not 1: no keyring to test against")
	}
}

func TestKeyringOfTheSystem(t *testing.T) {
	needRealKeyring(t)
	testKeyring(t, System())
}

// A line of the log says what was tried, for which host, and what the keyring said.
func TestKeyringFailuresSayWhatWasTried(t *testing.T) {
	for _, c := range []struct {
		store *fake
		says  string
	}{
		{&fake{panics: true}, "credentials of " + host + ": keyring did not do it: "},
		{&fake{fail: keyring.ErrUnsupportedPlatform}, "credentials of " + host + ": no keyring: " + keyring.ErrUnsupportedPlatform.Error()},
		{&fake{fail: keyring.ErrSetDataTooBig}, "credentials of " + host + ": too big for a keyring: " + keyring.ErrSetDataTooBig.Error()},
	} {
		k := newSystem(c.store)
		_, err := k.Load(t.Context(), host)
		for verb, err := range map[string]error{
			"load": err, "save": k.Save(t.Context(), host, Secret{Login: "a"}), "delete": k.Delete(t.Context(), host),
		} {
			if err == nil || !strings.HasPrefix(err.Error(), verb+" "+c.says) {
				t.Errorf("%s: %v, want %s %s", verb, err, verb, c.says)
			}
		}
	}
	_, err := Memory().Load(t.Context(), host)
	if err == nil || err.Error() != "load credentials of "+host+": nothing saved" {
		t.Errorf("in memory: %v", err)
	}
	_, err = Secret{Password: strings.Repeat("x", MaxSize)}.encode()
	if want := fmt.Sprintf("too big for a keyring: %d of %d bytes", MaxSize+len(`{"password":""}`), MaxSize); err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	if got := (&PasswordError{Characters: 3}).Error(); got != "initial password has 3 characters, not 6 to 64" {
		t.Error(got)
	}
	if got := (&PasswordError{Characters: 9, Unseen: true}).Error(); got != "initial password has control characters" {
		t.Error(got)
	}
	if hash, err := HashPassword("short"); hash != "" || err == nil {
		t.Errorf("a short password is hashed to %q, %v", hash, err)
	}
}

// Who waits for a turn that never comes is told so when they give up, and asks nothing later.
func TestKeyringIsNotAskedOnceNobodyWaits(t *testing.T) {
	store := &fake{}
	k := newSystem(store)
	k.turn <- struct{}{} // somebody else's
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := k.Load(ctx, host); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// What a keyring did not do stands in the log in the same words each time.
func TestKeyringFailuresAreToldInTheSameWords(t *testing.T) {
	for err, want := range map[error]string{
		ErrNotFound: "nothing saved", ErrMissing: "no keyring", ErrLocked: "keyring locked", ErrSilent: "keyring silent", ErrTooBig: "too big for a keyring",
		ErrUnreadable: "entry is not ours", ErrRefused: "keyring did not do it", errNoHost: "no host to look up for", errHash: "not an argon2id hash",
		ErrNoInitialPassword: "new users, and no initial password saved",
	} {
		if err.Error() != want {
			t.Errorf("%q, want %q", err, want)
		}
	}
	says := func(what string, err error, want string) {
		t.Helper()
		if err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", what, err, want)
		}
	}
	ask := func(ctx context.Context, k Keyring) map[string]error {
		_, err := k.Load(ctx, host)
		return map[string]error{"load": err, "save": k.Save(ctx, host, Secret{Login: "a"}), "delete": k.Delete(ctx, host)}
	}
	of := " credentials of " + host + ": "
	synctest.Test(t, func(t *testing.T) {
		f := &fake{gate: make(chan struct{}), entries: map[string]string{}}
		gone, cancel := context.WithCancelCause(t.Context())
		cancel(errors.New("closed"))
		for verb, err := range ask(t.Context(), newSystem(f)) {
			says("silent", err, verb+of+"keyring silent after 3s")
			var silent *SilentError
			if !errors.As(err, &silent) {
				t.Fatal(err)
			}
			_, err := silent.Late(gone)
			says("late", err, verb+of+"closed")
		}
		for verb, err := range ask(gone, newSystem(f)) {
			says("given up", err, verb+of+"closed")
		}
		close(f.gate)
	})
}

// What a keyring says beside goes after our own words for it.
func TestKeyringFailuresKeepTheirCause(t *testing.T) {
	cause := errors.New("the bus is gone")
	for err, want := range map[error]string{
		keyring.ErrNotFound:            "nothing saved",
		keyring.ErrSetDataTooBig:       "too big for a keyring: " + keyring.ErrSetDataTooBig.Error(),
		keyring.ErrUnsupportedPlatform: "no keyring: " + keyring.ErrUnsupportedPlatform.Error(),
		ErrRefused:                     "keyring did not do it",
		cause:                          classify(cause).Error() + ": the bus is gone",
	} {
		if got := named(err); got.Error() != want {
			t.Errorf("got %v, want %s", got, want)
		}
	}
}
