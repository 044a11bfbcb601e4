// Command remotecommand attaches to a guest, or runs a command in it, with the executors of client-go,
// as any program does that can run commands in pods: its input goes to the guest, the guest's output is
// its output.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/url"
	"os"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/remotecommand"
	utilexec "k8s.io/client-go/util/exec"
	"k8s.io/streaming/pkg/httpstream"
)

const groupVersionPath = "/apis/subresources.guest-operator.dev/v1alpha1"

func main() {
	kubeconfig := flag.String("kubeconfig", os.Getenv("KUBECONFIG"), "file that says where the cluster is")
	namespace := flag.String("namespace", "default", "namespace of the guest")
	subresource := flag.String("subresource", "attach", "attach or exec")
	query := flag.String("query", "device=serial", "parameters of the subresource")
	user := flag.String("as", "", "user to be, if not oneself")
	fallback := flag.Bool("fallback", false, "try SPDY where the WebSocket is refused, as kubectl does")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: remotecommand [flags] GUEST")
		os.Exit(2)
	}
	err := run(*kubeconfig, *user, *namespace, flag.Arg(0), *subresource, *query, *fallback)
	if err != nil {
		fmt.Fprintln(os.Stderr, describe(err))
	}
	os.Exit(exitCode(err))
}

func run(kubeconfig, user, namespace, guest, subresource, query string, fallback bool) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	config.Impersonate.UserName = user
	target, err := url.Parse(config.Host)
	if err != nil {
		return err
	}
	target = target.JoinPath(groupVersionPath, "namespaces", namespace, "guests", guest, subresource)
	target.RawQuery = query
	executor, err := newExecutor(config, target, fallback)
	if err != nil {
		return err
	}
	return executor.StreamWithContext(context.Background(), remotecommand.StreamOptions{
		Stdin:  os.Stdin,
		Stdout: os.Stdout,
		Stderr: os.Stderr,
	})
}

func newExecutor(config *rest.Config, target *url.URL, fallback bool) (remotecommand.Executor, error) {
	overWebSocket, err := remotecommand.NewWebSocketExecutor(config, "GET", target.String())
	if err != nil || !fallback {
		return overWebSocket, err
	}
	overSpdy, err := remotecommand.NewSPDYExecutor(config, "POST", target)
	if err != nil {
		return nil, err
	}
	always := func(error) bool { return true }
	return remotecommand.NewFallbackExecutor(overWebSocket, overSpdy, always)
}

// describe names the reason of a Status before its message, for tests to read.
func describe(err error) string {
	var refused *httpstream.UpgradeFailureError
	if errors.As(err, &refused) {
		err = refused.Cause
	}
	if reason := apierrors.ReasonForError(err); reason != "" {
		return fmt.Sprintf("%s: %v", reason, err)
	}
	return err.Error()
}

func exitCode(err error) int {
	var coded utilexec.CodeExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &coded):
		return coded.Code
	default:
		return 1
	}
}
