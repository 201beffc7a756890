// Package mcpserver serves the Model Context Protocol to coding agents: tools that look
// up Antom's interface, check requests, drive payments of the simulator and find out why
// a notification fails; guides and the specification as resources; and prompts.
//
// A tool is an entry of a table: its parameters, from which its schema is made and its
// arguments are checked, and a function that does its work with the packages that the
// command line uses, too. What a tool may do is decided before that function is called:
// without a profile everything goes to the simulator, and what moves money at a real
// gateway needs Options.AllowPayments, with a live account also the user's confirmation.
//
// The package knows no flags and no streams. What it returns is bounded, and secrets
// and data of buyers in it are masked.
package mcpserver
