// Package doctor has the checks of `antom doctor`: of the settings, the files,
// the keys, the network, the clock, and the signatures in both directions. Each
// check takes plain values and returns findings. The package prints nothing and
// changes nothing, neither on this machine nor at Antom.
package doctor
