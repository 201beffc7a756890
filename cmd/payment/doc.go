// Package payment has the commands that send requests to Antom: pay, session, inquire,
// cancel, refund, inquire-refund, capture, consult and api, and those about such requests:
// sign and history. They are tables of flags and printers; the way of a request is
// package flow.
package payment
