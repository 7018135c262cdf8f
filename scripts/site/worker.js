// Lets the search run in pages that are opened as files, where browsers start no workers:
// an invisible frame takes the worker's place.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(url) {
      super();
      this.frame = document.body.appendChild(document.createElement("iframe"));
      this.frame.hidden = true;
      const inner = this.frame.contentWindow;
      window.addEventListener("message", ({ source, data }) => {
        if (source === inner) this.dispatchEvent(new MessageEvent("message", { data }));
      });
      this.ready = new Promise((resolve) => {
        inner.document.open();
        inner.document.write(`<!doctype html><body><script>
          postMessage = (data) => parent.postMessage(data, "*");
          importScripts = (...urls) => urls.reduce((before, src) => before.then(() =>
            new Promise((onload) =>
              document.body.append(Object.assign(document.createElement("script"), { src, onload }))
            )), Promise.resolve());
          <\/script><script src="${url}"><\/script></body>`);
        inner.document.close();
        inner.onload = resolve;
      });
    }

    postMessage(data) {
      const message = new MessageEvent("message", { data });
      this.ready.then(() => this.frame.contentWindow.dispatchEvent(message));
    }

    terminate() {
      this.frame.remove();
    }
  };
}
