package inbox

import (
	"context"
	"iter"
)

// A Reader is a store of notifications that is read: a directory, or a database
// that several machines share.
type Reader interface {
	// List gives the records that the filter chooses, with their attempts.
	List(ctx context.Context, f Filter) iter.Seq2[*Record, error]
	// Briefs is List for summaries of many records: without the requests, that is
	// without headers, path and body, and so without a Meaning. Of a notification that
	// was acknowledged only that needs to be in Forward. It is several times as fast.
	Briefs(ctx context.Context, f Filter) iter.Seq2[*Record, error]
	// Follow is a List, oldest first, that goes on with each new record until
	// the context or the filter's Limit ends it.
	Follow(ctx context.Context, f Filter) iter.Seq2[*Record, error]
	// Get reads one record with its attempts. What is not there is ErrNotFound.
	Get(ctx context.Context, id string) (*Record, error)
	// Line reads one record as a capture object on one line. Its errors are
	// those of Get.
	Line(ctx context.Context, id string) ([]byte, error)
	// NoteSent adds attempts that another process made to their records.
	NoteSent(ctx context.Context, sent []Sent) error
	// Close ends the use of the store.
	Close() error
}

// A Dir is the path of a directory that holds an inbox, as a Reader.
type Dir string

// List is the function List for this directory.
func (d Dir) List(_ context.Context, f Filter) iter.Seq2[*Record, error] { return List(string(d), f) }

// Briefs is the function Briefs for this directory.
func (d Dir) Briefs(_ context.Context, f Filter) iter.Seq2[*Record, error] {
	return Briefs(string(d), f)
}

// Follow is the function Follow for this directory.
func (d Dir) Follow(ctx context.Context, f Filter) iter.Seq2[*Record, error] {
	return Follow(ctx, string(d), f)
}

// Get is the function Get for this directory.
func (d Dir) Get(_ context.Context, id string) (*Record, error) { return Get(string(d), id) }

// Line is the function Line for this directory.
func (d Dir) Line(_ context.Context, id string) ([]byte, error) { return Line(string(d), id) }

// NoteSent is the function NoteSent for this directory.
func (d Dir) NoteSent(ctx context.Context, sent []Sent) error {
	return NoteSent(ctx, string(d), sent)
}

// Close does nothing: each read opens what it needs.
func (d Dir) Close() error { return nil }
