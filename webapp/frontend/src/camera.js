// The camera's window: looks for codes in what the camera sees until it is closed. Loaded when it is first needed.
const EVERY_MS = 120;
const SAME_AGAIN_MS = 2500;
const WIDEST = 1280;

let reader = null;

// Calls `onText` with what was read; where it answers true, the window stays open for the next.
export async function openCamera(onText) {
  const template = document.getElementById("camera-window");
  const dialog = template.content.firstElementChild.cloneNode(true);
  document.body.append(dialog);
  const view = { dialog, video: dialog.querySelector("video"), said: dialog.querySelector(".camera-said"), isOpen: true };
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => close(view));
  dialog.showModal();
  try {
    view.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: WIDEST } } });
  } catch (error) {
    const why = { NotAllowedError: "refused", NotFoundError: "none", OverconstrainedError: "none" }[error.name] ?? "broken";
    view.said.textContent = view.said.dataset[why];
    return;
  }
  if (!view.isOpen) return stop(view);
  reader ??= readerOf(template.dataset.worker);
  await look(view, onText);
}

async function look(view, onText) {
  view.video.srcObject = view.stream;
  await view.video.play();
  view.said.textContent = view.said.dataset.looking;
  offerLight(view);
  let last = { text: "", at: 0 };
  while (view.isOpen) {
    const text = await (await reader)(view.video).catch(() => "");
    const isNew = text !== last.text || performance.now() - last.at > SAME_AGAIN_MS;
    if (text && view.isOpen && isNew) {
      const stays = await onText(text);
      if (!stays) view.dialog.close();
    }
    if (text) last = { text, at: performance.now() };
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}

function close(view) {
  view.isOpen = false;
  stop(view);
  view.dialog.remove();
}

function stop(view) {
  for (const track of view.stream?.getTracks() ?? []) track.stop();
}

function offerLight(view) {
  const [track] = view.stream.getVideoTracks();
  const button = view.dialog.querySelector("[data-torch]");
  if (!track.getCapabilities?.().torch) return;
  let isOn = false;
  button.hidden = false;
  button.addEventListener("click", () => track.applyConstraints({ advanced: [{ torch: (isOn = !isOn) }] }));
}

// What reads a picture: the browser itself where it can, else a worker with a reader of our own.
async function readerOf(workerAddress) {
  const kinds = (await globalThis.BarcodeDetector?.getSupportedFormats?.()) ?? [];
  if (kinds.includes("qr_code") && kinds.includes("code_128")) {
    const wanted = ["qr_code", "data_matrix", "code_128", "code_39", "ean_13"].filter((kind) => kinds.includes(kind));
    const detector = new BarcodeDetector({ formats: wanted });
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? "";
  }
  return inWorker(new Worker(workerAddress, { type: "module" }));
}

function inWorker(worker) {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return (video) => {
    const scale = Math.min(1, WIDEST / video.videoWidth);
    canvas.width = video.videoWidth * scale;
    canvas.height = video.videoHeight * scale;
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const picture = context.getImageData(0, 0, canvas.width, canvas.height);
    return new Promise((resolve) => {
      worker.onmessage = ({ data }) => resolve(data.text ?? "");
      worker.onerror = () => resolve("");
      worker.postMessage(picture, [picture.data.buffer]);
    });
  };
}
