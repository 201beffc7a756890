package sandbox

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestRemoteListsAreWhole: a list of several pages arrives as one, in order.
func TestRemoteListsAreWhole(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Query().Get("id") {
		case "":
			writeJSON(w, http.StatusOK, page[Payment]{[]Payment{{PaymentID: "5"}, {PaymentID: "4"}}, "4"})
		case "4":
			writeJSON(w, http.StatusOK, page[Payment]{[]Payment{{PaymentID: "3"}}, "3"})
		case "3":
			writeJSON(w, http.StatusOK, page[Payment]{[]Payment{}, ""})
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	r := &Remote{url: server.URL, client: server.Client()}
	list, err := r.List(t.Context())
	got := ""
	for _, p := range list {
		got += p.PaymentID + " "
	}
	if err != nil || got != "5 4 3 " {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestAllPagesEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	endless := func(string) (page[int], error) {
		if n++; n == 3 {
			cancel()
		}
		return page[int]{[]int{n}, "more"}, nil
	}
	if all, err := allPages(ctx, endless); !errors.Is(err, context.Canceled) || fmt.Sprint(all) != "[1 2 3]" {
		t.Errorf("got %v, %v", all, err)
	}
	broken := errors.New("broken")
	if _, err := allPages(t.Context(), func(string) (page[int], error) { return page[int]{}, broken }); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	none, err := allPages(t.Context(), func(string) (page[int], error) { return page[int]{}, nil })
	if err != nil || none == nil || len(none) != 0 {
		t.Errorf("got %v, %v", none, err)
	}
}
