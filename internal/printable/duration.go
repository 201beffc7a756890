package printable

import (
	"cmp"
	"fmt"
	"time"
)

// ShortDuration writes a duration without its empty parts: 14m, 1h5m, 40s.
func ShortDuration(d time.Duration) string {
	if d < 0 {
		return "0s"
	}
	text := ""
	for _, unit := range []struct {
		of   time.Duration
		name string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "m"}, {time.Second, "s"}} {
		if n := d / unit.of; n > 0 {
			text += fmt.Sprintf("%d%s", n, unit.name)
			d -= n * unit.of
		}
	}
	return cmp.Or(text, "0s")
}
