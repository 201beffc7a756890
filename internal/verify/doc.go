// Package verify verifies captured notifications in bulk and finds out why
// those fail that fail. It prints nothing.
//
// One goroutine reads the inputs, one after the other, and cuts them into
// pieces; a worker for each core verifies the notifications of a piece; the
// caller gets the results in the order of the input. The number of pieces under
// way is bounded, and so is the memory.
//
// Every notification goes the way of the library: package capture reads it,
// antom.Verifier verifies it, and package diagnose looks for the cause if it does
// not verify. How far it looks depends on what the searches before have found.
package verify
