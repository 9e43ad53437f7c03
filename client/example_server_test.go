package client_test

import (
	"context"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/steelyard-isms/steelyard/client"
	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// serve runs a server with a small programme for an example, and gives its address with a token as an administrator makes one.
func serve() (address, token string, stop func()) {
	check := func(err error) {
		if err != nil {
			log.Fatal(err)
		}
	}
	folder, err := os.MkdirTemp("", "steelyard")
	check(err)
	a, err := app.New(context.Background(), app.Options{Database: filepath.Join(folder, "steelyard.db"), Listen: "127.0.0.1:0"})
	check(err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()
	_, err = a.Service.CreateAccount(ctx, app.Operator(), service.NewAccount{Login: "kari", Role: access.Administrator})
	check(err)
	token, _, err = a.Service.CreateToken(ctx, app.Operator(), "kari", "example", time.Hour)
	check(err)
	c, err := client.New(a.Address(), token)
	check(err)
	_, err = c.Bulk(ctx, programme, client.BulkOptions{})
	check(err)
	return a.Address(), token, func() {
		cancel()
		check(<-done)
		check(a.Close())
		check(os.RemoveAll(folder))
	}
}
