package request

import "go.yaml.in/yaml/v4"

// field is one field of a YAML mapping, its own or a merged one.
type field struct {
	name       string
	key, value *yaml.Node
}

// fields returns the fields of a mapping: its own first, then those of the
// mappings that "<<" brings in. Its own win over merged ones, and an earlier
// merged mapping over a later one.
func (r *yamlReader) fields(n *yaml.Node) []field {
	names := names{in: r.reading}
	var all []field
	var merged *yaml.Node
	for i := 0; i+1 < len(n.Content) && r.look(placeOf(n)); i += 2 {
		key, value := target(n.Content[i]), n.Content[i+1]
		if isMerge(key) {
			if merged != nil {
				r.related(placeOf(key), placeOf(merged), "<< is given twice in one object; give it once with a list: <<: [*a, *b]")
				continue
			}
			merged = value
			continue
		}
		if r.isName(key) && names.add(key.Value, placeOf(key)) {
			all = append(all, field{key.Value, key, value})
		}
	}
	if merged != nil {
		all = r.merge(all, &names, merged)
	}
	return all
}

// merge adds the fields of what "<<" stands for, one mapping or a list of them.
func (r *yamlReader) merge(all []field, own *names, source *yaml.Node) []field {
	at := placeOf(source)
	sources := []*yaml.Node{target(source)}
	if list := sources[0]; list.Kind == yaml.SequenceNode {
		sources = list.Content
	}
	for _, s := range sources {
		if !r.look(at) {
			break
		}
		mapping := target(s)
		if mapping.Kind != yaml.MappingNode {
			r.mistake(at, "<< takes an alias of an object, or a list of such aliases")
			continue
		}
		if !r.enter(mapping) {
			continue
		}
		for _, f := range r.fields(mapping) {
			if _, taken := own.seen[f.name]; !taken && own.add(f.name, placeOf(f.key)) {
				all = append(all, f)
			}
		}
		r.leave(mapping)
	}
	return all
}

// isMerge reports whether a key is the merge key, not the text "<<" in quotes.
func isMerge(key *yaml.Node) bool {
	return key.Kind == yaml.ScalarNode && key.Tag == "!!merge"
}

// isName checks that a key is a text. Field names are never numbers, dates or
// truth values, so that such a key is a slip, often a missing quote or space.
func (r *yamlReader) isName(key *yaml.Node) bool {
	switch {
	case key.Kind != yaml.ScalarNode:
		r.mistake(placeOf(key), "a field name is a text, not an object or a list")
		return false
	case !r.checkTag(key, "!!str"):
		return false
	case key.Tag == "!!str":
		return true
	case isNull(key):
		r.mistake(placeOf(key), "a field name is missing")
	default:
		r.mistake(placeOf(key), "%s is not a field name; put it in quotes if it is meant as one", shown(key.Value))
	}
	return false
}
