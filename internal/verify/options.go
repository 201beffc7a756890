package verify

import (
	"crypto/rsa"
	"io"
	"iter"
	"runtime"
	"time"

	"github.com/antom-cli/antom/internal/capture"
	"github.com/antom-cli/antom/pkg/antom/diagnose"
)

// Key is a public key of Antom's.
type Key struct {
	Public *rsa.PublicKey
	Name   string // for people: "file antom.pem"
	File   string // the file that it is in, "" for none
}

// Source is one input.
type Source struct {
	Name string // for messages; "-" is standard input
	// Open is called when its turn comes. What it returns is closed at the end.
	Open func() (io.ReadCloser, error)
	// Captures, if set, are read in place of what Open returns. They may come one by one,
	// and an error is the mistake of one of them.
	Captures iter.Seq2[*capture.Capture, error]
}

// Suspects are what is known beside the keys that verify. They help to find out
// why a notification fails and never make one verified.
type Suspects struct {
	Keys       []diagnose.Key
	NotifyURLs []string
	ClientIDs  []string
}

// Options say how to verify.
type Options struct {
	// Keys verify; at least one.
	Keys []Key
	// MaxAge is how old request-time may be; 0 means any age.
	MaxAge time.Duration
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// Capture says how to read the inputs.
	Capture capture.Options
	// Suspects is called at most once, when the first notification fails; it
	// may be nil.
	Suspects func() Suspects
	// Content: the signed content is wanted in every result.
	Content bool
	// Workers is how many notifications are verified at the same time; 0 means
	// one for each processor.
	Workers int
	// Idle, if set, is called whenever there is no result to hand out at once.
	Idle func()
}

func (o *Options) workers() int {
	if o.Workers > 0 {
		return o.Workers
	}
	return runtime.GOMAXPROCS(0)
}

func (o *Options) now() func() time.Time {
	if o.Now != nil {
		return o.Now
	}
	return time.Now
}
