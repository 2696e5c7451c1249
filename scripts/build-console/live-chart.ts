const GROUP =
  /<g id="(?:node|edge|clust)\d+" class="[^"]*">\n<title>(.*?)<\/title>\n([\s\S]*?)<\/g>/g;
const ARROW = '-&gt;';
const PAINT = / (?:fill|stroke|stroke-width|fill-opacity|font-family|xml:space)="[^"]*"/g;

/**
 * Makes a drawing one that a page can light: each state is found by `data-state`, each arrow by
 * `data-from` and `data-to`, which hold the IDs of the chart's states, and colours are left to the
 * page's classes, so that they follow light and dark. An arrow that starts at a start (the dot) is
 * named by it: `call.confirm.(start)`.
 */
export function toLiveChart(svg: string, label: string): string {
  const viewBox = /viewBox="([^"]*)"/.exec(svg)?.[1];
  const transform = /<g id="graph0" class="graph" transform="([^"]*)">/.exec(svg)?.[1];
  if (viewBox === undefined || transform === undefined) {
    throw new Error(`Cannot read the drawing of ${JSON.stringify(label)}`);
  }
  // Nothing but states and arrows leaves room for larger letters.
  const isPlain = /font-size="10.50">\s*[^\s&<]/.test(svg) ? '' : ' class="is-plain"';
  const groups = [...svg.matchAll(GROUP)].map(([, title = '', body = '']) => toGroup(title, body));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${viewBox}" role="img" aria-label="${label}"${isPlain}>`,
    `<g transform="${transform}">`,
    ...groups,
    '</g></svg>',
  ].join('');
}

function toGroup(title: string, body: string): string {
  const name = title.replaceAll('&#45;', '-');
  const [from = '', to] = name.split(ARROW);
  if (to !== undefined) {
    // Arrows that only put the states in order are not there for a reader.
    if (body.includes('<path fill="none" stroke="none"')) return '';
    return `<g class="edge" data-from="${from}" data-to="${to}">${shapesOf(body)}</g>`;
  }
  const isInner = name.startsWith('cluster_');
  const kind = isInner ? 'state outer' : kindOf(name);
  return `<g class="${kind}" data-state="${name.replace('cluster_', '')}">${shapesOf(body)}</g>`;
}

function kindOf(name: string): string {
  if (name.endsWith('.(start)')) return 'start';
  return name.includes('.') ? 'state' : 'state any';
}

/** The shapes of a group, what is written last, since a filled box would cover it. */
function shapesOf(body: string): string {
  const shapes = body.split('\n').filter((line) => line !== '');
  const written = shapes.filter(
    (line) => line.startsWith('<text') && !/>[\s]*(?:&#160;|\s)*<\/text>/.test(line),
  );
  const drawn = shapes.filter((line) => !line.startsWith('<text') && !isInvisible(line));
  return [...drawn, ...written].map((line) => line.replace(PAINT, '')).join('');
}

function isInvisible(shape: string): boolean {
  return shape.startsWith('<polygon') && shape.includes('stroke="none"');
}
