// Package battery tries an application's notify URL: it sends genuine, forged,
// repeated and odd notifications, signed by a test key, and judges each answer.
//
// A case is data: what is sent and whether it must be acknowledged. Everything
// but the first case builds on it, as the refusal of a forgery proves nothing
// where genuine notifications are refused as well.
package battery
