package preference_test

import (
	"testing"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/preference"
)

func TestWhoseChoiceHolds(t *testing.T) {
	c := preference.Chosen{Own: preference.Set{preference.Theme: "dark", preference.Density: "", preference.Dates: "of a version to come"},
		Everyone: preference.Set{preference.Theme: "light", preference.Density: "compact"}}
	for name, want := range map[preference.Name]string{preference.Theme: "dark", preference.Density: "compact", preference.Dates: "named", preference.Numbers: "comma-point"} {
		if got := c.Is(name); got != want {
			t.Errorf("%s is %s, not %s", name, got, want)
		}
	}
	if got := (preference.Chosen{}).Is(preference.Theme); got != "system" {
		t.Errorf("where nobody chose, the theme is %s", got)
	}
}

func TestOnlyChoicesAreKept(t *testing.T) {
	if err := (preference.Set{preference.Theme: "dark", preference.Numbers: ""}).Check(); err != nil {
		t.Error(err)
	}
	err := preference.Set{preference.Theme: "pink", "font": "big"}.Check()
	if f := fault.Of(err); !fault.Is(err, fault.Invalid) || len(f.Fields) != 2 || f.Fields[0].Path != "font" {
		t.Errorf("what is no choice is kept: %v", err)
	}
	for _, name := range preference.All {
		if len(preference.Choices(name)) < 2 {
			t.Errorf("%s leaves nothing to choose", name)
		}
	}
}
