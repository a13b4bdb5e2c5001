// Layout shift as the browser itself counts it: visible content that moved without user input.

/** Every shift since a page was loaded that no click or key caused: how much, and of which elements. */
export function shifts(page) {
  return page.evaluate(() => new Promise((done) => {
    const name = ({ node, previousRect: from, currentRect: to }) => `${node?.id || node?.className || node?.nodeName} from ${from.y} to ${to.y}`;
    const seen = [];
    const byItself = ({ hadRecentInput }) => !hadRecentInput;
    const keep = (entries) => seen.push(...entries.filter(byItself).map(({ value, sources }) => ({ value, of: sources.map(name) })));
    const observer = new PerformanceObserver((list) => keep(list.getEntries()));
    observer.observe({ type: 'layout-shift', buffered: true });
    // A shift of the last change is known only once it is painted.
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
      keep(observer.takeRecords());
      observer.disconnect();
      done(seen);
    })));
  }));
}
