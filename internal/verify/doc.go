// Package verify verifies captured notifications in bulk and finds out why
// those fail that fail. It prints nothing.
//
// One goroutine reads the inputs, one after the other, and cuts them into
// pieces; a worker for each core verifies the notifications of a piece; the
// caller gets the results in the order of the input. The number of pieces under
// way is bounded, and so is the memory.
//
// Every notification goes one of two ways. The general way is that of the
// library: antom.Verifier, then package diagnose. The fast way is for what is
// met by the million, lines in our own form with a compact body: it reads the
// text of a line in a single pass without allocating, and takes only what the
// general way would take with the same result. Whatever it does not know, and
// everything that does not verify, goes the general way.
package verify
