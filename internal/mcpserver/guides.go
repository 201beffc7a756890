package mcpserver

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/antom-cli/antom/docs"
	"github.com/antom-cli/antom/internal/apperr"
)

type guideRead struct {
	Guides   []guideLine `json:"guides,omitempty"`
	Name     string      `json:"name,omitempty"`
	Sections []string    `json:"sections,omitempty"`
	Text     string      `json:"text,omitempty"`
}

type guideLine struct {
	Name  string `json:"name"`
	Title string `json:"title"`
}

// section is a part of a guide under one heading, with those below it left out.
type section struct{ title, text string }

func readGuide(_ context.Context, c *call) (result, error) {
	var a struct{ Name, Section string }
	if err := c.decode(&a); err != nil {
		return result{}, err
	}
	if a.Name == "" {
		if a.Section != "" {
			return result{}, apperr.New(apperr.Usage, "a section of which guide?", nil, "give the argument name: "+strings.Join(docs.Names(), ", "))
		}
		var out guideRead
		for _, name := range docs.Names() {
			out.Guides = append(out.Guides, guideLine{name, docs.Title(name)})
		}
		return result{summary: fmt.Sprintf("%d guides", len(out.Guides)), value: out}, nil
	}
	sections := sectionsOf(docs.Text(a.Name))
	out := guideRead{Name: a.Name}
	for _, s := range sections {
		out.Sections = append(out.Sections, s.title)
	}
	i := 0
	if a.Section != "" {
		i = slices.IndexFunc(sections, func(s section) bool { return strings.Contains(strings.ToLower(s.title), strings.ToLower(a.Section)) })
	}
	if i < 0 {
		return result{}, apperr.New(apperr.Usage, fmt.Sprintf("the guide %s has no section %q", a.Name, short(a.Section)), nil, "its sections: "+strings.Join(out.Sections, "; "))
	}
	out.Text = sections[i].text
	return result{summary: fmt.Sprintf("guide %s, section %q (%d of %d)", a.Name, sections[i].title, i+1, len(sections)), value: out}, nil
}

// sectionsOf cuts a guide at its headings, but not at comments of its examples.
func sectionsOf(guide string) []section {
	var out []section
	code := false
	for line := range strings.Lines(guide) {
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			code = !code
		}
		if title := strings.TrimLeft(line, "#"); !code && title != line && strings.HasPrefix(title, " ") || len(out) == 0 {
			out = append(out, section{title: strings.TrimSpace(title)})
		}
		out[len(out)-1].text += line
	}
	return out
}
