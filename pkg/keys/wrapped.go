package keys

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// maxCandidates is the most strings of a JSON document that are tried as keys.
const maxCandidates = 64

// candidate is a string in a JSON document that may be a key.
type candidate struct {
	name string // of its member, "" in an array
	text string
	kind kind
	err  error // why it is no key
}

// parseWrapped reads the key in a JSON document that is no JWK: the settings of
// an application, or what a secret store answers. As in PEM text, the private key
// is taken where there are both.
func (p *parser) parseWrapped(text string) (*Key, error) {
	var document any
	if p.inJSON || json.Unmarshal([]byte(text), &document) != nil {
		return nil, p.otherJSON(text)
	}
	found := candidates(document, "", nil)
	if len(found) > maxCandidates {
		return nil, p.otherJSON(text)
	}
	if key, err, ok := p.pick(found, jsonDocument()); ok {
		return key, err
	}
	return nil, p.otherJSON(text)
}

// A wrapping is what keys stand in, in words.
type wrapping struct{ name, member, advice string }

func jsonDocument() wrapping {
	return wrapping{"JSON document", "the member", "Give one key at a time, for example with: jq -r .NAME FILE"}
}

func settingsFile() wrapping {
	return wrapping{"settings file", "the setting", "Give one key at a time, in a file of its own."}
}

// pick reads the one key among texts that may be keys; ok is false if there is
// none.
func (p *parser) pick(found []candidate, in wrapping) (key *Key, err error, ok bool) {
	groups := map[kind][]candidate{}
	for _, c := range found {
		c.kind, c.err = p.probe(c.text)
		groups[c.kind] = append(groups[c.kind], c)
	}
	for _, group := range []struct {
		kind kind
		what string
	}{{kindPrivate, "private keys"}, {kindPublic, "public keys"}, {kindOther, "damaged keys"}} {
		switch list := groups[group.kind]; {
		case len(list) > 1 && group.kind != kindOther:
			return nil, p.fail(ReasonWrongKind, fmt.Sprintf("%d %s in one %s", len(list), group.what, in.name), in.advice, nil), true
		case len(list) == 1:
			key, err = p.parseCandidate(list[0], in)
			return key, err, true
		}
	}
	return nil, nil, false
}

// candidates collects the strings that may be keys, in the order of their names.
func candidates(value any, name string, found []candidate) []candidate {
	switch v := value.(type) {
	case string:
		if mayBeKey(v) {
			found = append(found, candidate{name: name, text: v})
		}
	case []any:
		for _, item := range v {
			found = candidates(item, name, found)
		}
	case map[string]any:
		if _, isJWK := v["kty"].(string); isJWK {
			if text, err := json.Marshal(v); err == nil {
				return append(found, candidate{name: name, text: string(text)})
			}
		}
		for _, member := range slices.Sorted(maps.Keys(v)) {
			found = candidates(v[member], member, found)
		}
	}
	return found
}

// mayBeKey reports whether a string is worth a try.
func mayBeKey(text string) bool {
	text = strings.TrimFunc(text, isBlank)
	return strings.Contains(text, pemBegin) || strings.HasPrefix(text, "{") || len(sshLines(text)) > 0 ||
		strings.Contains(strings.ToLower(text), xmlElement) || len(text) > shortText && isBase64Text(text)
}

// probe tells what a string is. Text that has nothing to do with keys gives
// kindCertificate and is left out of account, as certificates are.
func (p *parser) probe(text string) (kind, error) {
	probing := parser{purpose: purpose{private: true, public: true, wanted: p.wanted}, inJSON: true}
	key, err := probing.parse([]byte(text))
	var e *Error
	switch {
	case err == nil && key.Private != nil:
		return kindPrivate, nil
	case err == nil && key.Form == FormCertificate:
		return kindCertificate, nil
	case err == nil:
		return kindPublic, nil
	case errors.As(err, &e) && e.Reason == ReasonEncrypted:
		return kindPrivate, nil
	case errors.As(err, &e) && e.Reason == ReasonNotAKey:
		return kindCertificate, err
	}
	return kindOther, err
}

func (p *parser) parseCandidate(c candidate, in wrapping) (*Key, error) {
	inner := *p
	inner.inJSON = true
	key, err := inner.parse([]byte(c.text))
	if err != nil {
		return nil, err
	}
	note := "the key was taken out of a " + in.name
	if isMemberName(c.name) {
		note = fmt.Sprintf("the key was taken from %s %q of a %s", in.member, c.name, in.name)
	}
	key.Notes = append(key.Notes, note)
	return key, nil
}

// isMemberName reports whether a name can be repeated in a note.
func isMemberName(name string) bool {
	const longest = 40
	return name != "" && len(name) < longest && !strings.ContainsFunc(name, func(r rune) bool {
		return r != '_' && r != '-' && r != '.' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
}
