package store

import (
	"iter"
	"slices"
	"sync"
)

// Memory is a Store that lives and dies with the process.
type Memory struct {
	mu   sync.RWMutex
	data map[Bucket]*table
}

// table is one bucket.
type table struct {
	values map[string][]byte
	keys   sortedKeys
}

func newTable() *table { return &table{values: map[string][]byte{}} }

func (t *table) put(key string, value []byte) {
	if _, ok := t.values[key]; !ok {
		t.keys.add(key)
	}
	t.values[key] = value
}

func (t *table) remove(key string) {
	delete(t.values, key)
	t.keys.remove(key)
}

// NewMemory returns an empty Memory.
func NewMemory() *Memory {
	m := &Memory{data: map[Bucket]*table{}}
	for _, b := range Buckets() {
		m.data[b] = newTable()
	}
	return m
}

// View runs f while no writer is at work.
func (m *Memory) View(f func(Tx) error) error {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return f(&memoryTx{store: m})
}

// Update runs f alone and takes its writes back when it fails.
func (m *Memory) Update(f func(Tx) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	tx := &memoryTx{store: m, writable: true}
	done := false
	defer func() {
		if !done { // f failed, or panicked
			tx.undo()
		}
	}()
	err := f(tx)
	done = err == nil
	return err
}

// Close has nothing to do.
func (m *Memory) Close() error { return nil }

// memoryTx works on the tables themselves and keeps what takes its writes back.
type memoryTx struct {
	store    *Memory
	writable bool
	back     []func()
}

func (tx *memoryTx) undo() {
	for _, f := range slices.Backward(tx.back) {
		f()
	}
}

func (tx *memoryTx) Get(b Bucket, key string) []byte {
	return slices.Clone(tx.store.data[b].values[key])
}

func (tx *memoryTx) Put(b Bucket, key string, value []byte) error {
	if !tx.writable {
		return ErrReadOnly
	}
	tx.remember(b, key)
	// A value that is empty is there all the same.
	tx.store.data[b].put(key, append(make([]byte, 0, len(value)), value...))
	return nil
}

func (tx *memoryTx) Delete(b Bucket, key string) error {
	if !tx.writable {
		return ErrReadOnly
	}
	tx.remember(b, key)
	tx.store.data[b].remove(key)
	return nil
}

// remember keeps how to bring back the value of a key.
func (tx *memoryTx) remember(b Bucket, key string) {
	t := tx.store.data[b]
	old, ok := t.values[key]
	tx.back = append(tx.back, func() {
		if ok {
			t.put(key, old)
		} else {
			t.remove(key)
		}
	})
}

func (tx *memoryTx) Each(b Bucket, f func(key string, value []byte) error) error {
	return each(tx.Ascend(b, "", ""), f)
}

func (tx *memoryTx) Ascend(b Bucket, from, to string) iter.Seq2[string, []byte] {
	t := tx.store.data[b]
	return func(yield func(string, []byte) bool) {
		t.keys.ascend(from, func(key string) bool {
			return (to == "" || key < to) && yield(key, slices.Clone(t.values[key]))
		})
	}
}

func (tx *memoryTx) Descend(b Bucket, before string) iter.Seq2[string, []byte] {
	t := tx.store.data[b]
	return func(yield func(string, []byte) bool) {
		t.keys.descend(before, func(key string) bool { return yield(key, slices.Clone(t.values[key])) })
	}
}

func (tx *memoryTx) Clear(b Bucket) error {
	if !tx.writable {
		return ErrReadOnly
	}
	t := tx.store.data[b]
	old := *t
	tx.back = append(tx.back, func() { *t = old })
	*t = *newTable()
	return nil
}
