package fault

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Fault{
		"timeout":                       {Kind: Timeout, Rate: 1},
		"latency=2s":                    {Kind: Latency, Latency: 2 * time.Second, Rate: 1},
		"latency=2s,rate=0.1":           {Kind: Latency, Latency: 2 * time.Second, Rate: 0.1},
		" latency = 250ms , times = 2 ": {Kind: Latency, Latency: 250 * time.Millisecond, Rate: 1, Times: 2},
		"http-502,rate=0.5,operation=pay,times=3":          {Kind: HTTP502, Rate: 0.5, Operation: "pay", Times: 3},
		"http-502,times=3,operation=pay,rate=5e-1":         {Kind: HTTP502, Rate: 0.5, Operation: "pay", Times: 3},
		"duplicate-notify,operation=notifyPayment,times=1": {Kind: DuplicateNotify, Rate: 1, Operation: "notifyPayment", Times: 1},
	} {
		got, err := Parse(text)
		if err != nil || got != want {
			t.Errorf("%q: got %+v, %v; want %+v", text, got, err, want)
		}
		if again, err := Parse(got.String()); err != nil || again != got {
			t.Errorf("%q: %q is read as %+v, %v", text, got.String(), again, err)
		}
	}
}

func TestEveryKindIsReadAndExplained(t *testing.T) {
	t.Parallel()
	for _, kind := range Kinds() {
		text := string(kind)
		if kind == Latency {
			text = "latency=1s"
		}
		f, err := Parse(text)
		if err != nil || f.Kind != kind || f.String() != text || kind.About() == "" {
			t.Errorf("%s: %+v, %v, %q", kind, f, err, kind.About())
		}
		if status := kind.HTTPStatus(); strings.HasPrefix(text, "http-") != (status >= 500) {
			t.Errorf("%s: HTTP status %d", kind, status)
		}
	}
	if Kind("x").About() != "" || Kind("http-x").HTTPStatus() != 0 {
		t.Error("an unknown kind is explained")
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for text, says := range map[string]string{
		"":                                   "the kinds are: latency, timeout",
		",rate=1":                            "begins with its kind",
		"http502":                            "did you mean http-502?",
		"Timeout":                            "did you mean timeout?",
		"nonsense":                           `"nonsense" is not a fault; the kinds are:`,
		"latency":                            "write it like latency=2s",
		"latency=2":                          "write it like latency=2s",
		"latency=0s":                         "more than 0s",
		"latency=61s":                        "at most 60 seconds",
		"latency=-1s":                        "more than 0s",
		"timeout=5s":                         "takes no value",
		"timeout=":                           "takes no value",
		"timeout,rate=0":                     "rate",
		"timeout,rate=1.1":                   "rate",
		"timeout,rate=NaN":                   "rate",
		"timeout,rate=10%":                   "rate",
		"timeout,rate=1,rate=1":              "twice",
		"timeout,times=0":                    "times",
		"timeout,times=1000001":              "times",
		"timeout,operation=paay":             "did you mean pay?",
		"timeout,operation=":                 "is unknown",
		"reset,operation=notifyPayX":         "is unknown",
		"reorder-notify,operation=pay":       "notifyPayment",
		"timeout,tims=1":                     "did you mean times?",
		"timeout,":                           "not an option",
		"timeout" + strings.Repeat(",", 200): "at most 200 characters",
	} {
		if f, err := Parse(text); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: got %+v, %v; want an error with %q", text, f, err, says)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"timeout", "latency=1m0.5s,rate=1e-9,times=9", "http-502,operation=pay", "latency=,,="} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		fault, err := Parse(text)
		if err != nil {
			return
		}
		if again, err := Parse(fault.String()); err != nil || again != fault {
			t.Errorf("%q: %+v is written %q and read %+v, %v", text, fault, fault, again, err)
		}
	})
}

func TestJSON(t *testing.T) {
	t.Parallel()
	want := []Fault{{Kind: Latency, Latency: time.Second, Rate: 0.5}, {Kind: Reset, Rate: 1, Times: 2}}
	data, err := json.Marshal(want)
	if err != nil || string(data) != `["latency=1s,rate=0.5","reset,times=2"]` {
		t.Fatalf("%s, %v", data, err)
	}
	var got []Fault
	if err := json.Unmarshal(data, &got); err != nil || !slices.Equal(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	if err := json.Unmarshal([]byte(`["x"]`), &got); err == nil {
		t.Error("got no error")
	}
}
