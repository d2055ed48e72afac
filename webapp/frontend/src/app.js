import htmx from "htmx.org";
import { keepDrafts } from "./drafts.js";
import { guardForms } from "./forms.js";
import { closeMenus } from "./menus.js";
import { keepChosenPeople } from "./picker.js";
import { pollVersions } from "./poll.js";
import { catchScanner, moveOnAfterScan, offerCamera } from "./scan.js";
import { scanMany } from "./scan-many.js";
import { measureTouch } from "./touched.js";
import { emptyAfterUpload } from "./uploads.js";

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="csrf-token"]');
  if (token) event.detail.headers["X-CSRFToken"] = token.content;
});

closeMenus();
guardForms();
keepDrafts();
pollVersions(htmx);
emptyAfterUpload();
moveOnAfterScan();
measureTouch();
keepChosenPeople();
scanMany();
offerCamera();
catchScanner();
