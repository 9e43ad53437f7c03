// Package docs holds the documents that the program shows on its own pages, too.
package docs

import _ "embed"

// Glossary is the glossary, in Markdown: under each heading a table of terms with meaning, source, and words to avoid.
//
//go:embed glossary.md
var Glossary string
