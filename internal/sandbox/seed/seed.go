// Package seed makes the simulator's records that a file describes: payments and
// sessions in given states, with their refunds, captures and disputes. It lets an engine of its
// own carry out the calls that lead to such a state, each at its time, so that the
// records are the same as those of an application's calls. Nothing of it reaches the
// simulator's store before everything was right.
package seed

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// MaxRecords is how many records a file can describe.
const MaxRecords = 5000

// Problem is a mistake in a file.
type Problem struct {
	// Path is where it is, such as "payments[2].refunds[0].amount".
	Path    string `json:"path"`
	Message string `json:"message"`
}

// Options are what the records depend on.
type Options struct {
	// Now is the time of the simulator.
	Now time.Time
	// Rand is where ids come from.
	Rand io.Reader
	// BaseURL begins the links of payments.
	BaseURL func() string
	// ClientID is the merchant of records that name none, Clients are all of them.
	ClientID string
	Clients  []string
	// TimeScale is that of the simulator.
	TimeScale float64
	// NotifyURL is where the notifications of a client go when nothing else is said.
	NotifyURL func(clientID string) string
}

// Summary is what was made.
type Summary struct {
	Payments int `json:"payments"`
	Sessions int `json:"sessions"`
	Refunds  int `json:"refunds"`
	Captures int `json:"captures"`
	Disputes int `json:"disputes"`
}

// Records are what a file describes, ready to be written.
type Records struct {
	Summary Summary
	staging store.Store
	paths   map[string]string // of the requests, by their key in the store
}

// kind is a list of a file: its name, and what makes one of its items.
type kind struct {
	name string
	make func(b *builder, path string, item *spec.Node)
}

// kinds are the lists of a file, in the order in which they are made.
func kinds() []kind {
	return []kind{
		{"payments", func(b *builder, path string, item *spec.Node) { b.payment(engine.OpPay, path, item) }},
		{"sessions", func(b *builder, path string, item *spec.Node) { b.payment(engine.OpSession, path, item) }},
	}
}

// Make makes the records of a document. The error is a failure to do so; mistakes of
// the document are problems, and there are no records then.
func Make(root *spec.Node, o Options) (*Records, []Problem, error) {
	b := newBuilder(o)
	b.document(root)
	if b.err == nil && len(b.problems) == 0 {
		b.finish()
	}
	if b.err != nil || len(b.problems) > 0 {
		return nil, b.problems, b.err
	}
	return &Records{Summary: b.made, staging: b.staging, paths: b.paths}, nil, nil
}

// Put writes the records. A request id that the simulator knows already is a problem,
// and then the transaction must not be committed.
func (r *Records) Put(tx store.Tx) (problems []Problem, err error) {
	err = r.staging.View(func(staged store.Tx) error {
		for _, bucket := range []store.Bucket{store.Requests, store.RefundRequests, store.CaptureRequests} {
			for key := range staged.Ascend(bucket, "", "") {
				if tx.Get(bucket, key) != nil {
					id := key[strings.LastIndexByte(key, 0)+1:]
					problems = append(problems, Problem{Path: r.paths[string(bucket)+key], Message: "the simulator already has a record with the id " + id})
				}
			}
		}
		if len(problems) > 0 {
			return nil
		}
		for _, bucket := range store.Buckets() {
			if !belongsToRecords(bucket) {
				continue
			}
			for key, value := range staged.Ascend(bucket, "", "") {
				if err := tx.Put(bucket, key, value); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return problems, err
}

// belongsToRecords leaves out what is not part of the records: facts about the store, and
// notifications of what has happened already, which nobody waits for.
func belongsToRecords(b store.Bucket) bool {
	return !slices.Contains([]store.Bucket{store.Meta, store.Notifications, store.Outbox, store.Finished}, b)
}

// builder makes records one after the other.
type builder struct {
	Options
	engine   *engine.Engine
	staging  store.Store
	clock    time.Time
	problems []Problem
	err      error
	made     Summary
	paths    map[string]string
	count    int
}

func newBuilder(o Options) *builder {
	b := &builder{Options: o, staging: store.NewMemory(), clock: o.Now, paths: map[string]string{}}
	b.engine = engine.New(engine.Options{
		Store: b.staging, BaseURL: o.BaseURL, ClientID: o.ClientID, Now: b.tick, Rand: o.Rand, TimeScale: o.TimeScale,
		Clients: func() []string { return o.Clients }, DefaultNotifyURL: o.NotifyURL,
	})
	return b
}

// tick moves the clock on at every look, so that the records of one moment keep
// their order.
func (b *builder) tick() time.Time {
	b.clock = b.clock.Add(time.Microsecond)
	return b.clock
}

func (b *builder) document(root *spec.Node) {
	if root == nil || root.Kind != spec.Object || len(root.Members) == 0 {
		b.problem("", "the file must have a list named "+names(kinds()))
		return
	}
	for _, m := range root.Members {
		if !slices.ContainsFunc(kinds(), func(k kind) bool { return k.name == m.Name }) {
			b.problem(m.Name, fmt.Sprintf("%q is unknown here; a file has %s", m.Name, names(kinds())))
		}
	}
	for _, k := range kinds() {
		b.list(k.name, root.Get(k.name), func(path string, item *spec.Node) { k.make(b, path, item) })
	}
}

func names(list []kind) string {
	var all []string
	for _, k := range list {
		all = append(all, k.name)
	}
	return strings.Join(all, ", ")
}

// list makes the items of a list.
func (b *builder) list(path string, list *spec.Node, item func(path string, item *spec.Node)) {
	if list == nil {
		return
	}
	if list.Kind != spec.Array {
		b.problem(path, "it must be a list")
		return
	}
	for i, n := range list.Items {
		if b.count++; b.count > MaxRecords {
			b.problem(path, fmt.Sprintf("a file can describe %d records", MaxRecords))
			return
		}
		if b.err != nil {
			return
		}
		at := fmt.Sprintf("%s[%d]", path, i)
		if n.Kind != spec.Object {
			b.problem(at, "it must have fields")
			continue
		}
		item(at, n)
	}
}

// finish lets happen what is due by the simulator's time, so that nothing of the past
// is told later.
func (b *builder) finish() {
	if b.clock.Before(b.Now) {
		b.clock = b.Now
	}
	_, b.err = b.engine.Sweep()
}

func (b *builder) problem(path, message string) {
	b.problems = append(b.problems, Problem{Path: path, Message: message})
}
