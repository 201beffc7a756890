package spec

import "strings"

const noComments = "JSON has no comments; remove it"

// after explains what follows a value or a name where something else is expected.
func (p *parser) after(expected string) string {
	if rest := p.rest(); rest != "" && isComment(rest) {
		return noComments
	}
	return expected
}

// notAValue explains what is in the place of a value.
func (p *parser) notAValue() string {
	rest := p.rest()
	switch word := p.word(); {
	case rest == "":
		return "the text ends where a value is expected"
	case strings.HasPrefix(rest, "\xef\xbb\xbf"):
		return "a byte order mark stands here, where a value is expected"
	case strings.HasPrefix(rest, "'"), strings.HasPrefix(rest, "“"), strings.HasPrefix(rest, "‘"):
		return "JSON has straight double quotes around a text"
	case isComment(rest):
		return noComments
	case rest[0] == '+' || rest[0] == '.':
		return "a number in JSON begins with a digit or a minus sign; put it in double quotes to keep it as it is"
	case strings.EqualFold(word, "null"), strings.EqualFold(word, "none"), strings.EqualFold(word, "undefined"):
		return "a value that is left out is written null in JSON"
	case strings.EqualFold(word, "true"), strings.EqualFold(word, "false"):
		return "true and false are written in small letters in JSON"
	case word != "":
		return "a text needs double quotes in JSON"
	case rest[0] == ',' || rest[0] == '}' || rest[0] == ']':
		return "a value is missing here"
	default:
		return "this is not a JSON value: a text in double quotes, a number, true, false, null, { or [ is expected"
	}
}

// notAName explains what is in the place of a member's name.
func (p *parser) notAName() string {
	rest := p.rest()
	switch {
	case rest == "":
		return "the text ends where a field name is expected"
	case isComment(rest):
		return noComments
	case rest[0] == ',':
		return "a comma too many: a field name is expected"
	default:
		return "a field name in straight double quotes is expected"
	}
}

func isComment(text string) bool {
	return strings.HasPrefix(text, "//") || strings.HasPrefix(text, "/*") || text[0] == '#'
}

// rest returns the text ahead, as much as a message needs.
func (p *parser) rest() string {
	return string(p.data[p.pos:min(len(p.data), p.pos+16)])
}
