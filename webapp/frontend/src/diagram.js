import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

async function show(container) {
  const response = await fetch(container.dataset.source);
  if (!response.ok) return;
  const viewer = new NavigatedViewer({ container });
  await viewer.importXML(await response.text());
  const canvas = viewer.get("canvas");
  translate(viewer, JSON.parse(container.dataset.labels || "{}"));
  for (const [marker, ids] of Object.entries(JSON.parse(container.dataset.markers || "{}"))) {
    for (const id of ids) if (viewer.get("elementRegistry").get(id)) canvas.addMarker(id, marker);
  }
  canvas.zoom("fit-viewport", "auto");
  centreOn(viewer, container.dataset.centre);
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

// On a narrow screen the whole diagram is unreadable: begin at the element where the case stands.
function centreOn(viewer, id) {
  const canvas = viewer.get("canvas");
  const element = id && viewer.get("elementRegistry").get(id);
  if (!element || canvas.zoom() > 0.6) return;
  canvas.zoom(0.7);
  const { outer } = canvas.viewbox();
  const scale = canvas.zoom();
  canvas.viewbox({
    x: element.x + element.width / 2 - outer.width / scale / 2,
    y: element.y + element.height / 2 - outer.height / scale / 2,
    width: outer.width / scale,
    height: outer.height / scale,
  });
}

for (const container of document.querySelectorAll("[data-diagram]")) show(container);
