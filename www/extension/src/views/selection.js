// Keeps what a user has selected in a view whose content is replaced.

/** Returns a function that selects what is selected now, if the view still has the same text in the same place. */
export function selected(root) {
  const selection = getSelection();
  const { anchorNode, anchorOffset, focusNode, focusOffset } = selection;
  if (selection.isCollapsed || !root.contains(anchorNode) || !root.contains(focusNode)) return () => {};
  const text = selection.toString();
  const [from, to] = [anchorNode, focusNode].map((node) => path(root, node));
  return () => {
    const find = (node, path) => (root.contains(node) ? node : path.reduce((node, at) => node?.childNodes[at], root));
    const [start, end] = [find(anchorNode, from), find(focusNode, to)];
    if (start === undefined || end === undefined) return;
    const length = (node) => node.length ?? node.childNodes.length;
    if (anchorOffset <= length(start) && focusOffset <= length(end)) selection.setBaseAndExtent(start, anchorOffset, end, focusOffset);
    if (selection.toString() !== text) selection.removeAllRanges();
  };
}

/** The way from a node down to one inside it: the position of each child among its siblings. */
function path(root, node) {
  const way = [];
  for (let at = node; at !== root; at = at.parentNode) way.unshift([...at.parentNode.childNodes].indexOf(at));
  return way;
}
