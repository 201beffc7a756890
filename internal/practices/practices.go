// Package practices has the rules of Antom's documents for running payments: which
// link to open, what a result page shows, when to ask for a result. It uses no
// network and reads no configuration.
package practices

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Practice is one rule.
type Practice struct {
	ID         string   `yaml:"id" json:"id"`
	Topic      string   `yaml:"topic" json:"topic"`
	Title      string   `yaml:"title" json:"title"`
	Text       string   `yaml:"text" json:"text"`
	Terminals  []string `yaml:"terminals" json:"terminals,omitempty"` // terminalTypes that it is about; all if empty
	Links      []Link   `yaml:"links" json:"links,omitempty"`
	See        []string `yaml:"see" json:"see,omitempty"` // commands that help
	Source     string   `yaml:"source" json:"source"`
	Confidence string   `yaml:"confidence" json:"confidence"` // high or medium
}

// Link is one of the links that a buyer can be sent to.
type Link struct {
	Link string   `yaml:"link" json:"link"` // the field of the response
	How  string   `yaml:"how" json:"how"`
	Good []string `yaml:"good" json:"advantages"`
	Bad  []string `yaml:"bad" json:"disadvantages"`
}

//go:embed practices.yaml
var document []byte

// All returns every practice, in an order to read them.
func All() ([]Practice, error) {
	var all []Practice
	if err := yaml.Unmarshal(document, &all); err != nil {
		return nil, fmt.Errorf("the practices: %w", err)
	}
	return all, nil
}

// Topics returns the topics in their order.
func Topics(all []Practice) []string {
	var topics []string
	for _, p := range all {
		if !slices.Contains(topics, p.Topic) {
			topics = append(topics, p.Topic)
		}
	}
	return topics
}

// Search returns the practices for words: that of an id, all of a topic, or those that
// contain every word, whatever the case. Without words it returns all.
func Search(all []Practice, words []string) []Practice {
	if len(words) == 1 {
		for _, is := range []func(Practice) string{
			func(p Practice) string { return p.ID },
			func(p Practice) string { return p.Topic },
		} {
			if found := filter(all, func(p Practice) bool { return strings.EqualFold(is(p), words[0]) }); len(found) > 0 {
				return found
			}
		}
	}
	return filter(all, func(p Practice) bool { return p.contains(words) })
}

func filter(all []Practice, keep func(Practice) bool) []Practice {
	var kept []Practice
	for _, p := range all {
		if keep(p) {
			kept = append(kept, p)
		}
	}
	return kept
}

// contains reports whether every word is somewhere in the practice.
func (p Practice) contains(words []string) bool {
	parts := []string{p.ID, p.Topic, p.Title, p.Text, strings.Join(p.Terminals, " "), strings.Join(p.See, " ")}
	for _, l := range p.Links {
		parts = append(parts, l.Link, l.How, strings.Join(l.Good, " "), strings.Join(l.Bad, " "))
	}
	text := strings.ToLower(strings.Join(parts, " "))
	for _, word := range words {
		if !strings.Contains(text, strings.ToLower(word)) {
			return false
		}
	}
	return true
}
