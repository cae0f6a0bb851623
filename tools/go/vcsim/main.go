// vcsim serves govmomi's vCenter simulator on a free loopback port, prints its URL as one line, and ends with its caller.
package main

import (
	"crypto/tls"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"syscall"

	"github.com/vmware/govmomi/simulator"
)

func main() {
	esx := flag.Bool("esx", false, "a lone ESXi host instead of a vCenter")
	passthrough := flag.Bool("passthrough", false, "with PCI passthrough and reboots, which stock vcsim does not have")
	modern := flag.Bool("modern", false, "claims API 8.0.3.0; with passthrough, a device can be enabled without a reboot")
	flag.Parse()

	model := simulator.VPX() // one datacenter, a cluster of three hosts with DRS, a lone host, VMs on both
	if *esx {
		model = simulator.ESX()
	}
	if *modern {
		model.ServiceContent.About.ApiVersion = "8.0.3.0"
	}
	if err := model.Create(); err != nil {
		log.Fatal(err)
	}
	defer model.Remove()
	if *passthrough {
		addPassthrough(model.Map(), *modern)
	}

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
