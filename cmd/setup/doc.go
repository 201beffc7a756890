// Package setup has the commands that set antom up and check it: init, doctor, profile,
// config and keys.
package setup
