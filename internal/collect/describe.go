package collect

// Description is what a format says of itself, in plain Markdown. Its page of the reference is made of it, so that it stands beside
// the code that it speaks of and uses its names and limits; tests hold it to what the fixtures give.
type Description struct {
	Title    string    // as a heading: Lynis
	What     string    // what is read, as one line of a list
	Reads    string    // what is read, from which versions, and where people get it
	Values   []Meaning // the values that a file has without a mapping, each as it is named
	Items    string    // what Reading.Items counts: "rule results"
	Mapping  string    // what a mapping declares, with the tables of its fields; empty: there is none
	Computes []Meaning // the operations that a mapping has, each as it is named
	Notes    []Note    // what else a reader of the numbers has to know
	Refused  string    // what is refused, and that it is by place
	Warned   string    // what is read with a warning
	Limits   string    // beside those that hold for all formats
	Examples []Example // real files, the first of which says most
}

// Meaning is what stands behind a name.
type Meaning struct {
	Name string
	Unit string // people, count, 0–100; of an operation, empty
	Says string
	Null string // when the data say nothing; empty: never
}

// Note is a paragraph with its heading.
type Note struct{ Head, Says string }

// Example is a fixture that is read as the page shows. A mapping has the name of the file that it would be in.
type Example struct {
	File        string
	Says        string // about the file; may be empty
	MappingFile string // empty: none
	Mapping     string // JSON
}
