// Package spec describes Antom's API as data: operations, fields, result codes,
// payment methods and currencies. Validation, the JSON Schema for editors, the
// typed structs of package antom and every reference table are made from it, so
// that a fact about the API is written in one place only.
//
// The data is authored as YAML under data/ and turned into Go composite
// literals by gen/. The tables are linked into the binary: nothing is parsed
// and nothing is built when a program starts. A new field, code, method or
// currency is one entry of data; run "go generate" afterwards. A test fails when
// the generated files are older than the data.
//
// The entry of an operation in data/operations.yaml has every fact that others go
// by: its path, the fields of its ids and of its amount, what it is about, whether
// it moves money, what its answer means, which operation asks for the outcome, when
// it may be repeated, the command that calls it and whether the simulator has it.
// The typed calls, the command line, the journal, the ledger and the simulator read
// it. A new operation on the command line is its entry, its fields in
// data/messages, an example and a story.
//
// Every entry names its source and how far it can be trusted. What Antom's
// documents state as a must is an error when it is broken. Advice, and rules
// that the documents disagree on or that are of low confidence, are warnings.
package spec

//go:generate go run ./gen
