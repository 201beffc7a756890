package ui

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
)

func progressFor(tty, dumb bool, width int) (*Progress, *bytes.Buffer) {
	var errs bytes.Buffer
	s := forTest(nil, io.Discard, &errs)
	s.ErrTTY, s.Dumb, s.ErrWidth = tty, dumb, width
	return NewProgress(s), &errs
}

func TestProgressOnTerminal(t *testing.T) {
	t.Parallel()
	p, errs := progressFor(true, false, 20)
	p.Update("PROCESSING")
	p.Update("PROCESSING")
	p.UpdateDetail("PROCESSING", "4:59 left")
	p.Update("支付 \x1b[2J\n")
	p.Done()
	p.Done()
	p.Update("late")
	want := "\r\x1b[KPROCESSING" +
		"\r\x1b[KPROCESSING 4:59 le…" +
		"\r\x1b[K支付 \\x1b[2J\\n" +
		"\r\x1b[K"
	if got := errs.String(); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestProgressElsewhere(t *testing.T) {
	t.Parallel()
	for _, dumb := range []bool{false, true} {
		p, errs := progressFor(dumb, dumb, 20)
		p.UpdateDetail("PROCESSING", "4:59 left")
		p.UpdateDetail("PROCESSING", "4:58 left")
		p.Update("")
		p.Update("a long line that is not cut \x1b[2J")
		p.Done()
		p.Update("late")
		want := "PROCESSING\na long line that is not cut \\x1b[2J\n"
		if got := errs.String(); got != want {
			t.Errorf("dumb %v: got %q, want %q", dumb, got, want)
		}
	}
}

func TestProgressNeverUsedWritesNothing(t *testing.T) {
	t.Parallel()
	p, errs := progressFor(true, false, 80)
	p.Done()
	if errs.Len() != 0 {
		t.Errorf("wrote %q", errs)
	}
}

func TestProgressFromSeveralGoroutines(t *testing.T) {
	t.Parallel()
	p, errs := progressFor(false, false, 80)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			p.Update(fmt.Sprintf("line %d", i))
		})
	}
	wg.Wait()
	p.Done()
	if n := strings.Count(errs.String(), "line "); n != 8 || strings.Count(errs.String(), "\n") != 8 {
		t.Errorf("%d whole lines in %q", n, errs)
	}
}

func TestBar(t *testing.T) {
	t.Parallel()
	p, errs := progressFor(true, false, 60)
	p.Bar(0, 0, "nothing to do")
	p.Bar(5, 20, "")
	p.Hide()
	p.Bar(20, 20, "1 failed")
	p.Done()
	want := "\r\x1b[K█████░░░░░░░░░░░░░░░ 5 of 20" +
		"\r\x1b[K" +
		"\r\x1b[K████████████████████ 20 of 20, 1 failed" +
		"\r\x1b[K"
	if got := errs.String(); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestBarElsewhereIsALineAtEveryTenth(t *testing.T) {
	t.Parallel()
	p, errs := progressFor(false, false, 60)
	for i := range 25 {
		p.Hide()
		p.Bar(i+1, 25, "")
	}
	p.Done()
	if got, want := strings.Count(errs.String(), "\n"), 13; got != want {
		t.Errorf("%d lines, want %d: %q", got, want, errs.String())
	}
	if !strings.HasSuffix(errs.String(), "\n24 of 25\n25 of 25\n") {
		t.Errorf("it ends with %q", errs.String())
	}
}

// A still progress rewrites nothing on a terminal either: a line stays, and comes only
// when the text changes.
func TestStillProgress(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	p := NewStillProgress(&Streams{Err: &b, ErrTTY: true, UTF8: true, ErrWidth: 80})
	p.UpdateDetail("waiting", "(2s left)")
	p.UpdateDetail("waiting", "(1s left)")
	p.Hide()
	p.UpdateDetail("paid", "")
	p.Done()
	if got := b.String(); got != "waiting\npaid\n" {
		t.Errorf("%q", got)
	}
}
