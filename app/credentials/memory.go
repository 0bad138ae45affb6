package credentials

import (
	"context"
	"fmt"
	"strings"
	"sync"
)

// Memory is a keyring that keeps its entries until the program ends. It never touches
// that of the system.
func Memory() Keyring { return &memory{entries: map[string]Secret{}} }

type memory struct {
	mu      sync.Mutex
	entries map[string]Secret // by host in lower case
}

func (m *memory) Load(_ context.Context, host string) (Secret, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.entries[strings.ToLower(host)]
	if !ok {
		return Secret{}, fmt.Errorf("load credentials of %s: %w", host, ErrNotFound)
	}
	return s, nil
}

func (m *memory) Save(_ context.Context, host string, s Secret) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.entries[strings.ToLower(host)] = s
	return nil
}

func (m *memory) Delete(_ context.Context, host string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.entries, strings.ToLower(host))
	return nil
}
