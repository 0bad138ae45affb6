package credentials

import (
	"context"
	"fmt"
	"sync"

	"anpisync/cybozu"
)

// Memory is a keyring that keeps its entries until the program ends. It never touches
// that of the system.
func Memory() Keyring { return &memory{entries: map[cybozu.Host]Secret{}} }

type memory struct {
	mu      sync.Mutex
	entries map[cybozu.Host]Secret
}

func (m *memory) Load(_ context.Context, host cybozu.Host) (Secret, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.entries[host]
	if !ok {
		return Secret{}, fmt.Errorf("load credentials of %s: %w", host, ErrNotFound)
	}
	return s, nil
}

func (m *memory) Save(_ context.Context, host cybozu.Host, s Secret) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.entries[host] = s
	return nil
}

func (m *memory) Delete(_ context.Context, host cybozu.Host) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.entries, host)
	return nil
}
