package ui

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"time"
)

// How long a terminal may take to tell its background. Nearly all answer in a
// few milliseconds; over SSH the way there and back is added.
const (
	localQueryLimit  = 250 * time.Millisecond
	remoteQueryLimit = time.Second
)

// darkLuminance is the relative luminance under which a background counts as
// dark: the point where black and white text have the same contrast.
const darkLuminance = 0.179

// DarkBackground reports whether the terminal's background is dark. It asks the
// terminal the first time that it is called, so it is to be called only when
// styled text is about to be written; a theme of Theme or ErrTheme does so by
// itself. The answer is dark whenever it cannot be known: the dark palette
// stays readable on a light background too.
func (s *Streams) DarkBackground() bool {
	s.darkOnce.Do(func() { s.dark = s.findBackground() })
	return s.dark
}

func (s *Streams) findBackground() bool {
	if dark, ok := parseColorFGBG(s.getenv("COLORFGBG")); ok {
		return dark
	}
	if s.ask == nil || !s.mayAsk() {
		return true
	}
	if dark, ok := s.ask(); ok {
		return dark
	}
	return true
}

// mayAsk reports whether a question to the terminal is safe. With a pipe on
// either side another program of the pipeline (a pager, a picker) may be
// reading the same terminal, and the answer would go astray. Inside tmux and
// screen the answer may come from another client, or after we have left.
func (s *Streams) mayAsk() bool {
	if !s.InTTY || !s.OutTTY || s.Dumb {
		return false
	}
	if s.getenv("TMUX") != "" || s.getenv("STY") != "" || s.getenv("CI") != "" {
		return false
	}
	name := s.getenv("TERM")
	for _, prefix := range []string{"screen", "tmux", "linux"} {
		if strings.HasPrefix(name, prefix) {
			return false
		}
	}
	return name != ""
}

func queryLimit(getenv func(string) string) time.Duration {
	if getenv("SSH_CONNECTION") != "" || getenv("SSH_TTY") != "" {
		return remoteQueryLimit
	}
	return localQueryLimit
}

// parseColorFGBG reads what some terminals put in the environment:
// "foreground;background" or "foreground;default;background", each a number
// of the 16 basic colours. Of the backgrounds, 7 and 9 to 15 are light.
func parseColorFGBG(v string) (dark, ok bool) {
	i := strings.LastIndexByte(v, ';')
	if i < 0 {
		return false, false
	}
	n, err := strconv.Atoi(v[i+1:])
	if err != nil || n < 0 || n > 15 {
		return false, false
	}
	return n < 7 || n == 8, true
}

// The question has two parts. OSC 11 asks for the background colour. Not every
// terminal knows that, but all answer the second part, the request for device
// attributes, and they answer in order. So the end of the second answer is the
// end of waiting.
const backgroundQuery = "\x1b]11;?\x1b\\\x1b[c"

// answered reports whether data holds the answer to the second part:
// ESC [ ? digits and semicolons c.
func answered(data []byte) bool {
	for {
		i := bytes.Index(data, []byte("\x1b[?"))
		if i < 0 {
			return false
		}
		data = data[i+3:]
		rest := bytes.TrimLeft(data, "0123456789;")
		if len(rest) > 0 && rest[0] == 'c' {
			return true
		}
	}
}

// parseBackground finds the answer to the first part in data:
// ESC ] 11 ; rgb:RRRR/GGGG/BBBB, ended by BEL or ESC \.
func parseBackground(data []byte) (dark, ok bool) {
	_, rest, found := bytes.Cut(data, []byte("\x1b]11;"))
	if !found {
		return false, false
	}
	end := bytes.IndexAny(rest, "\a\x1b")
	if end < 0 {
		return false, false
	}
	kind, value, _ := strings.Cut(string(rest[:end]), ":")
	if kind != "rgb" && kind != "rgba" {
		return false, false
	}
	parts := strings.Split(value, "/")
	if len(parts) < 3 {
		return false, false
	}
	var rgb [3]float64
	for i := range rgb {
		if rgb[i], ok = parseChannel(parts[i]); !ok {
			return false, false
		}
	}
	return luminance(rgb[0], rgb[1], rgb[2]) < darkLuminance, true
}

// parseChannel reads one to four hexadecimal digits as a share of their
// largest value.
func parseChannel(hex string) (float64, bool) {
	if len(hex) < 1 || len(hex) > 4 {
		return 0, false
	}
	n, err := strconv.ParseUint(hex, 16, 16)
	if err != nil {
		return 0, false
	}
	return float64(n) / float64(uint(1)<<(4*len(hex))-1), true
}

// luminance is the relative luminance, 0 to 1, of an sRGB colour whose
// channels are 0 to 1 (https://www.w3.org/TR/WCAG21/#dfn-relative-luminance).
func luminance(r, g, b float64) float64 {
	linear := func(c float64) float64 {
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}
