// Package notification acts as the sender of notifications: it generates complete
// bodies of every kind that the specification describes, signs them, correctly or
// incorrectly on purpose, delivers them, and checks whether a response
// acknowledges them.
//
// Nothing in it comes from Antom. An application accepts its signatures only if
// the application uses the public key that belongs to the test key.
package notification
