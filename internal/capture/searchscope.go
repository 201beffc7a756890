package capture

// A scope is an object and the objects that it stands in.
type scope struct {
	object
	up     *scope
	search *search  // nil outside of a search
	parts  []object // as describing returns them; nil before they are asked for
}

// all returns the object, the ones that usually describe its request, and those
// that it stands in, the nearest first. They have only the members that are asked
// for.
func (at *scope) all() []object {
	var found []object
	for level := 0; at != nil && level < maxLayers; at, level = at.up, level+1 {
		if at.parts == nil {
			at.parts = at.describing()
		}
		found = append(found, at.parts...)
	}
	return found
}

// describing returns the object and the objects in it that usually describe its
// request. They can be large, and many requests can stand beside them: so they are
// taken apart once.
func (at *scope) describing() []object {
	found := []object{at.search.reduce(at.object)}
	for _, name := range []string{"request", "req", "http", "httprequest", "requestcontext", "context", "event", "url", "message", "messageattributes"} {
		if inner, _ := parseObject(at.find(name)); inner != nil {
			found = append(found, at.search.reduce(inner))
			if http := inner.object("http"); http != nil {
				found = append(found, at.search.reduce(http))
			}
		}
	}
	return found
}

// charge counts objects that are read for a request and may be read again for the
// next one.
func (at *scope) charge(o object, names []string) {
	for _, m := range o {
		if kind(m.value) == "an object" && m.isOneOf(names) {
			at.search.left -= len(m.value)
		}
	}
}

// reduce leaves the members that are asked for: of each name the one that find
// returns. A scope without a search is of a single request, and is left as it is.
func (s *search) reduce(o object) object {
	if s == nil {
		return o
	}
	reduced := object{}
	seen := map[string]bool{}
	for _, m := range o {
		name := plainName(m.name)
		if s.asked[name] && !seen[name] && string(m.value) != "null" {
			seen[name] = true
			reduced = append(reduced, m)
		}
	}
	return reduced
}

// askedNames are the plain names of the members that tell something of a request.
func askedNames() map[string]bool {
	asked := map[string]bool{}
	for _, names := range [][]string{
		methodNames(), urlNames(), queryNames(), bodyNames(), base64Names(), parsedNames(), encodedNames(), encodingNames(), timeNames(),
	} {
		for _, name := range names {
			asked[name] = true
		}
	}
	return asked
}
