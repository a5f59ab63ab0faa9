// PDFium in WebAssembly, as mlsys_paper.pdf.browser asks for it: a page's glyphs and
// objects are read here in one pass and handed over as a few arrays and one JSON text,
// since a crossing from Python to JavaScript costs more than most of the questions.

import { init } from "./pdfium/index.browser.js";

const OBJECT = { 1: "text", 2: "path", 3: "image", 4: "other", 5: "form" };
const BEZIER = 1; // kind of a path's segment
const STRAIGHT = 6; // points of a path that are worth handing over: a rectangle's
const DEEPEST = 15; // forms within forms
const LINK = 2; // subtype of an annotation
const ACTIONS = { 1: "here", 2: "file", 3: "uri", 4: "launch" };
const PASSWORD = 4; // PDFium's error
const REASONS = {
  0: "Success", 1: "Unknown error", 2: "File access error", 3: "Data format error",
  4: "Incorrect password error", 5: "Unsupported security scheme error",
  6: "Page not found or content error",
};
const LONGEST = 1 << 16; // bytes of an address
const FORMAT = { grey: 1, colour: 2 }; // bitmaps of one and three bytes a pixel
const ANNOTATIONS = 0x01; // draw them
const GREY = 0x08;
const REMOVE_SECURITY = 4;

