// Package reference has the commands that look things up in the specification: codes,
// explain, methods and currencies. They read no configuration and send nothing.
package reference
