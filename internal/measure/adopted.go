package measure

// Adopted says from which measure of the measure library a measure was made, and which version of it. The library goes on with the program: what stands here may
// be unknown to a later one, or to an earlier one, and stays as it is.
type Adopted struct {
	Measure string `json:"measure" field:"required,len=64"` // its key in the library
	Version int    `json:"version" field:"required,min=1"`  // that was adopted, or was looked at last
}
