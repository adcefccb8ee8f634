/*
 * Icons are drawn while the app is built. As a component each of them is two instances in memory and the work of two, and the rows of a list are
 * icons for the most part; an element that never changes is made once for all rows.
 */
import * as lucide from '@lucide/vue';
import type { Options } from '@vitejs/plugin-vue';
import { parse } from 'vue/compiler-sfc';

type NodeTransform = NonNullable<NonNullable<NonNullable<Options['template']>['compilerOptions']>['nodeTransforms']>[number];
type Element = Extract<Parameters<NodeTransform>[0], { tag: string }>;
type Prop = Element['props'][number];

/** As Lucide draws its icons. */
const drawing = {
  xmlns: 'http://www.w3.org/2000/svg',
  width: '24',
  height: '24',
  viewBox: '0 0 24 24',
  fill: 'none',
  stroke: 'currentColor',
  'stroke-width': '2',
  'stroke-linecap': 'round',
  'stroke-linejoin': 'round',
};

/** What Lucide's component for an icon hands to the one that draws it. */
type Icon = (props: object, context: { slots: object }) => { props: { icon: { node: [tag: string, shape: Record<string, string>][] } } };

/** What `Options` has of Vue's own numbers, which are no part of its types. */
const isElement = 0;
const isComponent = 1;
const isSvg = 1;

/** For Vue's plugin of Vite. */
export const vueOptions: Options = { template: { compilerOptions: { nodeTransforms: [inlineIcons] } } };

/** Puts the elements of an icon from `@lucide/vue` in the place of its component. One that is chosen at run time (`component :is`) stays. */
function inlineIcons(...[node, { root }]: Parameters<NodeTransform>): void {
  if (!('tagType' in node) || node.tagType !== isComponent || !isImported(node.tag, root.source)) return;
  const element = node as Element;
  const props = element.props.flatMap(sized);
  const drawn = elementOf(node.tag, props.map(nameOf));
  // What stands in no file of ours cannot be pointed at by a source map.
  for (const part of [...drawn.props, ...drawn.children]) part.loc = node.loc;
  Object.assign(element, { tag: 'svg', tagType: isElement, ns: isSvg, props: [...drawn.props, ...props], children: drawn.children });
}

function isImported(name: string, source: string): boolean {
  const names = /import \{([^}]*)\} from '@lucide\/vue'/.exec(source)?.[1] ?? '';
  return names.split(',').some((each) => each.trim() === name);
}

/** `size` is both sides of the icon. */
function sized(prop: Prop): Prop[] {
  if (nameOf(prop) !== 'size') return [prop];
  return ['width', 'height'].map(
    (side) => ('arg' in prop ? { ...prop, arg: { ...prop.arg, content: side } } : { ...prop, name: side }) as Prop,
  );
}

function nameOf(prop: Prop): string {
  return 'arg' in prop && prop.arg && 'content' in prop.arg ? `${prop.arg.content as string}` : prop.name;
}

/** The `svg` element of an icon, without the attributes that its user sets. */
function elementOf(name: string, own: readonly string[]): Element {
  const icon = (lucide as unknown as Record<string, Icon>)[name];
  if (!icon) throw new Error(`Lucide has no icon ${name}`);
  const isNamed = own.some((each) => /^(aria-.*|role|title)$/.test(each));
  const shapes = icon({}, { slots: {} }).props.icon.node.map(([tag, { key: _, ...shape }]) => written(tag, shape));
  const attributes = Object.entries({ ...drawing, ...(!isNamed && { 'aria-hidden': 'true' }) }).filter(([each]) => !own.includes(each));
  const { descriptor } = parse(`<template>${written('svg', Object.fromEntries(attributes), shapes.join(''))}</template>`);
  // A parsed text is remembered as it was, and the compiler changes what it works on.
  return structuredClone(descriptor.template!.ast!.children[0]) as Element;
}

function written(tag: string, attributes: Readonly<Record<string, string>>, content = ''): string {
  const all = Object.entries(attributes).map(([name, value]) => ` ${name}="${value}"`);
  return `<${tag}${all.join('')}>${content}</${tag}>`;
}
