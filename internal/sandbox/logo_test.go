package sandbox

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// picture is a PNG of one colour.
func picture(t testing.TB, width, height int, c color.Color) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, plain(width, height, c)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func plain(width, height int, c color.Color) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.Set(x, y, c)
		}
	}
	return img
}

func TestLogosAreMadeSmall(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		width, height int
		want          Logo
	}{
		{16, 16, Logo{16, 16}}, {96, 96, Logo{96, 96}}, {256, 96, Logo{256, 96}}, {512, 512, Logo{96, 96}},
		{1000, 200, Logo{256, 51}}, {200, 1000, Logo{19, 96}}, {2048, 2048, Logo{96, 96}},
	} {
		logo, size, err := readLogo(picture(t, test.width, test.height, color.NRGBA{R: 200, G: 10, B: 60, A: 255}))
		if err != nil || size != test.want {
			t.Errorf("%d × %d: %v, %v", test.width, test.height, size, err)
			continue
		}
		kept, err := png.Decode(bytes.NewReader(logo))
		if err != nil || kept.Bounds().Dx() != size.Width || kept.Bounds().Dy() != size.Height {
			t.Errorf("%d × %d: kept as %v, %v", test.width, test.height, kept.Bounds(), err)
			continue
		}
		if got := color.NRGBAModel.Convert(kept.At(size.Width-1, size.Height-1)); got != (color.NRGBA{R: 200, G: 10, B: 60, A: 255}) {
			t.Errorf("%d × %d: the colour became %v", test.width, test.height, got)
		}
		if again, err := keptLogo(logo); err != nil || again != size {
			t.Errorf("%d × %d: read again: %v, %v", test.width, test.height, again, err)
		}
	}
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, plain(300, 100, color.White), nil); err != nil {
		t.Fatal(err)
	}
	if _, size, err := readLogo(photo.Bytes()); err != nil || size != (Logo{256, 85}) {
		t.Errorf("a JPEG file: %v, %v", size, err)
	}
}

// headerOnly is a PNG that says how large it is and has nothing else.
func headerOnly(width, height uint32) []byte {
	chunk := append([]byte("IHDR"), binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)...)
	chunk = append(chunk, 8, 6, 0, 0, 0)
	out := binary.BigEndian.AppendUint32([]byte("\x89PNG\r\n\x1a\n"), 13)
	out = append(out, chunk...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(chunk))
}

func TestPicturesThatAreNoLogo(t *testing.T) {
	t.Parallel()
	good := picture(t, 64, 64, color.Black)
	for says, data := range map[string][]byte{
		"neither a PNG nor a JPEG":            []byte("GIF89a"),
		"SVG file, which can contain scripts": []byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`),
		"at most 524288":                      append(slices.Clone(good), make([]byte, MaxLogoFile)...),
		"100000 × 100000 pixels":              headerOnly(100000, 100000),
		"shown as 256 × 2":                    picture(t, 2048, 16, color.Black),
		"shown as 8 × 8":                      picture(t, 8, 8, color.Black),
		"cannot be read":                      good[:len(good)-20],
		"cannot be read: unexpected":          []byte("\xff\xd8\xff"),
	} {
		if _, _, err := readLogo(data); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("got %v, want %q", err, says)
		}
	}
}

func TestBrandsAreKept(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), merchantsFile)
	m := load(t, path)
	for _, change := range []NewMerchant{
		{ClientID: ClientID, Name: "Café Zoë ☕", Logo: picture(t, 400, 100, color.Black)},
		{ClientID: "SHOP", PublicKey: publicText(t, false), Name: "Shop", Logo: picture(t, 20, 20, color.White)},
		{ClientID: "SHOP", MustExist: true, Remove: []string{RemoveLogo, RemoveNotifyURL}},
	} {
		if _, err := m.add(change); err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range []*merchants{m, load(t, path)} {
		own, shop := m.brand(ClientID), m.brand("SHOP")
		if own.Name != "Café Zoë ☕" || len(own.Logo) == 0 || shop.Name != "Shop" || shop.Logo != nil {
			t.Errorf("got %q with %d bytes, %q with %d bytes", own.Name, len(own.Logo), shop.Name, len(shop.Logo))
		}
		if all := m.all(); *all[0].Logo != (Logo{256, 64}) || all[1].Logo != nil {
			t.Errorf("got %+v", all)
		}
	}
	for says, change := range map[string]NewMerchant{
		"no merchant \"NEW\"":    {ClientID: "NEW", PublicKey: publicText(t, false), MustExist: true},
		"256 are possible":       {ClientID: ClientID, Name: strings.Repeat("x", 257)},
		"cannot be shown":        {ClientID: ClientID, Name: "a\x1b[31mb"},
		"not valid UTF-8":        {ClientID: ClientID, Name: "a\xff"},
		"begins or ends with":    {ClientID: ClientID, Name: " a"},
		"neither a PNG nor":      {ClientID: ClientID, Logo: []byte("x")},
		"cannot be removed from": {ClientID: ClientID, Remove: []string{"keys"}},
	} {
		if _, err := m.add(change); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("got %v, want %q", err, says)
		}
	}
}

func TestLogosAreBounded(t *testing.T) {
	t.Parallel()
	m := load(t, "")
	logo, key := picture(t, 16, 16, color.Black), publicText(t, false)
	for i := range maxLogos {
		if _, err := m.add(NewMerchant{ClientID: "M" + strings.Repeat("x", i), PublicKey: key, Logo: logo}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := m.add(NewMerchant{ClientID: ClientID, Logo: logo}); err == nil || !strings.Contains(err.Error(), "100 merchants have a logo") {
		t.Errorf("one too many: %v", err)
	}
	if _, err := m.add(NewMerchant{ClientID: "M", Logo: logo}); err != nil {
		t.Errorf("another logo in place of the first: %v", err)
	}
}

// FuzzLogo reads pictures from anywhere: whatever is accepted is a small PNG that
// is accepted again.
func FuzzLogo(f *testing.F) {
	f.Add(picture(f, 40, 20, color.Black))
	f.Add(headerOnly(2048, 2048))
	f.Add([]byte("\xff\xd8\xff\xe0"))
	f.Fuzz(func(t *testing.T, data []byte) {
		logo, size, err := readLogo(data)
		if err != nil {
			return
		}
		if kept, err := keptLogo(logo); err != nil || kept != size {
			t.Errorf("%v became %v, %v", size, kept, err)
		}
	})
}
