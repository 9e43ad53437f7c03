package page

import (
	"html/template"

	"github.com/steelyard-isms/steelyard/internal/catalog/words"
)

// due is the forecast for the day on which the target is due; nil: there is none.
func (t *Foretold) due() *AheadAt {
	if t == nil || t.Chance == nil || len(t.Ahead) == 0 {
		return nil
	}
	return &t.Ahead[len(t.Ahead)-1]
}

// forecastSentence says what becomes of the target if the trend goes on; empty without a forecast.
func (p Objective) forecastSentence() template.HTML {
	x := p.Forecast.due()
	if x == nil || p.Attainment == Achieved || p.Attainment == Missed {
		return ""
	}
	key := words.Key("objective.finding.forecast")
	if p.Forecast.Seems {
		key = "objective.finding.forecast-seems"
	}
	return p.h(key, words.F("value", p.num().Quantity(x.Middle, p.Now.Unit)), words.T("due", p.date(p.Due)), words.T("chance", p.chanceOf(*p.Forecast.Chance)))
}

// forecastFact is the value that the trend leads to by the due date.
func (p Objective) forecastFact() string {
	return p.num().Quantity(p.Forecast.due().Middle, p.Now.Unit)
}

func (p Objective) forecastNote() string {
	x := p.Forecast.due()
	return p.t("objective.fact.forecast-range", words.F("low", p.num().Number(x.Low80)), words.F("high", p.num().Quantity(x.High80, p.Now.Unit)))
}

// chanceNote is what the chance rests on.
func (p Objective) chanceNote() string {
	if p.Forecast.Seems {
		return p.t("objective.fact.chance-seems")
	}
	return p.t("objective.fact.chance-note")
}

// noForecast says why there is none; empty where there is one, or nothing to say.
func (p Objective) noForecast() string {
	if p.Forecast == nil || p.Forecast.due() != nil || p.Due.IsZero() || p.AsOf.Day.After(p.Due) {
		return ""
	}
	why, ok := noForecastWords[p.Forecast.Trend]
	if !ok {
		return ""
	}
	if key, ok := outlookWords[p.Forecast.Capable]; ok && p.Forecast.Trend == NoTrend {
		return p.t(why) + " " + plainText(p.h(key, words.T("what", p.t("objective.attainment.it"))))
	}
	return p.t(why)
}
