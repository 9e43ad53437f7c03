package e2e_test

import (
	"fmt"
	"testing"
	"time"
)

// A measure is adopted from the library, its source is fed with two files, and its value is followed back to the rows of the file that it was counted from: by nothing but the names that
// pages show.
func TestAMeasureIsAdoptedFedAndExplainedToItsBytes(t *testing.T) {
	a := demonstration(t)
	w := &worker{newcomer: arrives(t, a)}
	w.press("Kari Solberg")
	w.press("All records")
	w.press("New source")
	w.fill("Title", "Alarm register", "Unit", "Halden Grid", "Format", "CSV table")
	w.press("more things that can be said")
	w.fill("What a row is", "each", "Column optional", "day", "Format optional", "YYYY-MM-DD")
	for _, column := range []string{"alarms", "answered"} {
		w.press("Add of: Values")
		w.fill("Name optional", column, "Operation optional", "value", "Column optional", column)
	}
	w.press("Save")
	w.reads("for what was saved", "is saved.")
	w.press("Measures")
	w.press("Measure library")
	w.reads("what is missing", "The library describes")
	w.fill("Words", "door alarms")
	w.press("Show")
	w.press("Door alarms answered within ten minutes")
	w.reads("what it is for", "Does anybody come?")
	w.press("Where the values are, if they are here already")
	w.fill("Source of “Alarms answered in time”", "Alarm register", "Value of the source for “Alarms answered in time”", "answered", "Source of “Alarms”", "Alarm register", "Value of the source for “Alarms”", "alarms")
	w.press("Adopt this measure")
	w.reads("what was made", "is adopted from the library.")
	w.reads("where it comes from", "Door alarms answered within ten minutes, version 1")

	now := time.Now().UTC()
	month := func(back int) string {
		return time.Date(now.Year(), now.Month()-time.Month(back), 0, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	}
	for i, counted := range []int{36, 45} {
		w.press("Evidence")
		w.press("Alarm register")
		w.b.Attach("File", fmt.Sprintf("alarms-%d.csv", i+1), fmt.Sprintf("day,alarms,answered\n%s,50,%d\n", month(1-i), counted))
		w.press("Send the file")
		w.reads("what became of it", "is read and kept, with 2 values.")
	}
	w.press("Measures")
	w.press("Measure library")
	w.press("Adopted here 2")
	w.press("Door alarms answered within ten minutes")
	w.press("Door alarms answered within ten minutes")
	w.reads("what it comes to", "90%")
	w.reads("how", "100 * answered / alarms")
	w.reads("of what", "answered 45")
	w.press("R-")
	w.reads("which file", "alarms-2.csv")
	w.press("alarms-2.csv")
	w.reads("what stood in it", month(0)+" 50 45")
	w.b.Silent()
}