// `onPage(number, count)` is called as each page is read.
export async function makeEngine(wasm, onPage) {
  const p = await init({ wasmBinary: wasm });
  p.PDFiumExt_Init();
  const module = p.pdfium;
  const { malloc, free } = module.wasmExports;
  // PDFium writes its answers here.
  const at = malloc(64);
  const word = (i) => at + 4 * i;
  const floats = (count) => Array.from(new Float32Array(module.HEAPU8.buffer, at, count));
  const words = (count) => Array.from(new Uint32Array(module.HEAPU8.buffer, at, count));
  const integer = () => new Int32Array(module.HEAPU8.buffer, at, 1)[0];

  function text(ask, most = 256) {
    const room = malloc(most);
    try {
      const length = ask(room, most);
      return length > 0 && length <= most ? module.UTF8ToString(room, length) : "";
    } finally {
      free(room);
    }
  }

  function open(bytes) {
    const data = malloc(bytes.length || 1);
    if (!data) return undefined; // no memory is left for it
    module.HEAPU8.set(bytes, data);
    const document = p.FPDF_LoadMemDocument(data, bytes.length, "");
    if (p.FPDF_GetPageCount(document) < 1) {
      const code = p.FPDF_GetLastError();
      free(data);
      return { document: 0, data: 0, reason: REASONS[code], locked: code === PASSWORD };
    }
    return { document, data };
  }

  function close(file) {
    p.FPDF_CloseDocument(file.document);
    free(file.data);
  }

  // --- objects ---------------------------------------------------------------

  function clips(thing) {
    const path = p.FPDFPageObj_GetClipPath(thing);
    const count = path ? p.FPDFClipPath_CountPaths(path) : 0;
    const boxes = [];
    for (let i = 0; i < count; i++) {
      const xs = [], ys = [];
      const segments = p.FPDFClipPath_CountPathSegments(path, i);
      for (let k = 0; k < segments; k++) {
        const segment = p.FPDFClipPath_GetPathSegment(path, i, k);
        if (segment && p.FPDFPathSegment_GetPoint(segment, word(0), word(1))) {
          const [x, y] = floats(2);
          xs.push(x);
          ys.push(y);
        }
      }
      if (xs.length) boxes.push([least(xs), least(ys), most(xs), most(ys)]);
    }
    return boxes;
  }

  function corners(path) {
    const count = p.FPDFPath_CountSegments(path);
    if (count > STRAIGHT) return [];
    const points = [];
    for (let i = 0; i < count; i++) {
      const segment = p.FPDFPath_GetPathSegment(path, i);
      if (!segment || p.FPDFPathSegment_GetType(segment) === BEZIER) return [];
      p.FPDFPathSegment_GetPoint(segment, word(0), word(1));
      points.push(floats(2));
    }
    return points;
  }

  function colour(ask, thing) {
    return ask(thing, word(0), word(1), word(2), word(3)) ? words(4) : null;
  }

  function object(thing, found, fonts, depth) {
    const kind = OBJECT[p.FPDFPageObj_GetType(thing)] ?? "other";
    const it = {
      kind,
      matrix: p.FPDFPageObj_GetMatrix(thing, at) ? floats(6) : null,
      bounds: p.FPDFPageObj_GetBounds(thing, word(0), word(1), word(2), word(3)) ? floats(4) : null,
      fill: colour(p.FPDFPageObj_GetFillColor, thing),
      transparent: !!p.FPDFPageObj_HasTransparency(thing),
      clips: clips(thing),
    };
    if (kind === "text" || kind === "path") it.stroke = colour(p.FPDFPageObj_GetStrokeColor, thing);
    if (kind === "path") {
      it.width = p.FPDFPageObj_GetStrokeWidth(thing, at) ? floats(1)[0] : null;
      it.filled = !!p.FPDFPath_GetDrawMode(thing, word(0), word(1)) && integer() !== 0;
      it.corners = it.filled ? corners(thing) : [];
    } else if (kind === "image") {
      it.pixels = p.FPDFImageObj_GetImagePixelSize(thing, word(0), word(1)) ? words(2) : null;
    } else if (kind === "text") {
      p.FPDFTextObj_GetFontSize(thing, at);
      it.size = floats(1)[0];
      it.mode = p.FPDFTextObj_GetTextRenderMode(thing);
      it.font = p.FPDFTextObj_GetFont(thing);
      if (it.font && !(it.font in fonts)) fonts[it.font] = font(it.font);
    } else if (kind === "form") {
      it.inside = [];
      const count = depth < DEEPEST ? p.FPDFFormObj_CountObjects(thing) : 0;
      for (let i = 0; i < count; i++) {
        const inner = p.FPDFFormObj_GetObject(thing, i);
        if (inner) {
          it.inside.push(inner);
          object(inner, found, fonts, depth + 1);
        }
      }
    }
    found[thing] = it;
  }

  function font(number) {
    p.FPDFFont_GetItalicAngle(number, at);
    const angle = integer();
    return {
      name: text((room, most) => p.FPDFFont_GetBaseFontName(number, room, most)),
      family: text((room, most) => p.FPDFFont_GetFamilyName(number, room, most)),
      flags: p.FPDFFont_GetFlags(number),
      weight: p.FPDFFont_GetWeight(number),
      angle,
      embedded: p.FPDFFont_GetIsEmbedded(number) === 1,
    };
  }

  // --- links and annotations -------------------------------------------------

  function rectangle() {
    const [left, top, right, bottom] = floats(4);
    return [
      Math.min(left, right), Math.min(bottom, top), Math.max(left, right), Math.max(bottom, top),
    ];
  }

  function links(document, page) {
    const found = [];
    new Int32Array(module.HEAPU8.buffer, word(8), 1)[0] = 0;
    while (p.FPDFLink_Enumerate(page, word(8), word(9))) {
      const link = new Uint32Array(module.HEAPU8.buffer, word(9), 1)[0];
      p.FPDFLink_GetAnnotRect(link, at);
      found.push(aim(document, link, rectangle()));
    }
    return found;
  }

  function aim(document, link, box) {
    let target = p.FPDFLink_GetDest(document, link);
    const action = p.FPDFLink_GetAction(link);
    let kind = target ? "here" : "other";
    if (action) {
      kind = ACTIONS[p.FPDFAction_GetType(action)] ?? "other";
      if (!target && kind === "here") target = p.FPDFAction_GetDest(document, action);
    }
    if (kind === "uri") {
      const ask = (room, most) => p.FPDFAction_GetURIPath(document, action, room, most);
      return { box, kind, target: text(ask, LONGEST) };
    }
    if (kind === "file" || kind === "launch") {
      const ask = (room, most) => p.FPDFAction_GetFilePath(action, room, most);
      return { box, kind, target: text(ask, LONGEST) };
    }
    if (kind === "here" && target) {
      const number = p.FPDFDest_GetDestPageIndex(document, target);
      return { box, kind, target: "", page: number >= 0 ? number + 1 : null, place: place(target) };
    }
    return { box, kind, target: "" };
  }

  function place(target) {
    if (!p.FPDFDest_GetLocationInPage(target, word(0), word(1), word(2), word(3), word(4), word(5))) {
      return null;
    }
    const [hasX, hasY] = words(2);
    const [, , , x, y] = floats(6);
    return [hasX ? x : null, hasY ? y : null];
  }

  function annotations(page) {
    const found = [];
    const count = p.FPDFPage_GetAnnotCount(page);
    for (let i = 0; i < count; i++) {
      const annotation = p.FPDFPage_GetAnnot(page, i);
      if (!annotation) continue;
      const subtype = p.FPDFAnnot_GetSubtype(annotation);
      if (subtype !== LINK) {
        p.FPDFAnnot_GetRect(annotation, at);
        found.push({ subtype, box: rectangle() });
      }
      p.FPDFPage_CloseAnnot(annotation);
    }
    return found;
  }

  // --- glyphs ----------------------------------------------------------------

  function glyphs(textPage) {
    const count = Math.max(p.FPDFText_CountChars(textPage), 0);
    const codes = new Uint32Array(count), owners = new Uint32Array(count);
    const generated = [], matrices = {};
    const boxes = malloc(count * 32 || 8), origins = malloc(count * 16 || 8);
    const cells = malloc(count * 16 || 8);
    for (let i = 0; i < count; i++) {
      codes[i] = p.FPDFText_GetUnicode(textPage, i);
      owners[i] = p.FPDFText_GetTextObject(textPage, i);
      const box = boxes + 32 * i, origin = origins + 16 * i;
      p.FPDFText_GetCharBox(textPage, i, box, box + 8, box + 16, box + 24);
      p.FPDFText_GetCharOrigin(textPage, i, origin, origin + 8);
      p.FPDFText_GetLooseCharBox(textPage, i, cells + 16 * i);
      if (codes[i] === 32 && p.FPDFText_IsGenerated(textPage, i) === 1) generated.push(i);
      if (owners[i] && (i === 0 || owners[i] !== owners[i - 1])) {
        if (p.FPDFText_GetMatrix(textPage, i, at)) matrices[i] = floats(4);
      }
    }
    const { buffer } = module.HEAPU8;
    const table = {
      codes,
      owners,
      boxes: new Float64Array(buffer.slice(boxes, boxes + count * 32)),
      origins: new Float64Array(buffer.slice(origins, origins + count * 16)),
      cells: new Float32Array(buffer.slice(cells, cells + count * 16)),
    };
    for (const room of [boxes, origins, cells]) free(room);
    return { table, generated, matrices };
  }

  // --- pages -----------------------------------------------------------------

  function openPage(file, index) {
    const page = p.FPDF_LoadPage(file.document, index);
    if (!page) return undefined;
    p.FPDF_GetPageBoundingBox(page, at);
    const [left, top, right, bottom] = floats(4);
    const size = [p.FPDF_GetPageWidthF(page), p.FPDF_GetPageHeightF(page)];
    const outline = [...size, left, bottom, right, top, 90 * p.FPDFPage_GetRotation(page)];
    return { file, page, index, outline };
  }

  // Read an open page: give it arrays on its glyphs, and return all else as JSON.
  function read(it) {
    const { file, page } = it;
    onPage(it.index + 1, p.FPDF_GetPageCount(file.document));
    const objects = {}, fonts = {}, order = [];
    const count = p.FPDFPage_CountObjects(page);
    for (let i = 0; i < count; i++) {
      const thing = p.FPDFPage_GetObject(page, i);
      if (thing) {
        order.push(thing);
        object(thing, objects, fonts, 0);
      }
    }
    // Its objects are what the glyphs belong to; it stays open as long as the page.
    it.textPage = p.FPDFText_LoadPage(page);
    const { table, generated, matrices } = glyphs(it.textPage);
    Object.assign(it, table);
    return jsonOf({
      links: links(file.document, page),
      annotations: annotations(page),
      order, objects, fonts, generated, matrices,
    });
  }

  function closePage(it) {
    if (it.textPage) p.FPDFText_ClosePage(it.textPage);
    p.FPDF_ClosePage(it.page);
  }

  // Draw a page; what is left of the rows' ends is cut off.
  function draw(page, scale, grey) {
    const width = Math.ceil(p.FPDF_GetPageWidthF(page) * scale);
    const height = Math.ceil(p.FPDF_GetPageHeightF(page) * scale);
    const bitmap = p.FPDFBitmap_CreateEx(width, height, grey ? FORMAT.grey : FORMAT.colour, 0, 0);
    if (!bitmap) return undefined; // no memory is left for it
    p.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xffffffff);
    const flags = ANNOTATIONS | (grey ? GREY : 0);
    p.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, flags);
    const stride = p.FPDFBitmap_GetStride(bitmap), from = p.FPDFBitmap_GetBuffer(bitmap);
    const across = width * (grey ? 1 : 3);
    const pixels = new Uint8Array(across * height);
    for (let y = 0; y < height; y++) {
      const row = from + y * stride;
      pixels.set(module.HEAPU8.subarray(row, row + across), y * across);
    }
    p.FPDFBitmap_Destroy(bitmap);
    return { width, height, pixels };
  }

  function difference(it, texts, scale, grey) {
    const whole = draw(it.page, scale, grey);
    for (const thing of texts) p.FPDFPageObj_SetIsActive(thing, 0);
    const bare = draw(it.page, scale, grey);
    for (const thing of texts) p.FPDFPageObj_SetIsActive(thing, 1);
    if (!whole || !bare) return undefined;
    const { width, height } = whole;
    const pixels = new Uint8Array(width * height);
    const step = grey ? 1 : 3;
    for (let i = 0, k = 0; i < pixels.length; i++) {
      let greatest = 0;
      for (let c = 0; c < step; c++, k++) {
        greatest = Math.max(greatest, Math.abs(whole.pixels[k] - bare.pixels[k]));
      }
      pixels[i] = greatest;
    }
    return { width, height, pixels };
  }

  // The same document without its encryption.
  function rewritten(file) {
    const encrypted = p.FPDF_GetSecurityHandlerRevision(file.document) !== -1;
    const writer = p.PDFiumExt_OpenFileWriter();
    try {
      if (!p.FPDF_SaveAsCopy(file.document, writer, REMOVE_SECURITY)) return undefined;
      const size = p.PDFiumExt_GetFileWriterSize(writer);
      const room = malloc(size || 1);
      p.PDFiumExt_GetFileWriterData(writer, room, size);
      const bytes = module.HEAPU8.slice(room, room + size);
      free(room);
      return { bytes, encrypted };
    } finally {
      p.PDFiumExt_CloseFileWriter(writer);
    }
  }

  const pages = (file) => p.FPDF_GetPageCount(file.document);
  return {
    open, close, pages, openPage, read, closePage, difference, rewritten,
    draw: (it, scale) => draw(it.page, scale, true),
  };
}

// JSON as Python reads it, in which numbers need not be finite: those of damaged files.
function jsonOf(facts) {
  const mark = "\u0000";
  const text = JSON.stringify(facts, (_, value) =>
    typeof value === "number" && !Number.isFinite(value) ? mark + value : value);
  return text.replace(/"\\u0000(NaN|-?Infinity)"/g, "$1");
}

function least(numbers) {
  return numbers.reduce((one, other) => Math.min(one, other));
}

function most(numbers) {
  return numbers.reduce((one, other) => Math.max(one, other));
}
