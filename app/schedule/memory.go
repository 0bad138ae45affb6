package schedule

import (
	"context"
	"sync"
)

// Memory is a scheduler that remembers its jobs until the program ends, and starts none
// of them.
func Memory() Scheduler { return &memory{jobs: map[string]Job{}} }

type memory struct {
	mu   sync.Mutex
	jobs map[string]Job // by data folder
}

func (m *memory) Current(_ context.Context, j Job) (State, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch registered, ok := m.jobs[j.Data]; {
	case !ok:
		return None, nil
	case registered == j:
		return Same, nil
	}
	return Other, nil
}

func (m *memory) Set(_ context.Context, j Job) error {
	if err := j.check(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.jobs[j.Data] = j
	return nil
}

func (m *memory) Remove(_ context.Context, j Job) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.jobs, j.Data)
	return nil
}
