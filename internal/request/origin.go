package request

import "strconv"

// Origin tells where a value came from. One of File, Flag and What is set; the
// zero Origin is an unknown place.
type Origin struct {
	File   string // name of the input, "-" for standard input
	Line   int    // from 1; 0 when only the file is known
	Column int    // in characters, from 1; 0 when only the line is known
	Flag   string // such as "--amount"
	What   string // any other source, such as "profile shop" or "default"
}

// String returns the place in the form that editors and compilers share,
// "order.yaml:3:12", or the flag, or the other source. It is empty for the zero
// Origin.
func (o Origin) String() string {
	if o.File == "" {
		if o.Flag != "" {
			return o.Flag
		}
		return o.What
	}
	s := o.File
	if s == "-" {
		s = "<stdin>"
	}
	if o.Line > 0 {
		s += ":" + strconv.Itoa(o.Line)
		if o.Column > 0 {
			s += ":" + strconv.Itoa(o.Column)
		}
	}
	return s
}

// place is a position in the text of the input: line and column, both from 1.
type place struct {
	line, column int
}

// in returns the place as an Origin in a file. The zero place gives the file
// alone.
func (p place) in(file string) Origin {
	return Origin{File: file, Line: p.line, Column: p.column}
}
