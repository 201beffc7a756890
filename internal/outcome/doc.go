// Package outcome holds the rules of a payment's life: what an answer of
// Antom's means for whoever asked, which states are final, and what to do next.
// It sends nothing and prints nothing; a command turns a Meaning into its exit
// code and its hints.
//
// An answer has two levels. The result tells whether the call worked. What
// became of the payment, refund or capture is a state of its own, and where
// there is one it decides.
package outcome
