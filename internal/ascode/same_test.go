package ascode_test

import (
	"encoding/json"

	"github.com/steelyard-isms/steelyard/internal/record"
)

// same compares trees by their JSON.
func same(a, b record.Tree) bool {
	x, err1 := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err1 == nil && err2 == nil && string(x) == string(y)
}
