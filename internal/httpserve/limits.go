package httpserve

import (
	"cmp"
	"io"
	"log"
	"time"
)

// Limits bound what clients may take of time and space. A zero stands for the
// default in parentheses.
type Limits struct {
	ReadHeaderTimeout time.Duration // from the first byte of a request, or a new connection, to the end of the headers (10 s)
	ReadTimeout       time.Duration // to the end of the body (30 s)
	WriteTimeout      time.Duration // from the end of the headers to the end of the answer (none)
	IdleTimeout       time.Duration // between two requests of a connection (2 min)
	StopTimeout       time.Duration // for answering what has arrived when the server stops (2 s)
	StallTimeout      time.Duration // how long a client may read nothing of its answer before others can take its place (1 s)
	MaxHeaderBytes    int           // 64 KiB
	// MaxConnections is the number of connections at a time (512). It is lowered
	// where the process may not open enough files.
	MaxConnections int
	// MaxBodyBytes is how much of all bodies that are still arriving may be in
	// memory (64 MiB). Beyond it the connection that has sent most is closed.
	MaxBodyBytes int64
	// ErrorLog gets what net/http complains about; nil drops it.
	ErrorLog *log.Logger

	grace time.Duration // quickGrace when 0
}

func (l Limits) withDefaults() Limits {
	l.ReadHeaderTimeout = cmp.Or(l.ReadHeaderTimeout, 10*time.Second)
	l.ReadTimeout = cmp.Or(l.ReadTimeout, 30*time.Second)
	l.IdleTimeout = cmp.Or(l.IdleTimeout, 2*time.Minute)
	l.StopTimeout = cmp.Or(l.StopTimeout, 2*time.Second)
	l.StallTimeout = cmp.Or(l.StallTimeout, time.Second)
	l.MaxHeaderBytes = cmp.Or(l.MaxHeaderBytes, 64<<10)
	l.MaxConnections = withinFiles(cmp.Or(l.MaxConnections, 512), maxFiles())
	l.MaxBodyBytes = cmp.Or(l.MaxBodyBytes, 64<<20)
	if l.ErrorLog == nil {
		l.ErrorLog = log.New(io.Discard, "", 0)
	}
	return l
}

// withinFiles lowers a number of connections to what a process that may open so
// many files can bear; 0 files is no limit. A process may have two servers, and
// needs files of its own and connections to others: each server gets three eighths.
func withinFiles(connections int, files uint64) int {
	if share := files / 8 * 3; files > 0 && share < uint64(connections) {
		return max(1, int(share))
	}
	return connections
}
