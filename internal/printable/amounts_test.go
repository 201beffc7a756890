package printable

import (
	"testing"
	"time"
)

func TestShortDuration(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		0: "0s", -time.Hour: "0s", 14 * time.Minute: "14m", time.Hour + 5*time.Minute: "1h5m", 40 * time.Second: "40s",
		49 * time.Hour: "2d1h", 1500 * time.Millisecond: "1s",
	} {
		if got := ShortDuration(d); got != want {
			t.Errorf("%v: %s, want %s", d, got, want)
		}
	}
}

func TestSize(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{0: "0 B", 999: "999 B", 3100: "3.1 kB", 10_000_000: "10.0 MB"} {
		if got := Size(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}
