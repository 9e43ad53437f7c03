package page_test

import (
	"github.com/steelyard-isms/steelyard/internal/catalog/words"
	"github.com/steelyard-isms/steelyard/internal/web/page"
)

func libraryFindings() []said {
	of := func(name string, p renderer, reads string, forms ...words.Key) said {
		return said{name: name, page: p, reads: reads, forms: forms}
	}
	gaps := []page.Ref{{Name: "maturity", Path: "/library?parameter=maturity"}, {Name: "third parties", Path: "/library?parameter=third-parties"}}
	some := func(n int) page.List { return page.List{Path: page.PathLibrary, Total: n} }
	entry := page.LibraryEntry{Key: "door-alarms-answered", Title: "Door alarms", Purpose: "Does anybody come?"}
	once, twice := entry, entry
	once.Adopters = []page.LibraryAdopter{{Ref: page.Ref{Code: "M-7", Name: "Door alarms", Path: "/measures/M-7"}}}
	twice.Adopters = append(once.Adopters, page.LibraryAdopter{Ref: page.Ref{Code: "M-8", Name: "Alarms in the north", Path: "/measures/M-8"}})
	return []said{
		of("library of which nothing is adopted", page.Library{All: 103, List: some(103)}, "The library describes 103 measures, and none of them is adopted here.", "library.finding.none-adopted"),
		of("library with gaps", page.Library{All: 103, Adopted: 4, Known: true, Gaps: gaps, List: some(103)}, "The library describes 103 measures, of which 4 are adopted here. Of 2 parameters there is no healthy measure here, maturity and third parties.",
			"library.finding.all", "library.finding.gaps"),
		of("library without a gap", page.Library{All: 103, Adopted: 1, Known: true, List: some(103)}, "The library describes 103 measures, of which one is adopted here. Of each of the fifteen parameters there is a healthy measure here.", "library.finding.all", "library.finding.no-gaps"),
		of("library that is narrowed", page.Library{All: 103, Narrowed: true, List: some(7)}, "7 of the 103 measures of the library fit.", "library.finding.some"),
		of("library in which nothing fits", page.Library{All: 103, Narrowed: true, List: some(0)}, "None of the 103 measures of the library fits.", "library.finding.nothing"),
		of("library measure that is not adopted", entry, "It answers the question: Does anybody come? It is not adopted here.", "library.finding.purpose", "library.finding.not-adopted"),
		of("library measure that is adopted", once, "It answers the question: Does anybody come? It is adopted here as Door alarms.", "library.finding.purpose", "library.finding.adopted"),
		of("library measure that is adopted twice", twice, "It answers the question: Does anybody come? It is adopted here 2 times, as Door alarms and Alarms in the north.", "library.finding.purpose", "library.finding.adopted"),
	}
}
