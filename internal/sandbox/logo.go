package sandbox

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
)

const (
	// MaxLogoFile is the size of the largest picture that is read, in bytes.
	MaxLogoFile = 512 << 10
	// maxLogoSide is the longest side of a picture, in pixels: the work for a picture
	// goes by its pixels, not by its bytes. minLogoSide is the shortest side of a logo
	// that is kept.
	minLogoSide, maxLogoSide = 16, 2048
	// logoWidth and logoHeight are the largest logo that is kept, in pixels. The
	// pages show it at half this size, so that it is sharp on fine screens.
	logoWidth, logoHeight = 256, 96
)

// Logo says what is known of a merchant's logo.
type Logo struct {
	Width  int `json:"width"` // in pixels, as it is kept
	Height int `json:"height"`
}

// readLogo makes a merchant's logo of a PNG or JPEG file: a PNG of bounded size
// that has nothing in it but the picture. SVG is not read, because it can contain
// scripts and load files.
func readLogo(data []byte) (logo []byte, size Logo, err error) {
	if len(data) > MaxLogoFile {
		return nil, size, fmt.Errorf("the logo has %d bytes; at most %d are possible", len(data), MaxLogoFile)
	}
	config, decode := png.DecodeConfig, png.Decode
	switch {
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		config, decode = jpeg.DecodeConfig, jpeg.Decode
	case bytes.Contains(data[:min(len(data), 1<<10)], []byte("<svg")):
		return nil, size, errors.New("the logo is an SVG file, which can contain scripts; convert it to PNG")
	default:
		return nil, size, errors.New("the logo is neither a PNG nor a JPEG file")
	}
	c, err := config(bytes.NewReader(data))
	if err != nil {
		return nil, size, fmt.Errorf("the logo cannot be read: %w", err)
	}
	if c.Width > maxLogoSide || c.Height > maxLogoSide {
		return nil, size, fmt.Errorf("the logo is %d × %d pixels; at most %d × %d are possible", c.Width, c.Height, maxLogoSide, maxLogoSide)
	}
	if size = fitted(c.Width, c.Height); size.Width < minLogoSide || size.Height < minLogoSide {
		return nil, Logo{}, fmt.Errorf("the logo is %d × %d pixels, which would be shown as %d × %d; each side must have at least %d",
			c.Width, c.Height, size.Width, size.Height, minLogoSide)
	}
	picture, err := decode(bytes.NewReader(data))
	if err != nil {
		return nil, size, fmt.Errorf("the logo cannot be read: %w", err)
	}
	small := scaled(picture, size)
	var out bytes.Buffer
	if err := png.Encode(&out, small); err != nil {
		return nil, size, fmt.Errorf("the logo cannot be written: %w", err)
	}
	return out.Bytes(), size, nil
}

// keptLogo reads the size of a logo that readLogo made.
func keptLogo(picture []byte) (Logo, error) {
	c, err := png.DecodeConfig(bytes.NewReader(picture))
	if err != nil {
		return Logo{}, fmt.Errorf("the logo cannot be read: %w", err)
	}
	size := Logo{Width: c.Width, Height: c.Height}
	if size != fitted(c.Width, c.Height) || min(c.Width, c.Height) < minLogoSide {
		return Logo{}, fmt.Errorf("the logo has a size that it cannot have: %d × %d pixels", c.Width, c.Height)
	}
	return size, nil
}

// fitted is the size in which a picture is kept: small enough, in its own proportions.
func fitted(width, height int) Logo {
	if width > logoWidth {
		width, height = logoWidth, height*logoWidth/width
	}
	if height > logoHeight {
		width, height = width*logoHeight/height, logoHeight
	}
	return Logo{Width: width, Height: height}
}

// scaled makes a picture smaller.
func scaled(picture image.Image, size Logo) *image.RGBA {
	from, width, height := picture.Bounds(), size.Width, size.Height
	small := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			small.SetRGBA(x, y, average(picture, image.Rect(
				from.Min.X+x*from.Dx()/width, from.Min.Y+y*from.Dy()/height,
				from.Min.X+(x+1)*from.Dx()/width, from.Min.Y+(y+1)*from.Dy()/height,
			)))
		}
	}
	return small
}

// average is the mean colour of a part of a picture, which is not empty.
func average(picture image.Image, part image.Rectangle) color.RGBA {
	var r, g, b, a, n uint64
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			pr, pg, pb, pa := picture.At(x, y).RGBA()
			r, g, b, a, n = r+uint64(pr), g+uint64(pg), b+uint64(pb), a+uint64(pa), n+1
		}
	}
	mean := func(sum uint64) uint8 { return uint8(sum / n >> 8) }
	return color.RGBA{R: mean(r), G: mean(g), B: mean(b), A: mean(a)}
}
