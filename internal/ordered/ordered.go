// Package ordered sorts short lists of structs. slices.SortFunc is faster, but the
// compiler makes a copy of its 10 KB for every struct, and not one for all pointers as
// it does for those.
package ordered

import "sort"

// Sort sorts a list by a comparison as slices.SortFunc takes it. Equal items keep
// their order.
func Sort[T any](list []T, compare func(a, b T) int) {
	sort.SliceStable(list, func(i, j int) bool { return compare(list[i], list[j]) < 0 })
}
