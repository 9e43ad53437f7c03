package ascode

import (
	"encoding/json"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// Say gives a value in a few words for one line.
func Say(tree record.Tree) string {
	switch x := tree.(type) {
	case nil:
		return "nothing"
	case string:
		return quoteShort(x)
	}
	b, err := json.Marshal(tree)
	if err != nil {
		return "something that cannot be told"
	}
	return record.Clip(string(b))
}

func quoteShort(s string) string {
	b, err := json.Marshal(record.Clip(s))
	if err != nil {
		return ""
	}
	return string(b)
}
