// Package outcome holds the rules of a payment's life: what a response of Antom's
// means, which states are final, and what to do next. It sends nothing and prints
// nothing; a command turns a Meaning into its exit code and its hints.
//
// A response has two levels. The result says whether the call worked. The payment,
// refund or capture has a state of its own, and if there is one, it decides.
package outcome
