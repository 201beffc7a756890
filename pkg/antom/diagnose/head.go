package diagnose

import (
	"slices"
	"strings"
	"sync/atomic"

	"github.com/antom-cli/antom/pkg/antom"
)

// maxHead bounds every part of a head that is tried, in bytes.
const maxHead = 8 << 10

// A part is one piece of the content before the body, with the other texts that
// may have been signed in its place.
type part struct {
	cause Cause
	given string
	edits []edit
	seen  map[string]bool
}

func newPart(cause Cause, given string) *part {
	return &part{cause: cause, given: given, seen: map[string]bool{given: true}}
}

// add offers another text for the part. The first way to come to a text counts,
// so the simple ones come first.
func (p *part) add(expected, says string, common bool) {
	if p.seen[expected] || len(expected) > maxHead || strings.ContainsAny(expected, "\r\n") {
		return
	}
	p.seen[expected] = true
	p.edits = append(p.edits, edit{
		cause: p.cause, common: common, says: says, culprit: culprit(says), expected: expected, given: p.given,
	})
}

// addAlone offers a text that is not tried together with other edits.
func (p *part) addAlone(expected, says string) {
	before := len(p.edits)
	p.add(expected, says, false)
	if len(p.edits) > before {
		p.edits[before].alone = true
	}
}

// A head is everything in the content that comes before the body, with what was
// changed in it.
type head struct {
	text   []byte
	edits  []edit
	common bool
}

// heads makes the heads that can be tried.
type heads struct {
	message antom.Message
	parts   []*part
}

// A partCache keeps the parts of the last message that are nearly always those of
// the next one too: all but the time.
type partCache struct{ last atomic.Pointer[steadyParts] }

// steadyParts are the parts of a head without the time, and what they were made
// from.
type steadyParts struct {
	path, method, clientID string
	notifyURLs, clientIDs  []string
	parts                  [3]*part
}

func (s *steadyParts) madeFrom(in *Input) bool {
	m := &in.Message
	return s.path == m.Path && s.method == m.Method && s.clientID == m.ClientID &&
		slices.Equal(s.notifyURLs, in.NotifyURLs) && slices.Equal(s.clientIDs, in.ClientIDs)
}

// heads returns the heads of a message.
func (c *partCache) heads(in Input) *heads {
	m := in.Message
	m.Body = nil
	s := c.last.Load()
	if s == nil || !s.madeFrom(&in) {
		s = &steadyParts{
			path: m.Path, method: m.Method, clientID: m.ClientID,
			notifyURLs: slices.Clone(in.NotifyURLs), clientIDs: slices.Clone(in.ClientIDs),
			parts: [3]*part{pathPart(m.Path, in.NotifyURLs), methodPart(m.Method), clientPart(m.ClientID, in.ClientIDs)},
		}
		c.last.Store(s)
	}
	return &heads{message: m, parts: append(s.parts[:len(s.parts):len(s.parts)], timePart(m.Time, in.Effort), separatorPart())}
}

// with returns the heads that a step of the search tries: those that differ in as
// many parts as it says. Common heads have nothing but common edits; if only these
// are asked for, the others are left out. There are no more than limit.
func (h *heads) with(st step, limit int) []head {
	onlyCommon, single := st.which == common, st.head+st.body == 1
	var all []head
	var walk func(from, left int, chosen []edit)
	walk = func(from, left int, chosen []edit) {
		if len(all) >= limit {
			return
		}
		if left == 0 {
			all = append(all, h.make(chosen))
			return
		}
		for i := from; i < len(h.parts); i++ {
			for _, e := range h.parts[i].edits {
				if (e.common || !onlyCommon) && (single || !e.alone) {
					walk(i+1, left-1, append(chosen[:len(chosen):len(chosen)], e))
				}
			}
		}
	}
	walk(0, st.head, nil)
	return all
}

