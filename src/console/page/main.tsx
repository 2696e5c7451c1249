import { render } from 'preact';
import { App } from './app.tsx';
import { followCalls } from './live.ts';
import { showTheme } from './theme.ts';
import 'uplot/dist/uPlot.min.css';
import './styles/base.css';
import './styles/parts.css';
import './styles/call.css';

const root = document.getElementById('console');
if (root === null) throw new Error('Cannot show the console: its element is missing');
showTheme();
followCalls();
root.replaceChildren();
render(<App />, root);
