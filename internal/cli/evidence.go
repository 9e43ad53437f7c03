package cli

import (
	"fmt"
	"io"

	"github.com/steelyard-isms/steelyard/client"
)

type fileCommand struct {
	Send fileSendCommand `cmd:"" help:"Keep a file that records are to name, and print its SHA-256."`
	Get  fileGetCommand  `cmd:"" help:"Fetch a file by its SHA-256: one that was sent, or the raw file of a run."`
}

type fileSendCommand struct {
	connection
	File   string `arg:"" help:"The file, of at most 32 MiB; - is standard input." predictor:"file"`
	Reason string `help:"For the journal." placeholder:"TEXT"`
}

// Run keeps a file.
func (c *fileSendCommand) Run(r *run) error {
	f, err := openFile(r, c.File)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	return c.asking(r, func(to *client.Client) error {
		got, err := to.SendFile(r.ctx, f, c.Reason)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(r.out, got.SHA256)
		if got.Again {
			_, _ = fmt.Fprintln(r.err, "this very file was kept before: nothing was added")
		}
		return err
	})
}

type fileGetCommand struct {
	connection
	SHA256 string `arg:"" name:"sha256" help:"By which records and runs name it."`
	To     string `arg:"" optional:"" default:"-" help:"Where to write it; standard output unless told." predictor:"file"`
}

// Run fetches a file. What is not the file that was asked for, whole, does not get its name.
func (c *fileGetCommand) Run(r *run) error {
	return c.asking(r, func(to *client.Client) error {
		if c.To == "-" {
			return to.FetchFile(r.ctx, c.SHA256, r.out)
		}
		return beside(c.To, newFile, func(w io.Writer) error { return to.FetchFile(r.ctx, c.SHA256, w) })
	})
}
