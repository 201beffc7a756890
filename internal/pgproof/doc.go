// Package pgproof proves the store in a PostgreSQL database with the real program and
// real servers: listeners and workers are processes of their own, servers are killed,
// hang and run full. It has nothing but tests, and a load to test with.
//
// The proofs run with all other tests. The measurements are benchmarks:
//
//	go test ./internal/pgproof -run '^$' -bench . -benchtime 1x
package pgproof
