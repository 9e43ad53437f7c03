package record

// Nearest gives the known word that a mistyped one most likely meant; empty where none is near.
func Nearest(word string, known []string) string {
	best, least := "", 3
	for _, k := range known {
		if len(word) > len(k)+least {
			continue // too far, and perhaps very long
		}
		if n := distance(word, k); n < least {
			best, least = k, n
		}
	}
	return best
}
