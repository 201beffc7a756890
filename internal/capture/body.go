package capture

// readBody takes the whole input as the body, byte for byte. Method, path and
// headers come from the options.
func readBody(e *emitter, data []byte) {
	c := &Capture{Format: FormatBody, Method: "POST", Body: data}
	if e.opt.Path == "" {
		c.note("the path is missing, which the signature covers; give it with --path")
	}
	lossOf(data).note(c)
	e.put(c, 0)
}
