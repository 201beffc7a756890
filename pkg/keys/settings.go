package keys

import (
	"regexp"
	"strings"
)

// settingLine is a line that gives a name a value: in an env file, in
// properties, in YAML such as a Secret of Kubernetes, or in source code.
const settingLine = `^([ \t]*)(?:[-\w<>\[\]$:]+[ \t]+){0,4}["']?([A-Za-z0-9_.-]{1,64})["']?[ \t]*(?::=|=|:)[ \t]*(.*)$`

// settingCandidates collects the values of settings that may be keys. A value
// can go on in lines that are indented more.
func settingCandidates(text string) []candidate {
	var found []candidate
	pattern := regexp.MustCompile(settingLine)
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines) && len(found) <= maxCandidates; i++ {
		m := pattern.FindStringSubmatch(strings.TrimRight(lines[i], "\r"))
		if m == nil {
			continue
		}
		value := strings.TrimSpace(m[3])
		goesOn := value == "" && i+1 < len(lines) && !pattern.MatchString(strings.TrimRight(lines[i+1], "\r"))
		if goesOn || value != "" && strings.Trim(value, "|>+-0123456789") == "" || strings.HasSuffix(value, `\`) {
			value = strings.TrimSuffix(strings.TrimLeft(value, "|>+-"), `\`)
			for i+1 < len(lines) && indent(lines[i+1]) > len(m[1]) {
				i++
				value += "\n" + strings.TrimSuffix(strings.TrimSpace(lines[i]), `\`)
			}
		}
		if value = unquote(strings.TrimRight(value, ",; \t")); mayBeKey(value) {
			found = append(found, candidate{name: m[2], text: value})
		}
	}
	return found
}

func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }

// parseSettings reads the one key in the values of settings; ok is false if no
// value may be one.
func (p *parser) parseSettings(text string) (key *Key, err error, ok bool) {
	if p.inJSON {
		return nil, nil, false
	}
	found := settingCandidates(text)
	if len(found) == 0 || len(found) > maxCandidates {
		return nil, nil, false
	}
	key, err, ok = p.pick(found, settingsFile())
	return key, err, ok
}
