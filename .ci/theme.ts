// What of Designsystemet's theme no page of ours can show: its colours, which `ui/style/theme.css` and `dark.css` replace whole, the dark
// ones that it gives to what asks for them by an attribute, and a second typography. A third of the theme.
const unused = /^ds\.theme\.(color-scheme|typography\.secondary)\b/;

type Layer = { params: string; remove(): void };

/** A plugin of PostCSS, which Vite runs on every style sheet with what it imports. */
export const ownColoursOnly = {
	postcssPlugin: 'samling:own-colours-only',
	AtRule: { layer: (layer: Layer) => void (unused.test(layer.params) && layer.remove()) }
};
