// vcsim serves govmomi's vCenter simulator on a free loopback port, prints its URL as one line, and ends with its caller.
package main

import (
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"syscall"

	"github.com/vmware/govmomi/simulator"
)

func main() {
	model := simulator.VPX() // one datacenter, a cluster of three hosts with DRS, a lone host, VMs on both
	if err := model.Create(); err != nil {
		log.Fatal(err)
	}
	defer model.Remove()

	model.Service.TLS = new(tls.Config) // httptest fills in its own self-signed certificate
	server := model.Service.NewServer()
	defer server.Close()
	fmt.Println(server.URL)

	// A closed stdin means that the test process is gone, however it died: nothing outlives it.
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGINT, syscall.SIGTERM)
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		ended <- syscall.SIGTERM
	}()
	<-ended
}
