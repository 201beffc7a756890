package notification

import (
	"bytes"
	"context"
	"io"
	"time"
)

// reader gives the body at this pace.
func (p Pace) reader(ctx context.Context, body []byte, sleep func(context.Context, time.Duration) error) io.ReadCloser {
	if p.Piece <= 0 || sleep == nil {
		return io.NopCloser(bytes.NewReader(body))
	}
	return &slowReader{ctx: ctx, rest: body, pace: p, sleep: sleep}
}

// slowReader gives a body in pieces and waits before each but the first.
type slowReader struct {
	ctx   context.Context
	rest  []byte
	pace  Pace
	sleep func(context.Context, time.Duration) error
	given bool
}

func (s *slowReader) Read(to []byte) (int, error) {
	if len(s.rest) == 0 {
		return 0, io.EOF
	}
	if s.given {
		if err := s.sleep(s.ctx, s.pace.Pause); err != nil {
			return 0, err
		}
	}
	s.given = true
	n := copy(to, s.rest[:min(s.pace.Piece, len(s.rest))])
	s.rest = s.rest[n:]
	return n, nil
}

func (s *slowReader) Close() error { return nil }
