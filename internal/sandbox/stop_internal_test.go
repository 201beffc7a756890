package sandbox

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// Programs send forms, too, and never come back.
func TestBrowsersThatNeverComeAreForgotten(t *testing.T) {
	t.Parallel()
	now := time.Date(2024, 1, 15, 1, 20, 46, 0, time.UTC)
	v := newVisits(func() time.Time { return now })
	n := 0
	h := v.watch(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, fmt.Sprintf("/checkout/result?paymentId=%d", n), http.StatusSeeOther)
	}))
	for range 1000 {
		n++
		now = now.Add(100 * time.Millisecond)
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/checkout/1", http.NoBody))
	}
	if kept := len(v.expected); kept < 1 || kept > 20 {
		t.Errorf("%d are expected", kept)
	}
}
