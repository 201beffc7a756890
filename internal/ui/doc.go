// Package ui is all that antom knows of terminals: which streams are one, how
// wide they are, whether and how text is styled, and how pairs, tables,
// progress and errors are laid out.
//
// Rules that hold everywhere in it:
//
//   - Styling is decoration. A symbol or a colour never stands without a word,
//     and the same text without styling says the same.
//   - What goes to a pipe is never wrapped, truncated or styled, unless the
//     user forces colour.
//   - Text from outside is made harmless before it is printed (see Clean), so
//     that an escape sequence in a result message cannot drive the terminal.
//   - The terminal is asked for its background at most once, for a bounded
//     time, and only when styled text is about to be written.
package ui
