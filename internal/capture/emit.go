package capture

// emitter hands captures and errors to the caller, numbered and finished.
type emitter struct {
	source string
	opt    Options
	yield  func(*Capture, error) bool
	index  int
	done   bool // the caller wants no more
	// logged are the paths in lines of access logs beside the captures.
	logged []string
}

// put finishes a capture that was found at a line (0: not known) and hands it
// over. It reports whether to go on.
func (e *emitter) put(c *Capture, line int) bool {
	c.Source = e.source
	for _, path := range e.logged {
		c.addPath(path, false)
	}
	if err := e.opt.finish(c); err != nil {
		return e.fail(err, line)
	}
	e.index++
	c.Index = e.index
	e.done = !e.yield(c, nil)
	return !e.done
}

// fail hands over an error. It reports whether to go on.
func (e *emitter) fail(err error, line int) bool {
	e.index++
	e.done = !e.yield(nil, &ReadError{Source: e.source, Line: line, Err: err})
	return !e.done
}
