// Package notification plays Antom's side of a notification: it makes complete
// bodies of every kind that the specification describes, signs them, properly or
// broken on purpose, delivers them, and tells whether an answer acknowledges.
//
// Nothing in it comes from Antom, so an application accepts what it signs only
// when the application was given the public half of the test key.
package notification
