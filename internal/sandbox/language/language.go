// Package language has the texts that a buyer reads on the simulator's pages, in
// the languages of the web SDK, and chooses the language for a buyer. The texts
// are in the files of the directory locales, one for each language.
package language

import (
	"embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Default is the locale of a buyer whose language is not known.
const Default = "en_US"

//go:embed locales
var locales embed.FS

// Language is one language with all its texts. It is never changed.
type Language struct {
	// Locale is its name in Antom's documents, such as "zh_HK".
	Locale string `json:"-"`
	// Tag and Dir are the lang and the dir of a page in it, such as "zh-HK" and "ltr".
	Tag string `json:"tag"`
	Dir string `json:"dir"`
	// Group and Decimal separate the parts of a number: "1,234.56".
	Group   string `json:"group"`
	Decimal string `json:"decimal"`
	// Texts are the texts by their keys. {name} stands for a value, and a text with
	// a number n may have two forms, for one and for all others: "{n} day|{n} days".
	Texts map[string]string `json:"texts"`
}

// Text is the text of a key. The values are names and what takes their place, in
// turn. A key that does not exist stands for itself, so that a page shows what is
// missing.
func (l *Language) Text(key string, values ...string) string {
	text, ok := l.Texts[key]
	if !ok {
		return key
	}
	if len(values) < 2 {
		return text
	}
	pairs := make([]string, 0, len(values))
	for i := 0; i+1 < len(values); i += 2 {
		pairs = append(pairs, "{"+values[i]+"}", values[i+1])
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// Count is the text of a key that has a number n.
func (l *Language) Count(key string, n int) string {
	one, others, two := strings.Cut(l.Text(key), "|")
	if two && n != 1 {
		one = others
	}
	return strings.ReplaceAll(one, "{n}", strconv.Itoa(n))
}

// Reason is what a buyer reads about a payment that failed with a result code of
// pay. Codes that are for the developer of a shop share one text.
func (l *Language) Reason(code string) string {
	if text, ok := l.Texts["reason."+code]; ok {
		return text
	}
	return l.Text("reason.other")
}

// Set has the languages. Each is read when it is first needed.
type Set struct {
	languages map[string]func() (*Language, error)
}

// NewSet makes the set of all languages of the web SDK.
func NewSet() Set {
	s := Set{languages: map[string]func() (*Language, error){}}
	for _, locale := range spec.SDKLocales() {
		s.languages[locale] = sync.OnceValues(func() (*Language, error) { return load(locale) })
	}
	return s
}

// Get returns the language of a locale, that of Default if there is none. The
// error says that the program's own file cannot be read.
func (s Set) Get(locale string) (*Language, error) {
	read, ok := s.languages[locale]
	if !ok {
		read = s.languages[Default]
	}
	return read()
}

func load(locale string) (*Language, error) {
	data, err := locales.ReadFile("locales/" + locale + ".json")
	if err != nil {
		return nil, fmt.Errorf("reading the texts in %s: %w", locale, err)
	}
	l := &Language{Locale: locale}
	if err := json.Unmarshal(data, l); err != nil {
		return nil, fmt.Errorf("reading the texts in %s: %w", locale, err)
	}
	return l, nil
}
