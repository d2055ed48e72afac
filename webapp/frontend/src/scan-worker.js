// Reads codes from pictures, apart from the page: only this worker may compile WebAssembly (its own security policy).
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import wasm from "zxing-wasm/reader/zxing_reader.wasm";

const READ = { formats: ["QRCode", "DataMatrix", "Code128", "Code39", "EAN13"], maxNumberOfSymbols: 1 };

prepareZXingModule({ overrides: { locateFile: () => new URL(wasm, import.meta.url).href } });

addEventListener("message", async ({ data: picture }) => {
  try {
    const [found] = await readBarcodes(picture, READ);
    postMessage({ text: found ? readable(found) : "" });
  } catch (error) {
    postMessage({ failure: String(error) });
  }
});

// The mark of the symbology tells a GS1 string from a number that only begins like one.
function readable(found) {
  return found.contentType === "GS1" ? found.symbologyIdentifier + found.text : found.text;
}
