// Package doctor has the checks of `antom doctor`: of the settings, the files,
// the keys, the way to the gateway, the clock, and both directions of the
// signature. Each check takes what it looks at as plain values and returns
// findings. It prints nothing and changes nothing, neither on this machine nor
// at Antom.
package doctor
