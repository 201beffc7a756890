package store

import (
	"maps"
	"slices"
	"sync"
)

// Memory is a Store that lives and dies with the process.
type Memory struct {
	mu   sync.RWMutex
	data map[Bucket]map[string][]byte
}

// NewMemory returns an empty Memory.
func NewMemory() *Memory {
	m := &Memory{data: map[Bucket]map[string][]byte{}}
	for _, b := range Buckets() {
		m.data[b] = map[string][]byte{}
	}
	return m
}

// View runs f while no writer is at work.
func (m *Memory) View(f func(Tx) error) error {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return f(&memoryTx{store: m})
}

// Update runs f alone and applies its writes when it succeeds.
func (m *Memory) Update(f func(Tx) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	tx := &memoryTx{store: m, changes: map[Bucket]*change{}}
	if err := f(tx); err != nil {
		return err
	}
	for b, c := range tx.changes {
		if c.cleared {
			m.data[b] = c.written
			continue
		}
		maps.Copy(m.data[b], c.written)
	}
	return nil
}

// Close has nothing to do.
func (m *Memory) Close() error { return nil }

// change is what a transaction does to one bucket. It is kept apart until the
// transaction succeeds, so that a failed one leaves no trace.
type change struct {
	cleared bool
	written map[string][]byte
}

type memoryTx struct {
	store   *Memory
	changes map[Bucket]*change // nil in a View
}

func (tx *memoryTx) change(b Bucket) (*change, error) {
	if tx.changes == nil {
		return nil, ErrReadOnly
	}
	c := tx.changes[b]
	if c == nil {
		c = &change{written: map[string][]byte{}}
		tx.changes[b] = c
	}
	return c, nil
}

func (tx *memoryTx) Get(b Bucket, key string) []byte {
	if c := tx.changes[b]; c != nil {
		if value, ok := c.written[key]; ok {
			return slices.Clone(value)
		}
		if c.cleared {
			return nil
		}
	}
	return slices.Clone(tx.store.data[b][key])
}

func (tx *memoryTx) Put(b Bucket, key string, value []byte) error {
	c, err := tx.change(b)
	if err != nil {
		return err
	}
	c.written[key] = slices.Clone(value)
	return nil
}

func (tx *memoryTx) Each(b Bucket, f func(key string, value []byte) error) error {
	bucket := tx.seen(b)
	for _, key := range slices.Sorted(maps.Keys(bucket)) {
		if err := f(key, slices.Clone(bucket[key])); err != nil {
			return err
		}
	}
	return nil
}

// seen is a bucket with the transaction's own changes.
func (tx *memoryTx) seen(b Bucket) map[string][]byte {
	c := tx.changes[b]
	switch {
	case c == nil:
		return tx.store.data[b]
	case c.cleared:
		return c.written
	}
	merged := maps.Clone(tx.store.data[b])
	maps.Copy(merged, c.written)
	return merged
}

func (tx *memoryTx) Clear(b Bucket) error {
	c, err := tx.change(b)
	if err != nil {
		return err
	}
	c.cleared, c.written = true, map[string][]byte{}
	return nil
}
