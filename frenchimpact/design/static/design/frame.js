// Pasted on another site: puts a page of ours in a frame as tall as what it holds. No cookie, nothing is read of the page around.
// <script src="…/integrer/cadre.js" data-cadre="…/integrer/liste/" data-titre="…" async></script>
(() => {
  const script = document.currentScript;
  const source = new URL(script.dataset.cadre, script.src);
  if (source.origin !== new URL(script.src).origin) return;
  const frame = document.createElement("iframe");
  frame.src = source.href;
  frame.title = script.dataset.titre || document.title;
  frame.loading = "lazy";
  frame.style.cssText = "border:0;inline-size:100%;block-size:480px";
  window.addEventListener("message", ({ source: from, origin, data }) => {
    if (from !== frame.contentWindow || origin !== source.origin || data?.frame !== "french-impact") return;
    if (Number.isFinite(data.height)) frame.style.blockSize = `${Math.min(Math.max(data.height, 80), 30000)}px`;
  });
  script.after(frame);
})();
