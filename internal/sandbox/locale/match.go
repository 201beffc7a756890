package locale

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// maxLanguages is how many languages of a browser are looked at.
const maxLanguages = 20

// wanted is a language that a browser asks for, and how much.
type wanted struct {
	tag     string
	quality float64
}

// Match chooses the locale for the value of an Accept-Language header: the first of
// the browser's languages that there is a locale for, else Default.
func Match(acceptLanguage string) string {
	var list []wanted
	for part := range strings.SplitSeq(acceptLanguage, ",") {
		tag, parameter, _ := strings.Cut(part, ";")
		w := wanted{strings.TrimSpace(tag), 1}
		if text, found := strings.CutPrefix(strings.TrimSpace(parameter), "q="); found {
			quality, err := strconv.ParseFloat(text, 64)
			if err != nil || !(quality > 0) { // 0 refuses a language
				continue
			}
			w.quality = quality
		}
		if list = append(list, w); len(list) == maxLanguages {
			break
		}
	}
	slices.SortStableFunc(list, func(a, b wanted) int { return cmp.Compare(b.quality, a.quality) })
	for _, w := range list {
		if found := ForTag(w.tag); found != "" {
			return found
		}
	}
	return Default
}

// ForTag is the locale for a language tag such as "de-AT", or "" if there is none for
// its language. Chinese is written in two ways, by script or region.
func ForTag(tag string) string {
	subtags := strings.FieldsFunc(strings.ToLower(tag), func(r rune) bool { return r == '-' || r == '_' })
	if len(subtags) == 0 {
		return ""
	}
	name := subtags[0]
	switch name {
	case "id": // the SDK uses the former code
		name = "in"
	case "fil":
		name = "tl"
	case "zh":
		if slices.ContainsFunc(subtags[1:], func(s string) bool { return s == "hant" || s == "hk" || s == "tw" || s == "mo" }) &&
			!slices.Contains(subtags[1:], "hans") {
			return "zh_HK"
		}
		return "zh_CN"
	}
	i := slices.IndexFunc(spec.SDKLocales(), func(l string) bool { return strings.HasPrefix(l, name+"_") })
	if i < 0 {
		return ""
	}
	return spec.SDKLocales()[i]
}

// Tag is a locale as the language tag of HTML and HTTP: "id-ID" for in_ID.
func Tag(locale string) string {
	language, region, _ := strings.Cut(locale, "_")
	switch language {
	case "in":
		language = "id"
	case "tl":
		language = "fil"
	}
	return language + "-" + region
}
