package sheet

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/query"
	"github.com/steelyard-isms/steelyard/internal/record"
)

// valueOf reads a cell as its field is written in a declaration, or says why it cannot be.
func valueOf(c query.Column, cell string, dates bool, parse func([]byte) (record.Tree, error)) (record.Tree, string) {
	trimmed := strings.TrimSpace(cell)
	nested := c.Form == record.ListForm || c.Form == record.TableForm || c.Form == record.GroupForm
	if nested || c.Field.Dated && strings.HasPrefix(trimmed, "[") {
		x, err := parse([]byte(trimmed))
		if err != nil {
			why := "is not JSON"
			if f := fault.Of(err); len(f.Fields) > 0 {
				why += ": " + f.Fields[0].Reason
			}
			return nil, why
		}
		return x, ""
	}
	switch c.Form {
	case record.NumberForm, record.IntegerForm:
		if decimal.MatchString(trimmed) && len(trimmed) < 400 {
			return json.Number(plain(trimmed, c.Form)), ""
		}
	case record.YesNoForm:
		if x, ok := truth(trimmed); ok {
			return x, ""
		}
	default:
		if c.Field.Type == record.Day {
			return day(trimmed, dates), ""
		}
	}
	return unguard(cell), "" // the kernel says what is wrong with it
}

// plain writes a whole number as people do, where a spreadsheet wrote 1E+3 or 3.0.
func plain(text string, form record.Form) string {
	if form != record.IntegerForm {
		return text
	}
	if x, err := strconv.ParseFloat(text, 64); err == nil && x == float64(int64(x)) && x < 1<<53 && x > -1<<53 {
		return strconv.FormatInt(int64(x), 10)
	}
	return text
}

// day reads a date; a spreadsheet may have made a number of it.
func day(text string, dates bool) string {
	if !dates || !decimal.MatchString(text) {
		return unguard(text)
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || n < 1 || n > 2_958_465 {
		return text
	}
	at, err := excelize.ExcelDateToTime(n, false)
	if err != nil {
		return text
	}
	return at.Format("2006-01-02")
}

func truth(cell string) (value, ok bool) {
	switch strings.ToLower(cell) {
	case "true", "1", "yes":
		return true, true
	case "false", "0", "no":
		return false, true
	}
	return false, false
}
