// Does in a data folder what the system's scheduler does, at the sample that -demo imports,
// and expects to be stopped there: stopped FOLDER
package main

import (
	"context"
	"errors"
	"io"
	"log"
	"os"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/app/notify"
	"anpisync/app/schedule"
	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
)

func main() {
	if err := run(context.Background(), os.Args[1]); !app.IsStopped(err) {
		log.Fatalf("it was not stopped: %v", err)
	}
}

func run(ctx context.Context, folder string) error {
	server, err := cybozutest.NewServer(cybozutest.Sample(), cybozutest.Options{})
	if err != nil {
		return err
	}
	defer server.Close()
	keyring := credentials.Memory()
	err = keyring.Save(ctx, cybozu.Host(server.Host()), credentials.Secret{
		Login: cybozutest.Login, Password: cybozutest.Password, InitialPassword: "anpi-2026",
	})
	return errors.Join(err, app.ImportIn(ctx, app.Options{
		Dir: folder, Keyring: keyring, Scheduler: schedule.Memory(),
		Cybozu: cybozu.Options{Transport: server.Transport()},
		Notify: func(context.Context, notify.Notice) error { return nil }, // nobody is there
	}, "", io.Discard))
}
