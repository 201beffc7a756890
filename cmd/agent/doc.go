// Package agent has the command that serves coding agents: mcp. The tools are those of
// package mcpserver; here are the flags, and how the server finds the simulator, the
// account and the files.
package agent
