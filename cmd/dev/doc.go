// Package dev has the command that serves the simulator and the listener for its
// notifications in one process. It is the only room that uses other rooms.
package dev
