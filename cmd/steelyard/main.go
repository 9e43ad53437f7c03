// Command steelyard is the whole product in one binary. See steelyard --help. What it does is in internal/cli; here it only
// begins.
package main

import (
	"os"
	_ "time/tzdata" // sources and mappings name zones; a bare machine may have none

	"github.com/steelyard-isms/steelyard/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
