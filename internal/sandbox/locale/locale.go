// Package locale says why a payment failed, in the languages of the web SDK's locale
// option. It does not know the other texts of the simulator's pages.
package locale

import (
	_ "embed"
	"encoding/json"
	"sync"
)

// Default is the locale that stands for those without texts.
const Default = "en_US"

//go:embed reasons.json
var reasonsFile []byte

// reasons are the texts by locale and result code. The tests read the whole file, so
// it is well-formed.
var reasons = sync.OnceValue(func() map[string]map[string]string {
	var texts map[string]map[string]string
	if json.Unmarshal(reasonsFile, &texts) != nil {
		return nil
	}
	return texts
})

// Reason says in a locale why a payment ended with a result code, in a short sentence
// for the buyer without a full stop. It is "" for a code without a text; an unknown
// locale reads English.
func Reason(locale, code string) string {
	texts, found := reasons()[locale]
	if !found {
		texts = reasons()[Default]
	}
	return texts[code]
}
