import Viewer from "bpmn-js/lib/Viewer";

// Below this a label (12 px in the file) cannot be read: a wide diagram scrolls instead.
const READABLE = 0.85;
const LARGEST = 2;
const STEP = 1.25;
const MARGIN = 12;

async function show(container) {
  const response = await fetch(container.dataset.source);
  if (!response.ok) return;
  const scroller = container.querySelector(".diagram-scroll");
  const sheet = container.querySelector(".diagram-sheet");
  const viewer = new Viewer({ container: sheet });
  if (!(await isDrawn(viewer, await response.text()))) {
    container.hidden = true; // the list of the steps says the same
    return;
  }
  translate(viewer, JSON.parse(container.dataset.labels || "{}"));
  mark(viewer, JSON.parse(container.dataset.markers || "{}"));
  const view = { viewer, scroller, sheet, inner: viewer.get("canvas").viewbox().inner, scale: 1 };
  const whole = Math.min(1, scroller.clientWidth / (view.inner.width + 2 * MARGIN));
  draw(view, Math.max(whole, READABLE));
  lookAt(view, container.dataset.centre);
  offerZoom(container, view, whole);
  dragByMouse(scroller);
}

// A process may run without ever having been drawn.
async function isDrawn(viewer, xml) {
  try {
    await viewer.importXML(xml);
    return true;
  } catch {
    return false;
  }
}

function translate(viewer, labels) {
  const graphics = viewer.get("graphicsFactory");
  const canvas = viewer.get("canvas");
  viewer.get("elementRegistry").forEach((element) => {
    const text = labels[element.id.replace(/_label$/, "")];
    if (!text || !element.businessObject?.name) return;
    element.businessObject.name = text;
    graphics.update(element.waypoints ? "connection" : "shape", element, canvas.getGraphics(element));
  });
}

function mark(viewer, markers) {
  const canvas = viewer.get("canvas");
  const elements = viewer.get("elementRegistry");
  for (const [marker, ids] of Object.entries(markers)) {
    for (const id of ids) if (elements.get(id)) canvas.addMarker(id, marker);
  }
}

// The sheet is as large as the drawing at this scale; the browser scrolls it, by touch, wheel and keys.
function draw(view, scale) {
  const { viewer, sheet, inner } = view;
  const width = inner.width + 2 * MARGIN;
  const height = inner.height + 2 * MARGIN;
  view.scale = scale;
  sheet.style.width = `${width * scale}px`;
  sheet.style.height = `${height * scale}px`;
  const canvas = viewer.get("canvas");
  canvas.resized();
  canvas.viewbox({ x: inner.x - MARGIN, y: inner.y - MARGIN, width, height });
}

function lookAt(view, id) {
  const element = id && view.viewer.get("elementRegistry").get(id);
  if (!element) return;
  const { scroller, inner, scale } = view;
  scroller.scrollLeft = (element.x + element.width / 2 - inner.x + MARGIN) * scale - scroller.clientWidth / 2;
  scroller.scrollTop = (element.y + element.height / 2 - inner.y + MARGIN) * scale - scroller.clientHeight / 2;
}

function offerZoom(container, view, whole) {
  const { scroller } = view;
  const scales = { in: () => Math.min(LARGEST, view.scale * STEP), out: () => view.scale / STEP, whole: () => whole };
  const bar = container.querySelector(".diagram-bar");
  for (const button of bar.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => {
      const before = view.scale;
      const across = scroller.scrollLeft + scroller.clientWidth / 2;
      const down = scroller.scrollTop + scroller.clientHeight / 2;
      draw(view, Math.max(whole, scales[button.dataset.zoom]()));
      scroller.scrollLeft = (across * view.scale) / before - scroller.clientWidth / 2;
      scroller.scrollTop = (down * view.scale) / before - scroller.clientHeight / 2;
    });
  }
  bar.hidden = false;
  // The mark of bpmn.io stays in sight and uncovered (its licence), wherever the drawing is scrolled to.
  const logo = view.sheet.querySelector(".bjs-powered-by");
  if (logo) bar.append(logo);
}

function dragByMouse(scroller) {
  let from = null;
  scroller.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button) return;
    from = { x: event.clientX + scroller.scrollLeft, y: event.clientY + scroller.scrollTop };
    scroller.setPointerCapture(event.pointerId);
  });
  scroller.addEventListener("pointermove", (event) => {
    if (!from) return;
    scroller.scrollLeft = from.x - event.clientX;
    scroller.scrollTop = from.y - event.clientY;
  });
  for (const end of ["pointerup", "pointercancel"]) scroller.addEventListener(end, () => (from = null));
}

for (const container of document.querySelectorAll("[data-diagram]")) show(container);
