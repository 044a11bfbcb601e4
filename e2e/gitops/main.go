// Command gitops judges objects as Flux and Argo CD do: it reads objects and lists of them as JSON,
// one after the other, and writes for each a line of JSON with both verdicts.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/fluxcd/cli-utils/pkg/kstatus/status"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
)

type verdict struct {
	Kind    string `json:"kind"`
	Name    string `json:"name"`
	Kstatus health `json:"kstatus"`
	Argo    health `json:"argo"`
}

type health struct {
	Status  string `json:"status"`
	Message string `json:"message"`
}

func main() {
	script := flag.String("health", "", "file with the health check for Argo CD")
	flag.Parse()
	if err := judgeAll(*script, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func judgeAll(script string, in io.Reader, out io.Writer) error {
	lua, err := os.ReadFile(script)
	if err != nil {
		return err
	}
	documents, verdicts := json.NewDecoder(in), json.NewEncoder(out)
	for {
		var document json.RawMessage
		if err := documents.Decode(&document); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if err := judgeDocument(document, string(lua), verdicts); err != nil {
			return err
		}
	}
}

func judgeDocument(document []byte, lua string, verdicts *json.Encoder) error {
	decoded, _, err := unstructured.UnstructuredJSONScheme.Decode(document, nil, nil)
	if err != nil {
		return err
	}
	judgeOne := func(object runtime.Object) error {
		judged, err := judge(object.(*unstructured.Unstructured), lua)
		if err != nil {
			return err
		}
		return verdicts.Encode(judged)
	}
	if list, isList := decoded.(*unstructured.UnstructuredList); isList {
		return list.EachListItem(judgeOne)
	}
	return judgeOne(decoded)
}

func judge(object *unstructured.Unstructured, lua string) (verdict, error) {
	flux, err := status.Compute(object)
	if err != nil {
		return verdict{}, fmt.Errorf("%s %s: kstatus: %w", object.GetKind(), object.GetName(), err)
	}
	argo, err := argoHealth(object, lua)
	if err != nil {
		return verdict{}, fmt.Errorf("%s %s: health check: %w", object.GetKind(), object.GetName(), err)
	}
	return verdict{
		Kind:    object.GetKind(),
		Name:    object.GetName(),
		Kstatus: health{flux.Status.String(), flux.Message},
		Argo:    argo,
	}, nil
}
