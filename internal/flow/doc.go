// Package flow is the way of a request from what the user said to what came of
// it: read, complete, check, guard, journal, send and follow, with the rules
// that keep money safe on that way. It gets plain options and reports events,
// answers and errors; it knows no flags, streams or colours.
//
// A [Gateway] says where requests go and sends them. A [Run] takes the requests
// of one command through all steps. An [Answer] is what came back, and Wait asks
// until a state is final. Errors are of package apperr, with the category and
// the hints that the user sees.
package flow
