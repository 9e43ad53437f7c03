// Package search finds records by their words: an inverted index over the records in use of one snapshot, kept up with
// later ones by what differs, and the language of queries (docs/reference/search.md).
//
// What is asked about a snapshot is answered as of that snapshot, whichever one the index stands at: the records that
// differ between the two are taken out of the index and read as they are in the snapshot, by the same analysis and with the
// same ranking. So an answer depends on the records alone, and both databases and all processes give the same.
//
// The package does no I/O, knows no clock and decides no right: the caller says of each record whether it may be shown. What
// may not be shown counts for nothing, also not in how rare a word is.
package search
