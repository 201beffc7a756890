// Package pgstore is the store of received notifications that several machines
// share: a database that speaks the protocol of PostgreSQL.
//
// Its tables are in the schema antom. A notification is one row of
// notifications, however often it is delivered: its identity, which is its
// inbox.Key, is unique. One that was rejected may be anybody's, so each is a row
// of its own. Each delivery is a row of deliveries, and is what the package
// inbox calls a record. Of a first delivery the request is in notifications, of
// a repeated one in deliveries.
//
//	notifications  what was received, byte for byte, and what it says
//	deliveries     when and by which listener it was received
//	forwards       what is to be forwarded to which application, a queue
//	attempts       each attempt to forward a delivery
//	listeners      who writes, and with which keys it verifies
//	migrations     the version of the schema
//
// The statements are of the common subset of PostgreSQL 14, CockroachDB and
// YugabyteDB. Lists are read by key, a page at a time, never by offset.
//
// Nothing of the package is initialized before it is used.
package pgstore
