// Package statement makes reconciliation files, in the form of Antom's, of the payments
// of the simulator, so that reconciliation can be rehearsed without an account. Fees and
// quotes are made up, but add up; on request one thing is wrong.
package statement
