package language

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/antom-cli/antom/internal/ordered"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// The limits of what is read of an Accept-Language header: more than any browser
// sends.
const (
	maxHeader = 1 << 10 // bytes
	maxRanges = 32
)

// Choose returns the locale for a buyer: that which the merchant asked for if it is
// one of ours, else the first language of an Accept-Language header that is, else
// Default.
func Choose(asked, acceptLanguage string) string {
	if locale := match(asked); locale != "" {
		return locale
	}
	for _, tag := range preferences(acceptLanguage) {
		if locale := match(tag); locale != "" {
			return locale
		}
	}
	return Default
}

// match returns the locale for a language tag in the form of BCP 47 or of Java, such
// as "zh-Hant-HK" or "zh_HK"; "" if there is none.
func match(tag string) string {
	parts := strings.FieldsFunc(strings.ToLower(tag), func(r rune) bool { return r == '-' || r == '_' })
	if len(parts) == 0 {
		return ""
	}
	language := parts[0]
	switch language {
	case "id": // Java's old name is in use at Antom
		language = "in"
	case "fil":
		language = "tl"
	case "zh":
		for _, part := range parts[1:] {
			if slices.Contains([]string{"hant", "hk", "mo", "tw"}, part) {
				return "zh_HK"
			}
		}
		return "zh_CN"
	}
	for _, locale := range spec.SDKLocales() {
		if ours, _, _ := strings.Cut(locale, "_"); ours == language {
			return locale
		}
	}
	return ""
}

// preferences lists the language tags of an Accept-Language header, most wanted
// first, without those that are not wanted.
func preferences(header string) []string {
	type wish struct {
		tag     string
		quality float64
	}
	var wishes []wish
	for entry := range strings.SplitSeq(header[:min(len(header), maxHeader)], ",") {
		if len(wishes) == maxRanges {
			break
		}
		tag, parameters, _ := strings.Cut(entry, ";")
		w := wish{tag: strings.TrimSpace(tag), quality: 1}
		if value, ok := strings.CutPrefix(strings.TrimSpace(parameters), "q="); ok {
			q, err := strconv.ParseFloat(value, 64)
			if err != nil || !(q >= 0 && q <= 1) { // also when it is not a number
				q = 0
			}
			w.quality = q
		}
		if w.tag != "" && w.quality > 0 {
			wishes = append(wishes, w)
		}
	}
	ordered.Sort(wishes, func(a, b wish) int { return cmp.Compare(b.quality, a.quality) })
	tags := make([]string, len(wishes))
	for i, w := range wishes {
		tags[i] = w.tag
	}
	return tags
}
