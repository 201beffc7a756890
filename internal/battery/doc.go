// Package battery tests the notify URL of an application: it sends genuine,
// forged, repeated and unusual notifications, signed with a test key, and checks
// each response.
//
// A case is data: what is sent, and whether it must be acknowledged. All cases
// depend on the first one, because the refusal of a forgery proves nothing if
// genuine notifications are refused too.
package battery