// odd returns the heads with a path that is not among the common ones.
func (h *heads) odd() []head {
	var all []head
	for _, p := range h.parts {
		for _, e := range p.edits {
			if !e.common && e.cause == CausePath {
				all = append(all, h.make([]edit{e}))
			}
		}
	}
	return all
}

// longest is the length of the longest head that can be tried.
func (h *heads) longest() int {
	const spare = 32 // the separators, and a time near the given one
	size := spare
	for _, p := range h.parts {
		most := len(p.given)
		for i := range p.edits {
			most = max(most, len(p.edits[i].expected))
		}
		size += most
	}
	return size
}

// make writes a head with some edits.
func (h *heads) make(edits []edit) head {
	m := h.message
	separator := lineFeed
	made := head{edits: edits, common: true}
	for _, e := range edits {
		made.common = made.common && e.common
		switch e.cause {
		case CausePath:
			m.Path = e.expected
		case CauseMethod:
			m.Method = e.expected
		case CauseClientID:
			m.ClientID = e.expected
		case CauseRequestTime:
			m.Time = e.expected
		case CauseSeparator:
			separator = e.expected
		}
	}
	made.text = m.Content()
	if separator != lineFeed {
		at := len(m.Method) + len(" ") + len(m.Path)
		made.text = slices.Replace(made.text, at, at+len(lineFeed), []byte(separator)...)
	}
	return made
}

// lineFeed is what Antom puts between the path and the client id.
const lineFeed = "\n"

// separatorPart collects what programs put between the path and the client id in
// its place.
func separatorPart() *part {
	p := newPart(CauseSeparator, lineFeed)
	for _, s := range []struct{ text, says string }{
		{"\r\n", "The content was signed with CR LF after the path instead of LF alone."},
		{"", "The content was signed without the line feed after the path."},
		{" ", "The content was signed with a space after the path instead of a line feed."},
		{`\n`, `The content was signed with a backslash and an "n" after the path instead of a line feed.`},
	} {
		p.edits = append(p.edits, edit{cause: CauseSeparator, alone: true, says: s.says, expected: s.text, given: lineFeed})
	}
	return p
}

func methodPart(given string) *part {
	p := newPart(CauseMethod, given)
	p.add(strings.ToUpper(strings.TrimSpace(given)), "The method is written differently.", true)
	p.add("POST", "Antom notifies with POST.", true)
	p.addAlone(strings.ToLower(given), "The method is written differently.")
	p.add("GET", "It is a different method.", false)
	p.add("PUT", "It is a different method.", false)
	p.add("", "Nothing was signed in its place.", false)
	return p
}

const sandboxPrefix = "SANDBOX_"

func clientPart(given string, candidates []string) *part {
	p := newPart(CauseClientID, given)
	for _, id := range firsts(candidates, 32) {
		p.add(id, "It is the client id of another application or profile.", true)
	}
	p.add(bare(given), "There are spaces or quotes around it, or it occurs twice.", true)
	if rest, ok := strings.CutPrefix(given, sandboxPrefix); ok {
		p.add(rest, "The prefix SANDBOX_ was added.", false)
	} else {
		p.add(sandboxPrefix+given, "The prefix SANDBOX_ was lost.", false)
	}
	p.add(strings.ToUpper(given), "Its letters were turned into lower case.", false)
	p.add(strings.ToLower(given), "Its letters were turned into upper case.", false)
	p.add("", "Nothing was signed in its place.", false)
	return p
}

// bare takes off what gets around a header value when it is copied: blanks,
// quotes, and its own repetition when two headers were joined.
func bare(text string) string {
	text = strings.Trim(strings.TrimSpace(text), "\"'`")
	if first, rest, ok := strings.Cut(text, ","); ok && strings.TrimSpace(rest) == strings.TrimSpace(first) {
		text = first
	}
	return strings.TrimSpace(text)
}

// firsts bounds a list.
func firsts(all []string, limit int) []string { return all[:min(len(all), limit)] }
