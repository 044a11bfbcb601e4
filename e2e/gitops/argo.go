package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	lua "github.com/yuin/gopher-lua"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

var argoHealths = []string{"Healthy", "Suspended", "Progressing", "Missing", "Degraded", "Unknown"}

// argoHealth follows GetResourceHealth of Argo CD's gitops-engine/pkg/health: what is being deleted is judged
// without the script.
func argoHealth(object *unstructured.Unstructured, script string) (health, error) {
	if object.GetDeletionTimestamp() != nil {
		return health{"Progressing", "Pending deletion"}, nil
	}
	returned, err := runLua(object, script)
	if err != nil {
		return health{}, err
	}
	table, isTable := returned.(*lua.LTable)
	if !isTable {
		return health{}, fmt.Errorf("it returns a %s, not a table", returned.Type())
	}
	status, message := table.RawGetString("status"), table.RawGetString("message")
	if !slices.Contains(argoHealths, status.String()) {
		return health{}, fmt.Errorf("it returns the status %v, which Argo CD does not know", status)
	}
	if message.Type() != lua.LTString {
		return health{}, fmt.Errorf("it returns a %s for a message", message.Type())
	}
	return health{status.String(), message.String()}, nil
}

// runLua follows runLua of Argo CD's util/lua: no libraries but package, base and table, and a second of time.
// Its os library, of date and time alone, is left out.
func runLua(object *unstructured.Unstructured, script string) (lua.LValue, error) {
	state := lua.NewState(lua.Options{SkipOpenLibs: true})
	defer state.Close()
	for _, library := range []struct {
		name string
		open lua.LGFunction
	}{
		{lua.LoadLibName, lua.OpenPackage},
		{lua.BaseLibName, lua.OpenBase},
		{lua.TabLibName, lua.OpenTable},
	} {
		call := lua.P{Fn: state.NewFunction(library.open), Protect: true}
		if err := state.CallByParam(call, lua.LString(library.name)); err != nil {
			return nil, err
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	state.SetContext(ctx)
	state.SetGlobal("obj", toLua(state, object.Object))
	if err := state.DoString(script); err != nil {
		return nil, err
	}
	return state.Get(-1), nil
}

func toLua(state *lua.LState, value any) lua.LValue {
	switch value := value.(type) {
	case bool:
		return lua.LBool(value)
	case int64:
		return lua.LNumber(value)
	case float64:
		return lua.LNumber(value)
	case string:
		return lua.LString(value)
	case []any:
		table := state.CreateTable(len(value), 0)
		for _, item := range value {
			table.Append(toLua(state, item))
		}
		return table
	case map[string]any:
		table := state.CreateTable(0, len(value))
		for key, item := range value {
			table.RawSetString(key, toLua(state, item))
		}
		return table
	default:
		return lua.LNil
	}
}
