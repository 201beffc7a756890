// Package durable opens, locks and writes files. There are two kinds, and every
// command opens its files by one of them.
//
// An input is what the user names: a request, a key, a capture, standard input. It
// may be a pipe, a FIFO or a process substitution, which can keep an open or a read
// waiting for ever, so both end with their context: see [Open], [Reader] and
// [ReadKey].
//
// A state file is what the tool keeps for itself: the configuration, the journal,
// the inbox, the simulator's database and keys. It is a regular file or it is
// refused, because nothing else can hold state: see [OpenState].
//
// [WriteFile] replaces or makes a whole file, so that nobody ever meets half of it.
package durable
