// Layout shift, as the browser itself counts it: what was there and moved, without anyone's doing.

/** Each shift of a page since it was loaded that no click or key explains: how much, and of what. */
export function shifts(page) {
  return page.evaluate(() => new Promise((done) => {
    const name = ({ node, previousRect: from, currentRect: to }) => `${node?.id || node?.className || node?.nodeName} from ${from.y} to ${to.y}`;
    const seen = [];
    const keep = (entries) => seen.push(...entries.filter(({ hadRecentInput }) => !hadRecentInput).map(({ value, sources }) => ({ value, of: sources.map(name) })));
    const observer = new PerformanceObserver((list) => keep(list.getEntries()));
    observer.observe({ type: 'layout-shift', buffered: true });
    // What the last change has moved is known once it is painted.
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
      keep(observer.takeRecords());
      observer.disconnect();
      done(seen);
    })));
  }));
}
