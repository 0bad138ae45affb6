// An office of its own on Windows or Wine, for the installed program:
//
//	office serve FILE               a cybozu.com and its proxy, until it is killed; FILE
//	                                gets the host and the proxy's URL, FILE.pem the
//	                                certificate of its authority
//	office trust FILE HOST          makes Windows trust that, and ends well once it does:
//	                                under Wine, not always the first time
//	office save HOST [FIRST [PASSWORD]]
//	                                what the window would save in the credential store;
//	                                FIRST is the initial password, PASSWORD another than
//	                                the right one
//	office list HOST                ends well if something is saved
//	office hold FILE READY          holds a file as other programs do, until it is killed;
//	                                READY is made once it does
//	office notice TITLE TEXT        shows a notice as an import without a person does
package main

import (
	"context"
	"encoding/pem"
	"fmt"
	"net/http"
	"os"
	"time"

	"golang.org/x/sys/windows"

	"anpisync/app/credentials"
	"anpisync/app/notify"
	"anpisync/app/process"
	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
)

func main() {
	if err := run(os.Args[1], os.Args[2], os.Args[3:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(verb, object string, more []string) error {
	ctx, keyring := context.Background(), credentials.System()
	switch verb {
	case "serve":
		return serve(object)
	case "trust":
		return trust(object, more[0])
	case "hold":
		return hold(object, more[0])
	case "notice":
		return notify.Show(ctx, notify.Notice{Title: object, Text: more[0], Place: process.PlaceHome})
	case "list":
		_, err := keyring.Load(ctx, cybozu.Host(object))
		return err
	case "save":
		s := credentials.Secret{Login: cybozutest.Login, Password: cybozutest.Password}
		for i, field := range []*string{&s.InitialPassword, &s.Password} {
			if i < len(more) {
				*field = more[i]
			}
		}
		return keyring.Save(ctx, cybozu.Host(object), s)
	}
	return fmt.Errorf("what is %q?", verb)
}

// hold lets others read the file, but neither write to it nor delete it.
func hold(file, ready string) error {
	name, err := windows.UTF16PtrFromString(file)
	if err != nil {
		return err
	}
	if _, err := windows.CreateFile(name, windows.GENERIC_READ, windows.FILE_SHARE_READ, nil, windows.OPEN_EXISTING, 0, 0); err != nil {
		return err
	}
	if err := os.WriteFile(ready, nil, 0o600); err != nil {
		return err
	}
	for {
		time.Sleep(time.Hour)
	}
}

func serve(file string) error {
	server, err := cybozutest.NewServer(cybozutest.Sample(), cybozutest.Options{Subdomain: "wine"})
	if err != nil {
		return err
	}
	proxy, err := server.Proxy()
	if err != nil {
		return err
	}
	if err := os.WriteFile(file+".pem", server.CACertPEM(), 0o600); err != nil {
		return err
	}
	if err := os.WriteFile(file+".part", []byte(server.Host()+" "+proxy+"\n"), 0o600); err != nil {
		return err
	}
	if err := os.Rename(file+".part", file); err != nil {
		return err
	}
	select {}
}

// trust puts the certificate of an authority into the user's ROOT store, and calls on
// the host that it vouches for.
func trust(file, host string) error {
	authority, err := os.ReadFile(file + ".pem")
	if err != nil {
		return err
	}
	block, _ := pem.Decode(authority)
	certificate, err := windows.CertCreateCertificateContext(windows.X509_ASN_ENCODING, &block.Bytes[0], uint32(len(block.Bytes)))
	if err != nil {
		return fmt.Errorf("read the certificate: %w", err)
	}
	defer windows.CertFreeCertificateContext(certificate)
	root, err := windows.UTF16PtrFromString("ROOT")
	if err != nil {
		return err
	}
	store, err := windows.CertOpenSystemStore(0, root)
	if err != nil {
		return fmt.Errorf("open the ROOT store: %w", err)
	}
	if err := windows.CertAddCertificateContextToStore(store, certificate, windows.CERT_STORE_ADD_ALWAYS, nil); err != nil {
		return fmt.Errorf("add to the ROOT store: %w", err)
	}
	if err := windows.CertCloseStore(store, 0); err != nil {
		return fmt.Errorf("close the ROOT store: %w", err)
	}
	answer, err := http.Get("https://" + host + "/")
	if err != nil {
		return err
	}
	return answer.Body.Close()
}
