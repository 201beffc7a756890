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
// Every entry names its source and how far it can be trusted. What Antom's
// documents state as a must is an error when it is broken. Advice, and rules
// that the documents disagree on or that are of low confidence, are warnings.
package spec

//go:generate go run ./gen
