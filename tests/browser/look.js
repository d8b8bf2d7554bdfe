// What the checks read in the page. Each function gives plain values; those named *Faults give texts of faults.
const look = (() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const shown = (el) => el.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const sized = (el) => {
    const box = el.getBoundingClientRect();
    return box.width > 0 && box.height > 0;
  };
  const style = (el) => getComputedStyle(el);
  const words = (el) => (el.innerText ?? el.textContent).replace(/\s+/g, " ").trim();
  const short = (text) => (text.length > 48 ? `${text.slice(0, 45)}…` : text);
  const px = (number) => Math.round(number * 10) / 10;

  // The charts as a reader sees them: an SVG within another is a part of it.
  const isChart = (svg) => !svg.parentElement.closest("svg");
  const charts = () => all("svg").filter(isChart);
  const shownCharts = () => charts().filter((svg) => shown(svg) && sized(svg));
  const texts = (svg) => all("text", svg).filter((text) => shown(text) && sized(text) && words(text));

  // How a fault names an element: its tag, id and class, its place among those of its tag, and its words.
  const name = (el) => {
    const id = el.id ? `#${el.id}` : "";
    const classes = [...el.classList].map((one) => `.${one}`).join("");
    const place = id ? "" : `[${1 + all(el.localName).indexOf(el)}]`;
    const label = el.getAttribute("aria-label") ?? words(el.querySelector(":scope > summary") ?? el);
    return `${el.localName}${id}${classes}${place}${label ? ` "${short(label)}"` : ""}`;
  };
  const nameText = (text) => `text "${short(words(text))}" of ${name(text.closest("svg"))}`;

  // ---- width

  const scrolls = (el) => ["auto", "scroll"].includes(style(el).overflowX);
  const scrollBox = (el) => {
    let box = el.parentElement;
    while (box && box !== document.body && !scrolls(box)) box = box.parentElement;
    return box && box !== document.body && box !== document.documentElement ? box : null;
  };
  const windowWidth = () => document.documentElement.clientWidth;
  const isInWindow = (el) => {
    const box = el.getBoundingClientRect();
    return box.left >= -1 && box.right <= windowWidth() + 1;
  };
  const hasOwnWords = (el) => [...el.childNodes].some((node) => node.nodeType === 3 && node.data.trim());

  const sidewaysFaults = () => {
    const wide = document.documentElement.scrollWidth;
    return wide > windowWidth() ? [`the document scrolls sideways: it is ${wide} px wide`] : [];
  };
  const outsideFaults = () => {
    const outside = all("body *")
      .filter((el) => !el.closest("svg") && (hasOwnWords(el) || el.matches("table, img, [style]")))
      .filter((el) => shown(el) && sized(el) && !scrollBox(el))
      .filter((el) => el.getBoundingClientRect().right > windowWidth() + 1);
    return outside
      .filter((el) => !outside.some((other) => other !== el && other.contains(el)))
      .map((el) => `${name(el)} ends at ${px(el.getBoundingClientRect().right)} px; the window has ${windowWidth()}`);
  };
  const chartFaults = () =>
    shownCharts()
      .filter((svg) => !isInWindow(scrollBox(svg) ?? svg))
      .map((svg) => `${name(svg)} is ${px(svg.getBoundingClientRect().width)} px wide and in no box that scrolls`);

  // ---- texts of charts

  const scale = (el) => {
    const at = el.getScreenCTM();
    return Math.sqrt(Math.abs(at.a * at.d - at.b * at.c));
  };
  const fontSize = (text) => Number.parseFloat(style(text).fontSize);
  const smallTextFaults = (least) =>
    shownCharts().flatMap((svg) => {
      const small = texts(svg)
        .map((text) => ({ text, size: fontSize(text) * scale(text) }))
        .filter((one) => one.size < least - 0.05)
        .sort((a, b) => a.size - b.size);
      if (!small.length) return [];
      return [`${small.length} texts of ${name(svg)} are lower than ${least} px; ` +
        `"${short(words(small[0].text))}" has ${px(small[0].size)}`];
    });
  const cutTextFaults = () =>
    shownCharts()
      .filter((svg) => style(svg).overflow !== "visible")
      .flatMap((svg) => {
        const chart = svg.getBoundingClientRect();
        const isCut = (text) => {
          const box = text.getBoundingClientRect();
          return box.left < chart.left - 1 || box.right > chart.right + 1 ||
            box.top < chart.top - 2 || box.bottom > chart.bottom + 2;
        };
        return texts(svg).filter(isCut).map((text) => `${nameText(text)} is cut by the chart's edge`);
      });

  // The corners of a text's letters on the screen, turned as the text is. A line is higher than its letters.
  const corners = (text) => {
    const box = text.getBBox();
    const at = text.getScreenCTM();
    const spare = 0.2 * fontSize(text);
    const [left, right] = [box.x, box.x + box.width];
    const [top, bottom] = [box.y + spare, box.y + box.height - spare];
    return [[left, top], [right, top], [right, bottom], [left, bottom]].map(([x, y]) => ({
      x: at.a * x + at.c * y + at.e,
      y: at.b * x + at.d * y + at.f,
    }));
  };
  const side = (a, b, p) => (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
  const crossing = (a, b, p, q) => {
    const share = side(a, b, p) / (side(a, b, p) - side(a, b, q));
    return { x: p.x + share * (q.x - p.x), y: p.y + share * (q.y - p.y) };
  };
  // The part of a shape on the inner side of the line from a to b.
  const cut = (shape, a, b) =>
    shape.flatMap((q, at) => {
      const p = shape.at(at - 1);
      const [pIn, qIn] = [side(a, b, p) >= 0, side(a, b, q) >= 0];
      if (qIn) return pIn ? [q] : [crossing(a, b, p, q), q];
      return pIn ? [crossing(a, b, p, q)] : [];
    });
  const shared = (one, other) =>
    other.reduce((shape, b, at) => (shape.length ? cut(shape, other.at(at - 1), b) : shape), one);
  const area = (shape) =>
    Math.abs(shape.reduce((sum, q, at) => sum + shape.at(at - 1).x * q.y - q.x * shape.at(at - 1).y, 0)) / 2;
  const overlapFaults = (most) =>
    shownCharts().flatMap((svg) => {
      const boxes = texts(svg).map((text) => ({ text, shape: corners(text) }));
      return boxes.flatMap((one, at) =>
        boxes.slice(at + 1).flatMap((other) => {
          const share = area(shared(one.shape, other.shape)) / Math.min(area(one.shape), area(other.shape));
          if (!(share > most)) return [];
          const both = `"${short(words(one.text))}" and "${short(words(other.text))}"`;
          return [`${both} of ${name(svg)} overlap by ${Math.round(100 * share)} %`];
        }),
      );
    });

  // ---- charts in two widths

  const variants = (kind) =>
    all(`.${kind}`)
      .filter((el) => el.matches("svg") || el.querySelector("svg"))
      .map((el) => ({ name: name(el), shown: shown(el) && sized(el) }));

  // ---- tables

  const sortable = () => all("table.sortable");
  const table = (at) => {
    const one = sortable()[at];
    return {
      name: name(one.closest("details") ?? one),
      heads: [...one.tHead.rows[0].cells].map((head) => ({
        label: head.textContent.trim(),
        sort: head.getAttribute("aria-sort"),
        hasButton: head.querySelector("button") !== null,
      })),
      bodies: [...one.tBodies].map((body) => [...body.rows].map((row) => ({
        // A heading of its group, or a row that stands beside the others.
        isApart: row.matches(".apart") || row.querySelector("[colspan], [scope=rowgroup]") !== null,
        cells: [...row.cells].map((cell) => cell.textContent.trim()),
      }))),
    };
  };

  // ---- folds

  const openAll = () => all("details").forEach((fold) => { fold.open = true; });
  const openAround = (el) => {
    for (let at = el.parentElement; at; at = at.parentElement) if (at.localName === "details") at.open = true;
  };
  const fold = (at) => {
    const one = all("details")[at];
    openAround(one);
    const summary = one.querySelector(":scope > summary");
    const inside = [...one.children].filter((el) => el !== summary);
    return {
      name: name(one),
      open: one.open,
      hasSummary: summary !== null,
      summaryShown: summary !== null && shown(summary) && sized(summary),
      inside: inside.length,
      shown: inside.some((el) => shown(el) && sized(el)),
    };
  };

  // ---- tooltips

  const tipped = () => all("[data-tip]");
  // Of each chart, table or section the elements at its two sides: there a tooltip may leave the window.
  const tipSample = () => {
    const elements = tipped();
    const groups = Map.groupBy(
      elements.map((el, at) => ({ el, at, box: el.getBoundingClientRect() })).filter((one) => shown(one.el)),
      (one) => one.el.closest("svg, table, section, main, body"),
    );
    const edges = [(box) => box.left, (box) => -box.right];
    const chosen = [...groups.values()].flatMap((group) =>
      edges.map((edge) => group.reduce((best, one) => (edge(one.box) < edge(best.box) ? one : best)).at));
    return [...new Set(chosen)];
  };
  const pointsOf = (el) => {
    const box = el.getBoundingClientRect();
    const shares = [0.5, 0.3, 0.7, 0.1, 0.9];
    const at = (x, y) => ({ x: box.left + x * box.width, y: box.top + y * box.height });
    const grid = shares.flatMap((x) => shares.map((y) => at(x, y)));
    if (!el.getPointAtLength) return grid;
    const middle = el.getPointAtLength(el.getTotalLength() / 2).matrixTransform(el.getScreenCTM());
    return [...grid, { x: middle.x, y: middle.y }];
  };
  const hits = (el, point) => el.contains(document.elementFromPoint(point.x, point.y)?.closest("[data-tip]"));
  const nextFrame = () => new Promise((done) => { requestAnimationFrame(done); });
  const tip = async (at) => {
    const el = tipped()[at];
    el.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
    // A page may hide its tooltip when it scrolls; what comes after that is ours.
    await nextFrame();
    await nextFrame();
    const text = el.dataset.tip.replace(/\s+/g, " ").trim();
    return {
      name: `"${short(text)}" of ${name(el.closest("svg") ?? el)}`,
      text,
      point: pointsOf(el).find((point) => hits(el, point)) ?? null,
      takesFocus: el.tabIndex >= 0,
    };
  };
  const focusTip = (at) => tipped()[at].focus();
  const tooltip = () => {
    const el = all("[role=tooltip]").find((one) => shown(one) && sized(one));
    if (!el) return null;
    const box = el.getBoundingClientRect();
    const isInside = isInWindow(el) && box.top >= -1 && box.bottom <= innerHeight + 1;
    return { text: words(el), isInside };
  };

  // ---- keyboard

  const isScrollBox = (el) => {
    const overflows = (way, inner, outer) => ["auto", "scroll"].includes(style(el)[way]) && inner > outer + 1;
    return overflows("overflowX", el.scrollWidth, el.clientWidth) ||
      overflows("overflowY", el.scrollHeight, el.clientHeight);
  };
  const STOPS = "a[href], button:not(:disabled), summary, input:not(:disabled), select, textarea";
  // Marks each place that Tab must reach, in the page's own order, and names it.
  const markStops = () => {
    const isStop = (el) =>
      el.matches(STOPS) || el.tabIndex >= 0 || (isScrollBox(el) && !el.querySelector(`${STOPS}, [tabindex]`));
    const stops = all("body *").filter((el) => isStop(el) && shown(el));
    stops.forEach((el, at) => el.setAttribute("data-check-stop", at));
    return stops.map(name);
  };
  const stop = () => {
    const el = document.activeElement;
    if (!el || el === document.body || el === document.documentElement) return null;
    const { outlineStyle, outlineWidth, boxShadow } = style(el);
    const hasOutline = outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0;
    const at = el.dataset.checkStop;
    return { at: at === undefined ? null : Number(at), name: name(el), seen: hasOutline || boxShadow !== "none" };
  };

  // ---- colours

  const brush = () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
    return canvas.getContext("2d", { willReadFrequently: true });
  };
  const known = new Map();
  let paint = null;
  // Red, green, blue and alpha of a CSS colour; null for none and for a pattern.
  const colour = (css) => {
    if (css === "none" || css.startsWith("url")) return null;
    if (!known.has(css)) {
      paint ??= brush();
      paint.clearRect(0, 0, 1, 1);
      paint.fillStyle = css;
      paint.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = paint.getImageData(0, 0, 1, 1).data;
      known.set(css, { rgb: [r, g, b], alpha: a / 255 });
    }
    return known.get(css);
  };
  const over = (top, alpha, below) => top.map((part, at) => alpha * part + (1 - alpha) * below[at]);
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const hex = (rgb) => `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;

  const isDark = () => matchMedia("(prefers-color-scheme: dark)").matches;
  // What lies behind an element's content: the backgrounds of it and of all around it.
  const background = (el) => {
    const below = el.parentElement ? background(el.parentElement) : isDark() ? [18, 18, 18] : [255, 255, 255];
    const own = colour(style(el).backgroundColor);
    return own ? over(own.rgb, own.alpha, below) : below;
  };
  // A shape's colour and how much of it covers what is below.
  const fill = (shape) => {
    const own = colour(style(shape).fill);
    if (!own) return null;
    let alpha = own.alpha * Number.parseFloat(style(shape).fillOpacity);
    for (let el = shape; el.localName !== "svg"; el = el.parentElement) alpha *= Number.parseFloat(style(el).opacity);
    return alpha > 0 ? { rgb: own.rgb, alpha } : null;
  };
  const shapes = (svg) =>
    all("rect, path, polygon, circle, ellipse", svg)
      .filter((shape) => shown(shape))
      .map((shape) => ({ shape, box: shape.getBoundingClientRect(), fill: fill(shape) }))
      .filter((one) => one.fill);
  const covers = (one, point) => {
    const { box, shape } = one;
    if (point.x < box.left || point.x > box.right || point.y < box.top || point.y > box.bottom) return false;
    return shape.isPointInFill(new DOMPoint(point.x, point.y).matrixTransform(shape.getScreenCTM().inverse()));
  };
  const isBefore = (shape, text) => shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING;
  // What is painted behind a text of a chart, at its start, middle and end.
  const behind = (text, painted, paper) => {
    const halo = style(text).paintOrder.startsWith("stroke") && colour(style(text).stroke);
    if (halo) return [over(halo.rgb, halo.alpha, paper)];
    const [a, , c] = corners(text);
    const points = [0.1, 0.5, 0.9].map((at) => ({ x: a.x + at * (c.x - a.x), y: a.y + at * (c.y - a.y) }));
    return points.map((point) =>
      painted
        .filter((one) => isBefore(one.shape, text) && covers(one, point))
        .reduce((below, one) => over(one.fill.rgb, one.fill.alpha, below), paper));
  };
  const chartContrastFaults = (least) =>
    shownCharts().flatMap((svg) => {
      const painted = shapes(svg);
      const paper = background(svg);
      const weak = texts(svg).flatMap((text) => {
        const own = fill(text);
        if (!own) return [];
        const ratios = behind(text, painted, paper).map((below) => ({
          below,
          ratio: contrast(over(own.rgb, own.alpha, below), below),
        }));
        const worst = ratios.reduce((a, b) => (b.ratio < a.ratio ? b : a));
        return worst.ratio < least ? [{ text, own, ...worst }] : [];
      });
      if (!weak.length) return [];
      const worst = weak.reduce((a, b) => (b.ratio < a.ratio ? b : a));
      return [`${weak.length} texts of ${name(svg)} have a contrast below ${least}; "${short(words(worst.text))}", ` +
        `${hex(worst.own.rgb)} on ${hex(worst.below)}, has ${Math.round(worst.ratio * 100) / 100}`];
    });
  const LIGHT = 0.7;
  const size = (box) => box.width * box.height;
  // In a dark scheme: a light page, and charts and boxes with much that is near white.
  const lightFaults = (most) => {
    const faults = [];
    const paper = background(document.body);
    if (luminance(paper) > 0.1) faults.push(`the page's background is ${hex(paper)}, which is not dark`);
    for (const svg of shownCharts()) {
      const own = background(svg);
      if (luminance(own) > LIGHT) faults.push(`the background of ${name(svg)} is ${hex(own)}`);
      const light = shapes(svg).filter((one) => luminance(over(one.fill.rgb, one.fill.alpha, own)) > LIGHT);
      const share = light.reduce((sum, one) => sum + size(one.box), 0) / size(svg.getBoundingClientRect());
      if (share > most) faults.push(`near-white shapes fill ${Math.round(100 * share)} % of ${name(svg)}`);
    }
    for (const el of all("body *").filter((one) => !one.closest("svg") && shown(one) && sized(one))) {
      const own = colour(style(el).backgroundColor);
      const isLight = own?.alpha > 0.5 && luminance(own.rgb) > LIGHT;
      if (isLight) faults.push(`the background of ${name(el)} is ${hex(own.rgb)}`);
    }
    return faults;
  };

  // Leaves of each table its first rows, and of each chart its name: more would say the same, or is looked at above.
  const shortenForAxe = (most) => {
    const more = all("tbody").flatMap((body) => [...body.rows].slice(most));
    const drawn = charts().flatMap((svg) => all(":scope > :not(title, desc)", svg));
    for (const el of [...more, ...drawn]) el.remove();
  };

  // ---- without scripts, and on paper

  const inventory = () =>
    [...charts(), ...all("table")].map((el) => ({
      name: name(el),
      shown: shown(el) && sized(el),
      hasVariant: el.closest(".narrow, .wide") !== null,
    }));
  const count = (selector) => all(selector).length;
  const buttons = () => all("button").filter(shown).map(name);

  const headings = () => all("h1, h2, h3, h4").filter(shown).map(words).filter(Boolean);
  // The lines of text in each closed fold: rows of tables, paragraphs, items. A picture's numbers may stay folded.
  const foldedLines = () =>
    all("details:not([open])").filter((one) => !one.closest("figure")).map((one) => ({
      name: name(one),
      lines: all("tr, p, li, dd", one)
        .filter((el) => !el.closest("summary") && !el.querySelector("tr, p, li, dd"))
        .map((el) => el.textContent)
        .filter((text) => text.trim()),
    }));
  // The chart or the closest box around it that no page may break.
  const unbroken = (svg) => {
    for (let el = svg; el && el !== document.body; el = el.parentElement)
      if (style(el).breakInside.startsWith("avoid")) return el;
    return null;
  };
  const paperChartFaults = (width, height) =>
    shownCharts().flatMap((svg) => {
      const box = svg.getBoundingClientRect();
      const whole = unbroken(svg);
      const high = (whole ?? svg).getBoundingClientRect().height;
      const faults = {
        [`${name(svg)} reaches from ${px(box.left)} to ${px(box.right)} px; paper has ${width}`]:
          box.left < -1 || box.right > width + 1,
        [`${name(svg)} may be cut by a page's end: neither it nor a box around it has break-inside: avoid`]: !whole,
        [`${name(whole ?? svg)} is ${px(high)} px high; paper has ${height}`]: high > height,
      };
      return Object.keys(faults).filter((fault) => faults[fault]);
    });

  return {
    sidewaysFaults, outsideFaults, chartFaults, smallTextFaults, cutTextFaults, overlapFaults, variants, table,
    openAll, fold, tipSample, tip, focusTip, tooltip, markStops, stop, chartContrastFaults, lightFaults,
    shortenForAxe, inventory, count, buttons, headings, foldedLines, paperChartFaults,
  };
})();
