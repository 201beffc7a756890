package verify

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/capture"
)

// fileRecords is how many notifications the files of BenchmarkFile have.
const fileRecords = 2048

// file is NDJSON of fileRecords notifications, each changed in some way.
func (in *benchInput) file(change func(capture.Capture) *capture.Capture) []byte {
	var once []byte
	for _, c := range in.captures {
		once = append(once, text(change(*c))...)
	}
	return bytes.Repeat(once, fileRecords/len(in.captures))
}

// BenchmarkFile verifies a whole file of notifications of which none verifies,
// beside the same file of good ones, in turns, and reports how many times the
// time of the good one it takes: what a user waits for.
func BenchmarkFile(b *testing.B) {
	asItIs := func(c capture.Capture) *capture.Capture { return &c }
	foreign := options()
	foreign.Keys = []Key{keyOf(merchantKey(), "file other.pem")}
	for _, c := range []struct {
		name     string
		options  Options
		change   func(capture.Capture) *capture.Capture
		verified int
	}{
		{"good", options(), asItIs, fileRecords},
		{"changed", options(), oneByteChanged, 0},
		{"wrong key", foreign, asItIs, 0},
	} {
		b.Run(c.name, func(b *testing.B) {
			in := benchData()
			good, input := in.file(asItIs), in.file(c.change)
			var goodTime, time time.Duration
			for b.Loop() {
				goodTime += timeOfFile(b, good, options(), fileRecords)
				time += timeOfFile(b, input, c.options, c.verified)
			}
			b.ReportMetric(time.Seconds()/goodTime.Seconds(), "×good")
		})
	}
}

// oneByteChanged is a capture whose body has another letter, which no search
// finds out.
func oneByteChanged(c capture.Capture) *capture.Capture {
	c.Body = bytes.Replace(c.Body, []byte("VISA"), []byte("VISB"), 1)
	return &c
}

func timeOfFile(b *testing.B, input []byte, o Options, verified int) time.Duration {
	var out []byte
	began := time.Now()
	sum, err := Run(context.Background(), []Source{sourceOf("x", bytes.NewReader(input))}, o, func(r *Result) error {
		out = append(r.AppendJSON(out[:0]), '\n')
		return nil
	})
	if err != nil || sum.Notifications != fileRecords || sum.Verified != verified {
		b.Fatal(sum, err)
	}
	return time.Since(began)
}
