package engine

import (
	"encoding/base64"
	"fmt"
	"io"
	"sync"
	"time"
)

const (
	// idLength is the number of digits of a paymentId in Antom's samples.
	idLength = 35
	// maxNumber is how many ids of one millisecond keep their order.
	maxNumber = 10000
	// sessionIDBytes makes a session id of 48 characters; at most 64 are allowed.
	sessionIDBytes = 36
	// sessionTokenBytes is the size of the first part of paymentSessionData in Antom's samples.
	sessionTokenBytes = 64
	// codeLength is the length of a short code, codeTimeLength that of the part
	// which tells the time: milliseconds, over again every 34 years.
	codeLength     = 16
	codeTimeLength = 8
)

// codeAlphabet has no letters and digits that look alike, because people type
// short codes from one screen into another.
const codeAlphabet = "23456789abcdefghijkmnpqrstuvwxyz"

// numbers counts the ids that are made in one millisecond.
type numbers struct {
	mu   sync.Mutex
	last int64
	n    int
}

func (c *numbers) next(now time.Time) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if ms := now.UnixMilli(); ms != c.last {
		c.last, c.n = ms, 0
	}
	c.n++
	return c.n % maxNumber
}

// idTime is the time that an id begins with.
func (e *Engine) idTime(now time.Time) time.Time {
	if !e.numbered {
		return now
	}
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	return begin.Add(time.Duration(e.counted.Add(1)) * time.Millisecond)
}

// newID makes an id of a payment, a refund or a capture as Antom does: digits,
// beginning with the date. The time of day and a number follow, so that ids sort
// by time and new records lie side by side in the store; the rest is random.
func (e *Engine) newID(now time.Time) (string, error) {
	now = e.idTime(now).UTC()
	stem := fmt.Sprintf("%s%03d%04d", now.Format("20060102150405"), now.Nanosecond()/int(time.Millisecond), e.ids.next(now))
	digits, err := randomBytes(e.rand, idLength-len(stem))
	if err != nil {
		return "", fmt.Errorf("making an id: %w", err)
	}
	for i, b := range digits {
		digits[i] = '0' + b%10
	}
	return stem + string(digits), nil
}

// newCode makes a short code. It begins with the time, for the same reason.
func newCode(random io.Reader, now time.Time) (string, error) {
	code := make([]byte, codeLength)
	ms := max(now.UnixMilli(), 0)
	for i := codeTimeLength - 1; i >= 0; i-- {
		code[i] = codeAlphabet[ms%int64(len(codeAlphabet))]
		ms /= int64(len(codeAlphabet))
	}
	rest, err := randomBytes(random, codeLength-codeTimeLength)
	if err != nil {
		return "", err
	}
	for i, b := range rest {
		code[codeTimeLength+i] = codeAlphabet[int(b)%len(codeAlphabet)]
	}
	return string(code), nil
}

// newSessionID makes an id that can stand in a URL as it is.
func newSessionID(random io.Reader) (string, error) {
	b, err := randomBytes(random, sessionIDBytes)
	return base64.RawURLEncoding.EncodeToString(b), err
}

func randomBytes(random io.Reader, n int) ([]byte, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(random, b); err != nil {
		return nil, fmt.Errorf("reading random bytes: %w", err)
	}
	return b, nil
}
