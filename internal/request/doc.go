// Package request builds the requests that Antom gets: from a file in YAML or
// JSON, from flags and from defaults, into one ordered document that knows where
// each of its values came from.
//
// Antom wants every leaf as a JSON string, so a document holds texts only. A
// YAML scalar becomes the text that is written in the file, never a number, a
// date or a truth value that would have to be written again: "0100", "NO" and
// "1e3" stay what they are. The same holds for JSON numbers and booleans. A null
// leaves its field out, as if it were not written.
//
// Every value remembers its Origin, so that a mistake can be reported with the
// file, line and column, or with the flag, that it came from.
package request
