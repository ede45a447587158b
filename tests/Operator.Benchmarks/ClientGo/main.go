// A small operator made with client-go, which the benchmark measures beside the operator of this repository, in the same run.
//
// For a new object it adds a finalizer and makes one call, for an edit one call, for a deletion one, and the condition Ready after the first two. It is no
// replacement: no drift, adoption, events, metrics, permissions, leader election, limit of calls or classes of errors; it forgets what it has created when
// it is killed before the status is written. It never looks at what it has created: a cluster is Ready once the call was taken, not when it runs.
//
// Standard input is one JSON document with the objects and the calls, written by Fleets/ClientGoKind.cs; KUBECONFIG names the API server.
package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"text/template"
	"time"

	v1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/dynamicinformer"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/util/workqueue"
)

const finalizer = "databricks-operator.io/client-go"

type values map[string]interface{}

// text is a template of the document. That of a body sees the name, the spec and the id of the object, that of an id the answer of the workspace.
type text struct{ *template.Template }

func (t *text) UnmarshalText(source []byte) (err error) {
	functions := template.FuncMap{
		"json":   func(value interface{}) (string, error) { data, err := json.Marshal(value); return string(data), err },
		"base64": func(value string) string { return base64.StdEncoding.EncodeToString([]byte(value)) },
	}
	t.Template, err = template.New("").Funcs(functions).Option("missingkey=error").Parse(string(source))
	return err
}

type call struct {
	Path string
	Body text
}

type document struct {
	Resource                            schema.GroupVersionResource
	Namespace, Host, Token, StatusField string
	Workers                             int
	ID                                  text
	Create, Edit, Delete                call
}

type operator struct {
	document
	objects dynamic.ResourceInterface
	store   cache.Store
	queue   workqueue.RateLimitingInterface
	client  *http.Client
	ids     sync.Map // by UID: the cache may not yet have the status that was written a moment ago
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	o := &operator{queue: workqueue.NewRateLimitingQueue(workqueue.DefaultControllerRateLimiter())}
	if err := json.NewDecoder(os.Stdin).Decode(&o.document); err != nil {
		return fmt.Errorf("standard input: %w", err)
	}
	config, err := clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	if err != nil {
		return err
	}
	config.QPS = -1 // no limit, as the operator that it is compared with has none
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		return err
	}
	o.objects = client.Resource(o.Resource).Namespace(o.Namespace)
	o.client = &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: o.Workers}}
	factory := dynamicinformer.NewFilteredDynamicSharedInformerFactory(client, 0, o.Namespace, nil)
	informer := factory.ForResource(o.Resource).Informer()
	informer.AddEventHandler(cache.ResourceEventHandlerFuncs{AddFunc: o.enqueue, UpdateFunc: o.enqueueChanged})
	o.store = informer.GetStore()
	factory.Start(ctx.Done())
	if !cache.WaitForCacheSync(ctx.Done(), informer.HasSynced) {
		return ctx.Err()
	}
	for i := 0; i < o.Workers; i++ {
		go wait.UntilWithContext(ctx, o.work, time.Second)
	}
	<-ctx.Done()
	o.queue.ShutDown()
	return nil
}

func (o *operator) enqueue(object interface{}) {
	if key, err := cache.MetaNamespaceKeyFunc(object); err == nil {
		o.queue.Add(key)
	}
}

// enqueueChanged leaves out what this program has written itself: neither a finalizer nor a status makes a new generation.
func (o *operator) enqueueChanged(before, after interface{}) {
	was, is := before.(*unstructured.Unstructured), after.(*unstructured.Unstructured)
	if was.GetGeneration() != is.GetGeneration() || is.GetDeletionTimestamp() != nil {
		o.enqueue(after)
	}
}

func (o *operator) work(ctx context.Context) {
	for key, shutdown := o.queue.Get(); !shutdown; key, shutdown = o.queue.Get() {
		if err := o.reconcile(ctx, key.(string)); err != nil {
			log.Printf("%s: %v", key, err)
			o.queue.AddRateLimited(key)
		} else {
			o.queue.Forget(key)
		}
		o.queue.Done(key)
	}
}

func (o *operator) reconcile(ctx context.Context, key string) error {
	item, exists, err := o.store.GetByKey(key)
	if err != nil || !exists {
		return err
	}
	object := item.(*unstructured.Unstructured)
	id := o.id(object)
	if object.GetDeletionTimestamp() != nil {
		return o.delete(ctx, object, id)
	}
	if observed, _, _ := unstructured.NestedInt64(object.Object, "status", "observedGeneration"); observed == object.GetGeneration() {
		return nil
	}
	if id == "" {
		id, err = o.create(ctx, object)
	} else {
		_, err = o.post(ctx, o.Edit, object, id)
	}
	if err != nil {
		return err
	}
	return o.ready(ctx, object, id)
}

func (o *operator) create(ctx context.Context, object *unstructured.Unstructured) (string, error) {
	finalizers := sets.NewString(object.GetFinalizers()...).Insert(finalizer)
	if err := o.patch(ctx, object, values{"metadata": values{"finalizers": finalizers.List()}}); err != nil {
		return "", err
	}
	answer, err := o.post(ctx, o.Create, object, "")
	if err != nil {
		return "", err
	}
	var id bytes.Buffer
	if err := o.ID.Execute(&id, answer); err != nil {
		return "", err
	}
	o.ids.Store(object.GetUID(), id.String())
	return id.String(), nil
}

func (o *operator) delete(ctx context.Context, object *unstructured.Unstructured, id string) error {
	finalizers := sets.NewString(object.GetFinalizers()...)
	if !finalizers.Has(finalizer) {
		return nil
	}
	if id != "" {
		if _, err := o.post(ctx, o.Delete, object, id); err != nil {
			return err
		}
	}
	err := o.patch(ctx, object, values{"metadata": values{"finalizers": finalizers.Delete(finalizer).List()}})
	if err == nil {
		o.ids.Delete(object.GetUID())
	}
	return err
}

func (o *operator) id(object *unstructured.Unstructured) string {
	if id, known := o.ids.Load(object.GetUID()); known {
		return id.(string)
	}
	id, _, _ := unstructured.NestedString(object.Object, "status", o.StatusField)
	return id
}

func (o *operator) ready(ctx context.Context, object *unstructured.Unstructured, id string) error {
	condition := v1.Condition{
		Type: "Ready", Status: v1.ConditionTrue, Reason: "Available", ObservedGeneration: object.GetGeneration(), LastTransitionTime: v1.Now(),
	}
	status := values{"conditions": []v1.Condition{condition}, "observedGeneration": object.GetGeneration(), o.StatusField: id}
	return o.patch(ctx, object, values{"status": status}, "status")
}

func (o *operator) patch(ctx context.Context, object *unstructured.Unstructured, change values, subresources ...string) error {
	data, err := json.Marshal(change)
	if err != nil {
		return err
	}
	_, err = o.objects.Patch(ctx, object.GetName(), types.MergePatchType, data, v1.PatchOptions{}, subresources...)
	return err
}

func (o *operator) post(ctx context.Context, to call, object *unstructured.Unstructured, id string) (answer values, err error) {
	var body bytes.Buffer
	if err := to.Body.Execute(&body, values{"name": object.GetName(), "spec": object.Object["spec"], "id": id}); err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, o.Host+"/"+to.Path, &body)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+o.Token)
	request.Header.Set("Content-Type", "application/json")
	response, err := o.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s %s %v", to.Path, response.Status, data, err)
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber() // the id of a job does not fit into a float64
	err = decoder.Decode(&answer)
	return answer, err
}
