package score

import "math"

// z95 is the 97.5 % point of the standard normal distribution.
const z95 = 1.959963984540054

// Percent is the value of a share of 1 in a measure whose unit is %.
const Percent = 100.0

// Sampled is the score of a share that was found in a sample, and the scores that its 95 % interval spans.
type Sampled struct {
	Value       Maybe `json:"value"` // in the measure's unit; none where the sample is empty, as are the others
	Score       Maybe `json:"score"`
	Band        Band  `json:"band,omitempty"`
	Low         Maybe `json:"low"`
	High        Maybe `json:"high"`
	Provisional bool  `json:"provisional"` // low and high are in different bands: the sample is too small to tell
}

// Sample scores successes out of n drawn at random; not a census, whose share is certain and goes to Score. Whole is
// the value of a share of 1, Percent where the unit is %. The interval is Wilson's (E. B. Wilson, 1927), without
// continuity correction. Its scores do not enter the bounds of a parent.
//
// The fault is Invalid and names successes where they are not between 0 and n, whole where it is not a positive
// number, level where the scale is a lookup.
func (i Indicator) Sample(successes, n int, whole float64) (Sampled, error) {
	if successes < 0 || successes > n {
		return Sampled{}, refused("successes", "is not between 0 and n", "Count the successes among those that were drawn")
	}
	if !finite(whole) || whole <= 0 {
		return Sampled{}, refused("whole", "is not a positive number", "Give the value of a share of 1: 100 where the unit is %")
	}
	if n == 0 {
		return Sampled{}, nil
	}
	value := whole * float64(successes) / float64(n)
	score, err := i.Score(value)
	if err != nil {
		return Sampled{}, err
	}
	low, high := score, score
	// In a range the best score lies inside the interval, so the score of the value itself joins those of the ends.
	for _, share := range wilson(successes, n) {
		end, err := i.Score(whole * share)
		if err != nil {
			return Sampled{}, err
		}
		low, high = min(low, end), max(high, end)
	}
	return Sampled{
		Value: Some(value), Score: Some(score), Band: BandOf(score), Low: Some(low), High: Some(high),
		Provisional: BandOf(low) != BandOf(high),
	}, nil
}

// Wilson gives the ends of the 95 % interval of a share, 0 to 1, from successes out of n. Where n is not positive or
// successes are not between 0 and n nothing is known of the share, and it gives 0 and 1.
func Wilson(successes, n int) (low, high float64) {
	if n <= 0 || successes < 0 || successes > n {
		return 0, 1
	}
	ends := wilson(successes, n)
	return ends[0], ends[1]
}

func wilson(successes, n int) [2]float64 {
	size := float64(n)
	p, z2 := float64(successes)/size, z95*z95/size
	half := z95 * math.Sqrt(p*(1-p)/size+z2/(4*size)) / (1 + z2)
	middle := (p + z2/2) / (1 + z2)
	return [2]float64{max(0, middle-half), min(1, middle+half)}
}
