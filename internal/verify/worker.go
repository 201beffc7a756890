package verify

import (
	"bytes"
	"context"
	"errors"

	"github.com/antom-cli/antom/internal/capture"
	"github.com/antom-cli/antom/pkg/antom"
)

// worker verifies pieces, one after the other, in memory of its own.
type worker struct {
	*judge
	ctx     context.Context
	capture capture.Options
	fast    bool // the fast way may be taken

	line   line
	fields fieldReader
	header *headerReader
	arena  []byte
	// The texts of the last notification; they are nearly always the same.
	path, clientID string
}

func newWorker(ctx context.Context, j *judge, o *Options) *worker {
	c := o.Capture
	return &worker{
		judge: j, ctx: ctx, capture: c, header: newHeaderReader(),
		fast: o.JSON && !o.Content && o.MaxAge == 0 && c.Method == "" && c.Path == "" && len(c.Headers) == 0 && c.MaxBody == 0,
	}
}

// work fills in the results of a piece.
func (w *worker) work(p *piece) {
	if p.lines {
		w.workLines(p)
		return
	}
	for _, it := range p.items {
		w.add(p, it.capture, it.err)
	}
}

// add judges one capture, or passes on why there is none.
func (w *worker) add(p *piece, c *capture.Capture, err error) {
	if err != nil {
		p.results = append(p.results, Result{Err: err})
		return
	}
	if w.ctx.Err() != nil {
		return // nobody waits for the result any more
	}
	p.results = append(p.results, w.verdict(c))
}

// workLines goes through lines of our own form. A line that the fast way does
// not take goes to package capture, together with those after it that do not
// begin a record: a record may go over several lines.
func (w *worker) workLines(p *piece) {
	for b := p.data; len(b) > 0; {
		end := lineEnd(b, 0)
		if blank(b[:min(end, 8)]) && blank(b[:end]) || w.take(p, b[:end]) {
			b = b[end:]
			p.count++
			continue
		}
		for end < len(b) && b[end] != '{' {
			end = lineEnd(b, end)
		}
		w.read(p, b[:end])
		p.count += bytes.Count(b[:end], []byte{'\n'})
		b = b[end:]
	}
}

// lineEnd is where the line after the one at i begins.
func lineEnd(b []byte, i int) int {
	if n := bytes.IndexByte(b[i:], '\n'); n >= 0 {
		return i + n + 1
	}
	return len(b)
}

// read reads lines the general way.
func (w *worker) read(p *piece, lines []byte) {
	o := w.capture
	o.Format = capture.FormatCapture
	for c, err := range capture.Read(p.source, bytes.NewReader(lines), o) {
		w.add(p, c, moved(err, p.count))
	}
}

// moved moves a mistake's place down by some lines.
func moved(err error, lines int) error {
	if at, ok := errors.AsType[*capture.ReadError](err); ok && at.Line > 0 && lines > 0 {
		return &capture.ReadError{Source: at.Source, Line: at.Line + lines, Err: at.Err}
	}
	return err
}

// take verifies one line the fast way. It reports false, without a result, for
// everything that it cannot vouch for.
func (w *worker) take(p *piece, b []byte) bool {
	if !w.fast {
		return false
	}
	if need := len(b) + 8; cap(w.arena) < need {
		w.arena = make([]byte, 0, need+need/4)
	}
	l := &w.line
	if _, ok := l.read(b, w.arena[:0]); !ok {
		return false
	}
	f, ok := w.fields.read(&l.body)
	if !ok {
		return false
	}
	signature, ok := w.header.read(l.signature)
	if !ok {
		return false
	}
	index, err := antom.VerifyAny(w.public, antom.Message{
		Method: "POST", Path: same(&w.path, l.path), ClientID: same(&w.clientID, l.clientID), Time: string(l.time), Body: l.body.text,
	}, signature)
	if err != nil {
		return false
	}
	start := len(p.json)
	p.json = appendVerified(p.json, w.fingerprints[index], &f, l.time)
	p.results = append(p.results, Result{Verified: true, rest: p.json[start:]})
	return true
}

// same returns text as a string, the last one again if it is the same.
func same(last *string, text []byte) string {
	if *last != string(text) {
		*last = string(text)
	}
	return *last
}

// appendVerified is Result.appendRest for the fast way.
func appendVerified(dst []byte, fingerprint string, f *fields, time []byte) []byte {
	dst = append(dst, `,"verified":true,"keyFingerprint":"`...)
	dst = append(dst, fingerprint...)
	dst = appendMember(dst, `","notifyType":`, f.notifyType)
	dst = appendMember(dst, `,"paymentRequestId":`, f.paymentRequestID)
	dst = appendMember(dst, `,"paymentId":`, f.paymentID)
	dst = appendMember(dst, `,"resultCode":`, f.resultCode)
	dst = appendMember(dst, `,"resultStatus":`, f.resultStatus)
	dst = append(dst, `,"amount":`...)
	if f.currency == nil {
		dst = append(dst, "null"...)
	} else {
		dst = appendMember(dst, `{"currency":`, f.currency)
		dst = appendMember(dst, `,"value":`, f.value)
		dst = append(dst, '}')
	}
	dst = appendMember(dst, `,"requestTime":`, time)
	dst = append(dst, `,"notes":[`...)
	if string(f.notifyType) == "PAYMENT_PENDING" && antom.ResultStatus(f.resultStatus) != antom.StatusFailed {
		dst = append(dst, `"`+notePending+`"`...)
	}
	return append(dst, `],"diagnosis":null}`...)
}
