package cli

import (
	"testing"
	"time"
	_ "time/tzdata"
)

// TestFirstMoment holds that a day begins right after the day before, also in zones whose
// clocks change at midnight.
func TestFirstMoment(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"UTC", "Asia/Shanghai", "America/Havana", "America/Santiago", "Asia/Beirut", "Africa/Cairo", "Asia/Amman", "Atlantic/Azores", "Australia/Lord_Howe"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for noon := time.Date(2020, 1, 1, 12, 0, 0, 0, time.UTC); noon.Year() < 2027; noon = noon.AddDate(0, 0, 1) {
			day := noon.Format(time.DateOnly)
			at, err := time.ParseInLocation(time.DateOnly, day, zone)
			if err != nil {
				t.Fatal(err)
			}
			first := firstMoment(at, day)
			before := noon.AddDate(0, 0, -1).Format(time.DateOnly)
			if first.Format(time.DateOnly) != day || first.Add(-1).Format(time.DateOnly) != before {
				t.Errorf("%s %s begins at %v", name, day, first)
			}
		}
	}
}
