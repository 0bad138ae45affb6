package csvfile

import (
	"context"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"

	"anpisync/app/credentials"
)

// password is one of a file, in the clear, for a user.
type password struct {
	userID int64
	text   string
}

// PhasePasswords is what is going on meanwhile.
const PhasePasswords = "passwords"

// hashesAtOnce is how many passwords are hashed side by side; each needs 64 MiB.
func hashesAtOnce(processors int) int { return min(processors, 4) }

// hashPasswords gives the users of then the hashes of their passwords. Equal ones are
// hashed once. Whoever has the password already keeps the hash.
func (e *Edit) hashPasswords(ctx context.Context) error {
	if len(e.passwords) == 0 {
		return nil
	}
	at := make(map[int64]int, len(e.then.Users))
	for i := range e.then.Users {
		at[e.then.Users[i].ID] = i
	}
	type pair struct{ hash, text string }
	holds := map[pair]bool{} // whether the hash is of the text
	hashes := map[string]string{}
	for _, p := range e.passwords {
		if hash := e.then.Users[at[p.userID]].PasswordHash; hash != "" {
			holds[pair{hash, p.text}] = false
		}
		hashes[p.text] = ""
	}

	work := &counter{total: len(holds) + len(hashes), tell: e.options.Progress}
	err := sideBySide(ctx, work, holds, func(p pair) (bool, error) {
		same, err := credentials.VerifyPassword(p.hash, p.text)
		return same && err == nil, nil // a hash of an unknown form is of another password
	})
	if err != nil {
		return err
	}
	needed := map[string]string{}
	for _, p := range e.passwords {
		if !holds[pair{e.then.Users[at[p.userID]].PasswordHash, p.text}] {
			needed[p.text] = ""
		}
	}
	work.skip(len(hashes) - len(needed))
	if err := sideBySide(ctx, work, needed, credentials.HashPassword); err != nil {
		return err
	}
	for _, p := range e.passwords {
		u := &e.then.Users[at[p.userID]]
		if !holds[pair{u.PasswordHash, p.text}] {
			u.PasswordHash = needed[p.text]
		}
	}
	e.passwords = nil
	return nil
}

// sideBySide replaces the value of each key by what do makes of the key.
func sideBySide[K comparable, V any](ctx context.Context, work *counter, values map[K]V, do func(K) (V, error)) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(hashesAtOnce(runtime.NumCPU()))
	var mutex sync.Mutex
	keys := make([]K, 0, len(values))
	for k := range values {
		keys = append(keys, k)
	}
	for _, k := range keys {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			v, err := do(k)
			if err != nil {
				return err
			}
			mutex.Lock()
			defer mutex.Unlock()
			values[k] = v
			work.skip(1)
			return nil
		})
	}
	return group.Wait()
}

// counter tells how far a work is.
type counter struct {
	done, total int
	tell        func(done, total int)
}

func (c *counter) skip(n int) {
	c.done += n
	if c.tell != nil && n > 0 {
		c.tell(c.done, c.total)
	}
}
