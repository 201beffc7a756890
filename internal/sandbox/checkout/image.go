package checkout

import (
	"net/http"
	"strings"

	"github.com/antom-cli/antom/internal/qr"
)

// scale is the number of pixels of one square of a code, by the size in the
// address; big is the default.
func scale(size string) (int, bool) {
	switch size {
	case "L", "":
		return 10, true
	case "M":
		return 6, true
	case "S":
		return 3, true
	}
	return 0, false
}

// image draws the code of a payment or an authorization.
func (p *Pages) image(w http.ResponseWriter, r *http.Request) {
	code, isPNG := strings.CutSuffix(r.PathValue("file"), ".png")
	pixels, known := scale(r.URL.Query().Get("size"))
	if !isPNG || !known {
		http.Error(w, "the simulator draws /qr/CODE.png with size=L, M or S", http.StatusNotFound)
		return
	}
	_, scanned, err := p.findCode(code)
	if err != nil {
		p.missing(w, err)
		return
	}
	drawn, err := qr.Encode(scanned)
	if err != nil {
		http.Error(w, "drawing the code: "+err.Error(), http.StatusInternalServerError)
		return
	}
	png, err := drawn.PNG(pixels)
	if err != nil {
		http.Error(w, "drawing the code: "+err.Error(), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "image/png")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	// The browser may be gone; there is nobody to tell.
	_, _ = w.Write(png)
}
