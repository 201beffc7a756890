// Package pgtest gives tests real PostgreSQL servers: it finds the programs of the
// server, makes a cluster in a temporary directory, runs it on a loopback port as an
// ordinary user, and stops it. It also makes what goes wrong with servers: a death
// without a goodbye, a server that hangs, a full disk, a standby that takes over.
//
// A package that uses it says so in its TestMain:
//
//	func TestMain(m *testing.M) { os.Exit(pgtest.M(m).Run()) }
//
// Most tests need only [Database]: all of them share one server, and each has a
// database of its own. A test that harms its server starts one with [Start].
//
// A server listens on a loopback port for the role [User], which needs no password,
// and on a Unix socket for the superuser. Roles that are members of a role named
// with_password have to give theirs.
//
// Without a server on the machine the tests are skipped, saying so. With
// ANTOM_POSTGRES=required they fail instead. ANTOM_POSTGRES_BIN names the directory
// of the server's programs if it is an unusual one.
package pgtest
