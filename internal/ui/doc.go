// Package ui is the only package that deals with terminals: it finds out which
// streams are terminals and how wide they are, styles text, and lays out pairs,
// tables, progress and errors.
//
// Its rules:
//
//   - Styling is decoration. A symbol or a colour never stands without a word,
//     and the text without styling has the same meaning.
//   - Text in a pipe is never wrapped, truncated or styled, unless the user forces
//     colour.
//   - Text from outside is escaped before it is printed (see Clean), so that an
//     escape sequence in a result message cannot control the terminal.
//   - The terminal is asked for its background at most once, for a limited time,
//     and only when styled text is about to be written.
package ui
