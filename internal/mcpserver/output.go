package mcpserver

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	// maxOutput is the largest result in bytes: what an agent reads costs it memory.
	maxOutput = 24 << 10
	// maxSummary and maxNote are the longest text before the facts and the longest note
	// in bytes: both can repeat what a request or a notification says.
	maxSummary, maxNote = 4 << 10, 512
	// fewestItems and shortestText are what is left of a list and a text at least.
	fewestItems  = 3
	shortestText = 160
)

// bounded returns a value as JSON of at most maxOutput bytes, and what was left out
// of it, "" for nothing. The longest lists and texts are cut first.
func bounded(value any) (json.RawMessage, string, error) {
	whole, err := marshal(value)
	if err != nil {
		return nil, "", err
	}
	if len(whole) <= maxOutput {
		return whole, "", nil
	}
	decoder := json.NewDecoder(bytes.NewReader(whole))
	decoder.UseNumber() // amounts stay as they are
	var tree any
	if err := decoder.Decode(&tree); err != nil {
		return nil, "", err
	}
	for items, length := 200, 8<<10; ; items, length = max(items/2, fewestItems), max(length/2, shortestText) {
		c := cutter{items: items, length: length}
		out, err := marshal(c.cut(tree))
		if err != nil {
			return nil, "", err
		}
		if len(out) <= maxOutput {
			return out, c.note(), nil
		}
		if items == fewestItems && length == shortestText {
			return json.RawMessage("{}"), "the result is too large to be shown", nil
		}
	}
}

// marshal writes JSON for readers that are no browsers: & stays &.
func marshal(value any) (json.RawMessage, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSpace(b.Bytes()), nil
}

// cutter shortens lists and texts.
type cutter struct {
	items, length int

	lists, texts int // how many were cut
}

func (c *cutter) cut(value any) any {
	switch v := value.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, member := range v {
			out[name] = c.cut(member)
		}
		return out
	case []any:
		if len(v) > c.items {
			c.lists++
			v = v[:c.items]
		}
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = c.cut(item)
		}
		return out
	case string:
		if len(v) > c.length {
			c.texts++
		}
		return shortText(v, c.length)
	}
	return value
}

// shortText is a text of which at most so many bytes are shown.
func shortText(s string, most int) string {
	if len(s) <= most {
		return s
	}
	end := most
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return fmt.Sprintf("%s… (%d more bytes)", s[:end], len(s)-end)
}

func (c *cutter) note() string {
	var parts []string
	if c.lists > 0 {
		parts = append(parts, fmt.Sprintf("lists were cut to %d items", c.items))
	}
	if c.texts > 0 {
		parts = append(parts, fmt.Sprintf("texts were cut to %d bytes", c.length))
	}
	return strings.Join(parts, ", ") + ": ask for less, with the arguments that select or limit"
}

// Members that every result can have.
const (
	memberError     = "error"
	memberTruncated = "truncated"
	memberNotes     = "notes"
)

// outputSchema is the JSON Schema of a result: its members and theirs. What is deeper
// is described by its type alone. No member is required, since a result that is an
// error has another form.
func outputSchema(value any) map[string]any {
	s := schemaOf(reflect.TypeOf(value), schemaDepth)
	properties, _ := s["properties"].(map[string]any)
	properties[memberError] = map[string]any{"type": "object", "description": "why the tool failed: kind, message, cause, hints, exitCode"}
	properties[memberTruncated] = map[string]any{"type": "string", "description": "what was left out, and how to get it"}
	properties[memberNotes] = map[string]any{"type": "array", "items": map[string]any{"type": "string"}, "description": "warnings and notes"}
	return s
}

const schemaDepth = 3

func schemaOf(t reflect.Type, depth int) map[string]any {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return map[string]any{"type": "string", "format": "date-time"}
	case t == reflect.TypeFor[json.RawMessage]():
		return map[string]any{}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return schemaOf(t.Elem(), depth)
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return map[string]any{"type": "integer"}
	case reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.Slice:
		s := map[string]any{"type": []string{"array", "null"}}
		if depth > 1 {
			s["items"] = schemaOf(t.Elem(), depth-1)
		}
		return s
	case reflect.Map:
		return map[string]any{"type": "object"}
	case reflect.Struct:
		s := map[string]any{"type": "object"}
		if depth > 0 {
			properties := map[string]any{}
			addProperties(properties, t, depth)
			s["properties"] = properties
		}
		return s
	}
	return map[string]any{}
}

func addProperties(properties map[string]any, t reflect.Type, depth int) {
	for field := range t.Fields() {
		tag, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case field.Anonymous && tag == "":
			addProperties(properties, field.Type, depth)
		case field.IsExported() && tag != "-" && tag != "":
			properties[tag] = schemaOf(field.Type, depth-1)
		}
	}
}
