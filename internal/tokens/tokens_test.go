package tokens_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/tokens"
)

func now() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

func TestStore(t *testing.T) {
	t.Parallel()
	s := tokens.Store{Dir: filepath.Join(t.TempDir(), "state", "tokens")}
	if list, damaged, err := s.List(""); err != nil || len(list)+len(damaged) != 0 {
		t.Errorf("an empty store: %v %v %v", list, damaged, err)
	}
	if _, err := s.Get("anna"); !errors.Is(err, tokens.ErrNotFound) {
		t.Errorf("an unknown token: %v", err)
	}
	anna := tokens.Token{Name: "anna", Kind: tokens.Account, Method: "ALIPAY_HK", Secret: "top-secret", Expires: now().Add(time.Hour), Created: now(), Updated: now()}
	for _, put := range []tokens.Token{anna, {Name: "visa", Kind: tokens.Card, Secret: "x"}} {
		if err := s.Put(put); err != nil {
			t.Fatal(err)
		}
	}
	anna.Method = "GCASH"
	if err := s.Put(anna); err != nil {
		t.Fatal(err)
	}
	got, err := s.Get("anna")
	if err != nil || got.Method != "GCASH" || got.Secret != "top-secret" || !got.Expires.Equal(anna.Expires) {
		t.Errorf("got %+v, %v", got.Method, err)
	}
	if info, err := os.Stat(filepath.Join(s.Dir, "anna.json")); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", info.Mode(), err)
	}
	if list, _, err := s.List(tokens.Card); err != nil || len(list) != 1 || list[0].Name != "visa" {
		t.Errorf("cards: %v, %v", list, err)
	}
	if err := s.Remove("anna"); err != nil {
		t.Fatal(err)
	}
	if err := s.Remove("anna"); !errors.Is(err, tokens.ErrNotFound) {
		t.Errorf("removed twice: %v", err)
	}
}

func TestDamagedTokens(t *testing.T) {
	t.Parallel()
	s := tokens.Store{Dir: t.TempDir()}
	for name, text := range map[string]string{
		"text": "top-secret", "new": `{"v":9,"secret":"top-secret"}`, "old": `{"secret":"top-secret"}`, "long": strings.Repeat("top-secret", 10000),
	} {
		if err := os.WriteFile(filepath.Join(s.Dir, name+".json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Get(name); err == nil || strings.Contains(err.Error(), "top-secret") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := os.Mkdir(filepath.Join(s.Dir, "dir.json"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := s.Put(tokens.Token{Name: "dir"}); err == nil {
		t.Error("a directory was replaced")
	}
	list, damaged, err := s.List("")
	if err != nil || len(list) != 0 || len(damaged) != 5 {
		t.Errorf("%v, %v, %v", list, damaged, err)
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	s := tokens.Store{Dir: t.TempDir()}
	for _, name := range []string{"", "../x", "a/b", `a\b`, ".hidden", "-flag", "a b", "é", "a\x00", strings.Repeat("a", 65)} {
		_, getErr := s.Get(name)
		for what, err := range map[string]error{"check": tokens.CheckName(name), "get": getErr, "put": s.Put(tokens.Token{Name: name}), "remove": s.Remove(name)} {
			if err == nil || errors.Is(err, tokens.ErrNotFound) {
				t.Errorf("%s of %q: %v", what, name, err)
			}
		}
	}
	for _, name := range []string{"a", "Anna-1_b.c", strings.Repeat("a", 64)} {
		if err := tokens.CheckName(name); err != nil {
			t.Error(err)
		}
	}
}

func TestState(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		token tokens.Token
		want  tokens.State
	}{
		{tokens.Token{}, tokens.Waiting},
		{tokens.Token{Secret: "x"}, tokens.Usable},
		{tokens.Token{Secret: "x", Expires: now()}, tokens.Expired},
		{tokens.Token{Secret: "x", Expires: now().Add(1)}, tokens.Usable},
		{tokens.Token{Secret: "x", Expires: now(), Local: true}, tokens.Usable}, // the simulator's clock decides
	} {
		if got := test.token.State(now()); got != test.want {
			t.Errorf("%s, want %s", got, test.want)
		}
	}
}

func TestATokenStaysUntilTheNextOneIsThere(t *testing.T) {
	t.Parallel()
	s := tokens.Store{Dir: t.TempDir()}
	next := tokens.Token{Name: "anna", Kind: tokens.Account, Method: "GCASH", RequestID: "S2"}
	if err := s.Put(tokens.Token{Name: "anna", Kind: tokens.Account, Method: "DANA", RequestID: "S1", Secret: "x", Next: &next}); err != nil {
		t.Fatal(err)
	}
	got, err := s.Get("anna")
	if err != nil || got.State(now()) != tokens.Usable || got.RequestID != "S1" {
		t.Errorf("%v, %s, %s", err, got.State(now()), got.RequestID)
	}
	asked := got.Asked()
	if asked.Name != "anna" || asked.RequestID != "S2" || asked.Method != "GCASH" || asked.State(now()) != tokens.Waiting || asked.Asked() != asked {
		t.Errorf("asked for %s of %s, %s", asked.RequestID, asked.Method, asked.State(now()))
	}
}

func TestATokenIsNotPrinted(t *testing.T) {
	t.Parallel()
	token := tokens.Token{Name: "anna", Secret: "top-secret", Refresh: "top-secret"}
	for _, text := range []string{fmt.Sprint(token), fmt.Sprintf("%v %+v %s %#v", token, token, token, token)} {
		if strings.Contains(text, "top-secret") || !strings.Contains(text, "anna") {
			t.Error(text)
		}
	}
}
