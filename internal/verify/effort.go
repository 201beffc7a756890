package verify

import (
	"sync/atomic"
	"time"

	"github.com/antom-cli/antom/pkg/antom/diagnose"
)

// Bounds of the search for causes. Most causes are found in well under a
// millisecond; a change that is not a known one costs the whole search, every
// time. Where thousands fail in this way, the first ones tell.
const (
	searchAll  = 10 * time.Second     // of the searches of all notifications together
	searchOne  = time.Second          // of one
	searchLate = 2 * time.Millisecond // of one once searchAll is used up

	// After so many searches in vain only single changes are tried, after more of
	// them only the most usual ones, and in the end only for some notifications.
	vainBeforeSingle  = 4
	vainBeforeUsual   = vainBeforeSingle + 16
	vainBeforeSamples = 256

	// One notification in so many is searched further all the same, in case the
	// rest of the input is different.
	samplesUsual  = 4
	samplesSingle = 128
	samplesFull   = 1024
)

// A searchBudget decides how far the causes of the next failure are searched for.
// It counts searches and not only time, so that a file of notifications whose
// content was changed takes a few times as long as one of good ones, and no more.
// It may be used by several workers.
type searchBudget struct {
	vain  atomic.Int64 // searches in vain since the last one that found something
	spent atomic.Int64 // nanoseconds
}

// next is how far the next search goes.
func (b *searchBudget) next() (diagnose.Effort, time.Duration) {
	limit := searchOne
	if b.spent.Load() > int64(searchAll) {
		limit = searchLate
	}
	switch n := b.vain.Load(); {
	case n < vainBeforeSingle || n%samplesFull == 0:
		return diagnose.EffortFull, limit
	case n < vainBeforeUsual || n%samplesSingle == 0:
		return diagnose.EffortSingle, limit
	case n < vainBeforeSamples || n%samplesUsual == 0:
		return diagnose.EffortUsual, limit
	default:
		return diagnose.EffortNone, limit
	}
}

// add counts a search. One that found something makes the next ones go as far
// as it had to.
func (b *searchBudget) add(took time.Duration, d *diagnose.Diagnosis) {
	b.spent.Add(int64(took))
	switch found := len(d.Changes); {
	case d.Cause == diagnose.CauseContentChanged:
		b.vain.Add(1)
	case found > 1:
		b.vain.Store(0)
	case found == 1 && b.vain.Load() > vainBeforeSingle:
		b.vain.Store(vainBeforeSingle)
	}
}
