package recording

import "github.com/antom-cli/antom/pkg/antom/spec"

// maxLinks is how many ids of calls are remembered; the oldest are forgotten.
const maxLinks = 20_000

// idPlace is an id with the name of the member that has it; without the name it is the
// id wherever it is.
type idPlace struct{ name, id string }

// links connect the ids of calls with the recorded ids that they stand for.
type links struct {
	toRecorded map[idPlace]string // by the id of the call
	toGiven    map[idPlace]string // by the recorded id: the latest; also without the name
	order      []idPlace          // ids of calls, oldest first
}

func newLinks() *links {
	return &links{toRecorded: map[idPlace]string{}, toGiven: map[idPlace]string{}}
}

// add connects the id of a call with the recorded id of the same member.
func (l *links) add(name, given, recorded string) {
	if given == "" || recorded == "" || recorded == mask {
		return
	}
	place := idPlace{name, given}
	if _, known := l.toRecorded[place]; !known {
		l.order = append(l.order, place)
	}
	l.toRecorded[place] = recorded
	l.toGiven[idPlace{name, recorded}], l.toGiven[idPlace{"", recorded}] = given, given
	if len(l.order) > maxLinks {
		l.forget(l.order[0])
		l.order = l.order[1:]
	}
}

// forget removes the link of an id of a call.
func (l *links) forget(place idPlace) {
	recorded := l.toRecorded[place]
	delete(l.toRecorded, place)
	for _, name := range [...]string{place.name, ""} {
		if l.toGiven[idPlace{name, recorded}] == place.id {
			delete(l.toGiven, idPlace{name, recorded})
		}
	}
}

// recorded is the recorded id for the id of a call: itself when it is not connected.
func (l *links) recorded(name, given string) string {
	if r, ok := l.toRecorded[idPlace{name, given}]; ok {
		return r
	}
	return given
}

// echoed are the ids of a call by the recorded ids in the same places.
func echoed(recorded, given *spec.Node) map[idPlace]string {
	ids := map[idPlace]string{}
	pairIDs(ids, recorded, given, "")
	return ids
}

func pairIDs(ids map[idPlace]string, recorded, given *spec.Node, name string) {
	if recorded == nil || given == nil || recorded.Kind != given.Kind {
		return
	}
	members := make(map[string]*spec.Node, len(given.Members))
	for _, m := range given.Members {
		members[m.Name] = m.Value
	}
	for _, m := range recorded.Members {
		pairIDs(ids, m.Value, members[m.Name], m.Name)
	}
	for i, item := range recorded.Items {
		if i < len(given.Items) {
			pairIDs(ids, item, given.Items[i], name)
		}
	}
	if recorded.Kind != spec.String || !isID(name) || recorded.Text == "" || recorded.Text == mask {
		return
	}
	for _, place := range [...]idPlace{{name, recorded.Text}, {"", recorded.Text}} {
		if _, known := ids[place]; !known {
			ids[place] = given.Text
		}
	}
}

// withIDs is a copy of a value of a response in which recorded ids are replaced. ids
// has those of the call; what it does not have is looked up in the links. name is that
// of the member with the value.
func (l *links) withIDs(value *spec.Node, ids map[idPlace]string, name string) *spec.Node {
	clone := &spec.Node{Kind: value.Kind, Text: value.Text}
	for _, m := range value.Members {
		clone.Members = append(clone.Members, spec.Member{Name: m.Name, Value: l.withIDs(m.Value, ids, m.Name)})
	}
	for _, item := range value.Items {
		clone.Items = append(clone.Items, l.withIDs(item, ids, name))
	}
	if value.Kind == spec.String && isID(name) {
		clone.Text = l.given(value.Text, ids, name)
	}
	return clone
}

// given is the id of a call that a recorded id stands for.
func (l *links) given(recorded string, ids map[idPlace]string, name string) string {
	places := [...]idPlace{{name, recorded}, {"", recorded}}
	for _, place := range places {
		if id, ok := ids[place]; ok {
			return id
		}
	}
	for _, place := range places {
		if id, ok := l.toGiven[place]; ok {
			return id
		}
	}
	return recorded
}
