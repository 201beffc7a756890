package ui

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"
)

func TestCopy(t *testing.T) {
	t.Parallel()
	const link = "https://pay.example/1?a=b&c=ü"
	plain := "\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte(link)) + "\x07"
	wrapped := "\x1bPtmux;" + strings.ReplaceAll(plain, "\x1b", "\x1b\x1b") + "\x1b\\"
	for name, test := range map[string]struct {
		env                     map[string]string
		outTTY, errTTY, dumb    bool
		text, out, err, problem string
	}{
		"standard error":     {outTTY: true, errTTY: true, text: link, err: plain},
		"standard output":    {outTTY: true, text: link, out: plain},
		"tmux":               {env: map[string]string{"TMUX": "/tmp/tmux-0/default,1,0", "TERM": "tmux-256color"}, errTTY: true, text: link, err: plain + wrapped},
		"screen":             {env: map[string]string{"TERM": "screen.xterm"}, errTTY: true, text: link, err: "\x1bP" + plain + "\x1b\\"},
		"no terminal":        {text: link, problem: "only a terminal has a clipboard"},
		"a dumb terminal":    {outTTY: true, errTTY: true, dumb: true, text: link, problem: "TERM=dumb"},
		"longer than it may": {errTTY: true, text: strings.Repeat("x", maxClipboard+1), problem: "too long"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out, errs bytes.Buffer
			s := &Streams{Out: &out, Err: &errs, OutTTY: test.outTTY, ErrTTY: test.errTTY, Dumb: test.dumb, getenv: func(name string) string { return test.env[name] }}
			err := s.Copy(test.text)
			if (err == nil) != (test.problem == "") || err != nil && !strings.Contains(err.Error(), test.problem) {
				t.Fatalf("got %v, want %q", err, test.problem)
			}
			if out.String() != test.out || errs.String() != test.err {
				t.Errorf("standard output %q, standard error %q; want %q, %q", &out, &errs, test.out, test.err)
			}
		})
	}
}
