// Package simulator has the commands of antom sandbox: they serve the simulator of the
// gateway, and list, decide and disturb its payments.
package simulator
