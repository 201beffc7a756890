// Package livelist shows events on a terminal as a list in which the user selects
// one, reads its details and acts on it. A command that serves uses it in place of
// one line for each event.
//
// Model is the list as a value: events and keys go in, the lines of a screen of any
// size come out. List puts a Model on a terminal: it sets the mode of the terminal,
// reads keys, draws, and always gives the terminal back as it was.
//
// The package knows nothing of notifications. Every text of an Item may come from
// outside: it is escaped before it is drawn.
package livelist
