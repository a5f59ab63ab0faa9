// PDFium for Python: the functions that mlsys_paper/browser/pdfium.py calls.
//
// Two memories: PDFium's, and Python's (`python.HEAP32`). Views of a memory are good until
// it grows, so they are taken anew for each call.

const GREY = 1, BGR = 2;
const DRAW_ANNOTATIONS = 0x01, DRAW_GREY = 0x08;
const REMOVE_SECURITY = 3;
const WHITE = 0xffffffff;
const PAGE_LIMIT_OF_SCRATCH = 1 << 16;
const REASONS = {
  1: "Unknown error", 2: "File access error", 3: "Data format error",
  4: "Incorrect password error", 5: "Unsupported security scheme error",
  6: "Page not found or content error",
};

// Return the library that Python sees. `onPage(index, count)` is called as each page is opened.
export function pdfiumFor(module, python, onPage) {
  const f = module.wasmExports;
  const scratch = f.malloc(PAGE_LIMIT_OF_SCRATCH);
  const holders = new Map();  // the memory that a document lies in
  module.ccall("PDFiumExt_Init", null, [], []);

  const int32 = () => module.HEAP32;

  // A function with out-parameters: `words` has 0 for an argument that is passed as it is,
  // and otherwise how many words the function fills in.
  function bind(name, words, pointer) {
    const function_ = f[name];
    const sizes = [...words];
    const result = pointer ? (answer) => answer || undefined : (answer) => answer;
    if (sizes.every((size) => !size)) {
      const bound = (...values) => result(function_(...values));
      bound.raw = function_;
      return bound;
    }
    const bound = (...values) => {
      const given = values.slice();
      let place = scratch, heap = int32();
      for (let i = 0; i < sizes.length; i++) {
        if (!sizes[i]) continue;
        given[i] = place;
        for (let k = 0; k < sizes[i]; k++) {
          heap[(place >> 2) + k] = python.HEAP32[(values[i] >> 2) + k];
        }
        place += 4 * sizes[i] + 4 * (sizes[i] % 2);
      }
      const answer = function_(...given);
      heap = int32();
      for (let i = 0; i < sizes.length; i++) {
        for (let k = 0; k < sizes[i]; k++) {
          python.HEAP32[(values[i] >> 2) + k] = heap[(given[i] >> 2) + k];
        }
      }
      return result(answer);
    };
    bound.raw = function_;
    return bound;
  }

  // A function whose last arguments are a buffer in Python's memory, or none, and its size.
  function bindString(name) {
    return (...values) => {
      const size = values.pop();
      const target = values.pop();
      if (!target) return f[name](...values, 0, 0);
      const buffer = f.malloc(size);
      const answer = f[name](...values, buffer, size);
      python.HEAPU8.set(module.HEAPU8.subarray(buffer, buffer + size), target);
      f.free(buffer);
      return answer;
    };
  }

  function forEachGlyph(function_, text, count) {
    const raw = function_.raw;
    const answers = new Uint32Array(count);
    for (let i = 0; i < count; i++) answers[i] = raw(text, i);
    return answers;
  }

  function doublesOfGlyphs(function_, text, count, size) {
    const raw = function_.raw;
    const answers = new Float64Array(count * size);
    const places = Array.from({ length: size }, (_, k) => scratch + 8 * k);
    for (let i = 0; i < count; i++) {
      module.HEAPF64.fill(0, scratch >> 3, (scratch >> 3) + size);
      raw(text, i, ...places);
      answers.set(module.HEAPF64.subarray(scratch >> 3, (scratch >> 3) + size), i * size);
    }
    return answers;
  }

  function floatsOfGlyphs(function_, text, count, size) {
    const raw = function_.raw;
    const answers = new Float32Array(count * size);
    for (let i = 0; i < count; i++) {
      module.HEAPF32.fill(0, scratch >> 2, (scratch >> 2) + size);
      raw(text, i, scratch);
      answers.set(module.HEAPF32.subarray(scratch >> 2, (scratch >> 2) + size), i * size);
    }
    return answers;
  }

  function openDocument(data) {
    const view = data.getBuffer("u8");
    const size = view.data.length;
    const place = f.malloc(size || 1);
    if (place) module.HEAPU8.set(view.data, place);
    view.release();
    if (!place) throw new Error("out of memory");
    const pdf = f.FPDF_LoadMemDocument64(place, size, 0);
    if (f.FPDF_GetPageCount(pdf) < 1) {
      const reason = REASONS[f.FPDF_GetLastError()] || "Success";
      if (pdf) f.FPDF_CloseDocument(pdf);
      f.free(place);
      return [0, reason];
    }
    holders.set(pdf, place);
    return [pdf, ""];
  }

  function closeDocument(pdf) {
    f.FPDF_CloseDocument(pdf);
    f.free(holders.get(pdf));
    holders.delete(pdf);
  }

  function openPage(pdf, index) {
    onPage(index, f.FPDF_GetPageCount(pdf));
    return f.FPDF_LoadPage(pdf, index);
  }

  function boundingBox(page) {
    if (!f.FPDF_GetPageBoundingBox(page, scratch)) return undefined;
    return module.HEAPF32.slice(scratch >> 2, (scratch >> 2) + 4);
  }

  function decrypted(pdf) {
    const writer = module.ccall("PDFiumExt_OpenFileWriter", "number", [], []);
    try {
      if (!f.FPDF_SaveAsCopy(pdf, writer, REMOVE_SECURITY)) return undefined;
      const size = module.ccall("PDFiumExt_GetFileWriterSize", "number", ["number"], [writer]);
      const place = f.malloc(size || 1);
      f.PDFiumExt_GetFileWriterData(writer, place, size);
      const copy = module.HEAPU8.slice(place, place + size);
      f.free(place);
      return copy;
    } finally {
      f.PDFiumExt_CloseFileWriter(writer);
    }
  }

  // Draw a page: rows of pixels without gaps, of one byte (grey) or three.
  function draw(page, scale, grey) {
    const width = Math.ceil(f.FPDF_GetPageWidthF(page) * scale);
    const height = Math.ceil(f.FPDF_GetPageHeightF(page) * scale);
    if (width < 1 || height < 1) throw new Error("Crop exceeds page dimensions");
    const depth = grey ? 1 : 3;
    const bitmap = f.FPDFBitmap_CreateEx(width, height, grey ? GREY : BGR, 0, 0);
    if (!bitmap) return undefined;
    f.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE);
    const flags = DRAW_ANNOTATIONS | (grey ? DRAW_GREY : 0);
    f.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, flags);
    const start = f.FPDFBitmap_GetBuffer(bitmap), stride = f.FPDFBitmap_GetStride(bitmap);
    const pixels = new Uint8Array(width * height * depth);
    for (let y = 0; y < height; y++) {
      const row = start + y * stride;
      pixels.set(module.HEAPU8.subarray(row, row + width * depth), y * width * depth);
    }
    f.FPDFBitmap_Destroy(bitmap);
    return { width, height, pixels };
  }

  // Draw a page with and without text objects: how far the two differ, at most of any colour.
  function difference(page, texts, scale, grey) {
    const objects = [...texts];
    const whole = draw(page, scale, grey);
    for (const object of objects) f.FPDFPageObj_SetIsActive(object, 0);
    const bare = draw(page, scale, grey);
    for (const object of objects) f.FPDFPageObj_SetIsActive(object, 1);
    if (!whole || !bare) return undefined;
    const { width, height, pixels: a } = whole, b = bare.pixels;
    const depth = grey ? 1 : 3;
    const pixels = new Uint8Array(width * height);
    for (let i = 0, k = 0; i < pixels.length; i++) {
      let most = 0;
      for (let colour = 0; colour < depth; colour++, k++) {
        const apart = Math.abs(a[k] - b[k]);
        if (apart > most) most = apart;
      }
      pixels[i] = most;
    }
    return {
      width, height,
      most: (left, top, right, bottom) => mostOf(pixels, width, left, top, right, bottom),
      least: (...place) => leastOf(pixels, width, ...place),
    };
  }

  return {
    bind, bindString, forEachGlyph, doublesOfGlyphs, floatsOfGlyphs,
    openDocument, closeDocument, openPage, boundingBox, decrypted, difference,
    greys: (page, scale) => draw(page, scale, true),
    countPages: (pdf) => f.FPDF_GetPageCount(pdf),
    isEncrypted: (pdf) => f.FPDF_GetSecurityHandlerRevision(pdf) !== -1,
    closePage: (page) => f.FPDF_ClosePage(page),
    openText: (page) => f.FPDFText_LoadPage(page),
    closeText: (text) => f.FPDFText_ClosePage(text),
    width: (page) => f.FPDF_GetPageWidthF(page),
    height: (page) => f.FPDF_GetPageHeightF(page),
    rotation: (page) => f.FPDFPage_GetRotation(page),
  };
}

function mostOf(pixels, width, left, top, right, bottom) {
  let most = 0;
  for (let y = top; y < bottom; y++) {
    for (let i = y * width + left; i < y * width + right; i++) {
      if (pixels[i] > most) most = pixels[i];
    }
  }
  return most;
}

// The darkest average of the stretches of a part along its longer side, rounded as Pillow does.
function leastOf(pixels, width, left, top, right, bottom, step) {
  const along = right - left > bottom - top;
  const length = along ? right - left : bottom - top;
  let least = 255;
  for (let start = 0; start < length; start += step) {
    const stop = Math.min(start + step, length);
    const [x0, x1] = along ? [left + start, left + stop] : [left, right];
    const [y0, y1] = along ? [top, bottom] : [top + start, top + stop];
    const size = (x1 - x0) * (y1 - y0);
    let sum = size >> 1;
    for (let y = y0; y < y1; y++) {
      for (let i = y * width + x0; i < y * width + x1; i++) sum += pixels[i];
    }
    const part = Math.trunc(Math.fround(2 ** 24 / size));
    least = Math.min(least, Math.floor(sum * part / 2 ** 24));
  }
  return least;
}
