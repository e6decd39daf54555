import type { TableKind } from './table';
import { HOSTED, LOADS, PLACED, UNPLANNED } from './sections/capacity';
import { COSTS, PRICE_LIST } from './sections/costs';
import { COVERAGE } from './sections/coverage';
import { FORECASTS } from './sections/deployment';
import { FINDINGS } from './sections/findings';
import { ROUTES } from './sections/logs';
import { CALLS, PLACES } from './sections/network';
import { NEEDS, SUBNETS } from './sections/proof';
import { ROLES } from './sections/roles';
import { CONTAINERS } from './sections/tasks';

const TABLES: readonly TableKind[] = [
  HOSTED,
  LOADS,
  PLACED,
  UNPLANNED,
  COSTS,
  PRICE_LIST,
  COVERAGE,
  FORECASTS,
  ROLES,
  ROUTES,
  CONTAINERS,
  CALLS,
  PLACES,
  NEEDS,
  SUBNETS,
  FINDINGS,
];

/** The style sheet of the page. */
export function styleSheet(): string {
  const tables = TABLES.map((table) => table.style());
  return `${BASE}${tables.map(({ wide }) => wide).join('\n')}
@media screen and (max-width:700px){${PHONE}${tables.map(({ phone }) => phone).join('\n')}}
@media print{${PRINT}}`;
}

const BASE = `
:root{--bg:#fff;--panel:#f6f7f8;--fg:#1a1d21;--quiet:#5b626a;--line:#dfe3e6;--link:#1f57a8;
--good:#13693c;--bad:#b3212b;--warn:#7d5200;--info:#1f57a8;--fill:#e8eef7}
@media (prefers-color-scheme:dark){:root{--bg:#14171a;--panel:#1c2024;--fg:#e4e7ea;--quiet:#a0a8b0;--line:#31373d;--link:#8db8f5;
--good:#63c794;--bad:#ff918c;--warn:#e0b054;--info:#8db8f5;--fill:#26303d}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:1rem}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--bg);color:var(--fg);font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
font-variant-numeric:tabular-nums;display:grid;grid-template-columns:16.5rem minmax(0,1fr);grid-template-areas:"head head" "nav main" "foot foot"}
header{grid-area:head;padding:1.25rem 1.5rem .75rem;border-bottom:1px solid var(--line);display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:baseline}
header p{margin:0}h1{font-size:1.15rem;margin:0}
nav{grid-area:nav;padding:1rem 0 1rem 1.5rem}nav ul{list-style:none;margin:0;padding:0;position:sticky;top:1rem}
nav li{white-space:nowrap;display:flex;justify-content:space-between;gap:.5rem;padding:.15rem 0;color:var(--quiet)}
nav a{color:var(--fg);text-decoration:none}nav a:hover{text-decoration:underline}
main{grid-area:main;padding:1rem 1.5rem 2rem;min-width:0}footer{grid-area:foot;padding:0 1.5rem 1.5rem;color:var(--quiet)}
section{margin:0 0 2.25rem}h2{font-size:1.1rem;margin:0 0 .6rem;padding-bottom:.3rem;border-bottom:1px solid var(--line)}
h2 .count{font-weight:400;color:var(--quiet);margin-left:.3rem}h3{font-size:.95rem;margin:1.2rem 0 .4rem}.columns h3{font-size:.85rem;margin:.4rem 0;color:var(--quiet)}
p{margin:.4rem 0}.quiet,.more{color:var(--quiet)}.note{color:var(--quiet);border-left:3px solid var(--line);padding-left:.6rem}
a{color:var(--link)}a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:2px solid var(--link);outline-offset:2px}
code,pre{font:.9em/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
code{overflow-wrap:anywhere}.path{overflow-wrap:anywhere;font-weight:550}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--bg);padding:.5rem;z-index:9}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.2rem,1fr));gap:.6rem;margin:0 0 1.75rem}
.tile{display:flex;flex-direction:column;border:1px solid var(--line);border-radius:6px;padding:.6rem .8rem;color:var(--fg);text-decoration:none;background:var(--panel)}
.tile:hover{border-color:var(--link)}.tile .name{color:var(--quiet)}.tile .value{font-size:1.5rem;line-height:1.3;font-weight:600}.tile small{font-size:.9rem;font-weight:400;color:var(--quiet)}
.m{white-space:nowrap;font-weight:600}.m-proved{color:var(--good)}.m-broken,.m-error{color:var(--bad)}.m-unknown,.m-warning{color:var(--warn)}.m-info{color:var(--info)}
.path .quiet{font-weight:400}
.fold{border:1px solid var(--line);border-radius:6px;margin:.35rem 0;background:var(--bg)}
.fold>summary{cursor:pointer;padding:.4rem .7rem;border-radius:6px;background:var(--panel)}.fold[open]>summary{border-bottom:1px solid var(--line);border-radius:6px 6px 0 0}
.inside{padding:.5rem .7rem .7rem}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:.35rem 1.2rem;margin:.1rem 0 .7rem}
.facts dt{color:var(--quiet);font-size:.85em}.facts dd{margin:0;overflow-wrap:anywhere}
.t{border-collapse:collapse;width:100%;position:relative}.t th{text-align:left;font-weight:500;color:var(--quiet);font-size:.85em}
.t th,.t td{padding:.3rem .8rem .3rem 0;vertical-align:top;border-bottom:1px solid var(--line)}.t tr:last-child td{border-bottom:0}
.t td{overflow-wrap:break-word}.t .path{display:inline-block;min-width:5rem}.t td:last-child,.t th:last-child{padding-right:0}
.columns{display:grid;grid-template-columns:1fr 1fr;gap:0 1.5rem}ul{margin:.2rem 0;padding-left:1.1rem}.columns ul{list-style:none;padding:0}
.t-needs td:first-child,.t-findings td:first-child,.t-budget td:first-child{white-space:nowrap;width:6.5rem}
.t-findings td:nth-child(2){width:11rem}.t-findings td:nth-child(4){width:27%;overflow-wrap:anywhere}.picture{overflow:auto;max-height:80vh;border:1px solid var(--line);border-radius:6px;margin:0 0 .6rem;background:var(--bg)}
.picture svg{display:block;margin:0 auto;font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
.box rect{fill:var(--panel);stroke:var(--line)}.box .bar{fill:var(--quiet);stroke:none}.k-tasks .bar,.k-hosts .bar{fill:var(--link)}.k-internet .bar{fill:var(--warn)}
.box .n{fill:var(--fg);font-weight:600}.box .q{fill:var(--quiet);font-size:11px}
.line path{fill:none;stroke:var(--quiet);stroke-width:1.1}.line .head{fill:var(--quiet);stroke:none}.doubtful path{stroke-dasharray:4 3}
.line text{fill:var(--fg);font-size:11px;text-anchor:middle;paint-order:stroke;stroke:var(--bg);stroke-width:4px}
.curve{margin:.6rem 0 0;max-width:42rem}.curve figcaption{color:var(--quiet);margin:0 0 .3rem}.curve svg{width:100%;height:auto;font:11px system-ui,sans-serif;display:block}
.curve path{fill:none;stroke-width:1.6}.curve path.c-instances{stroke:var(--link)}.curve path.c-placed{stroke:var(--warn);stroke-dasharray:5 3}.curve line{stroke:var(--line)}
.curve text{fill:var(--quiet)}.curve text.c-instances{fill:var(--link)}.curve text.c-placed{fill:var(--warn)}
pre{overflow:auto;max-height:32rem;margin:.3rem 0;padding:.6rem .8rem;background:var(--panel);border:1px solid var(--line);border-radius:6px}.wrap{overflow-wrap:anywhere}
.t-containers td:nth-child(2){width:26%}.t-containers td:nth-child(4){width:22%}.t-containers td:nth-child(5){width:20%}.t-placed td:first-child{width:34%}
.t-roles td:nth-child(1){width:21%}.t-roles td:nth-child(2){width:4.5rem}.t-roles td:nth-child(3){width:22%}.t-roles td:nth-child(5){width:20%}
.t-forecasts td:nth-child(1){width:24%}.t-forecasts td:nth-child(3){width:6rem}.t-forecasts td:nth-child(4){width:30%}
.t-coverage td:nth-child(1){width:22%}.t-coverage td:nth-child(4){width:32%}.t-costs td:nth-child(1){width:32%}.t-hosted td:first-child{width:24%}
.t-calls td:nth-child(1),.t-calls td:nth-child(2){width:36%}.t-places td:nth-child(4){width:38%}
.t-needs td:nth-child(2){width:10%}.t-needs td:nth-child(3){width:24%}.t-needs td:nth-child(4){width:24%}
`;

const PHONE = `
body{display:block}nav{padding:.6rem 1rem 0}nav ul{position:static;display:flex;flex-wrap:wrap;gap:.1rem 1rem}nav li{gap:.3rem}
header{padding:1rem}main{padding:1rem}footer{padding:0 1rem 1rem}
.columns{grid-template-columns:1fr}.facts{grid-template-columns:1fr}.tiles{grid-template-columns:1fr 1fr}
.t thead{display:none}.t,.t tbody,.t tr,.t td{display:block;width:auto!important;text-align:left!important}
.t tr{border-bottom:1px solid var(--line);padding:.4rem 0}.t tr:last-child{border-bottom:0}.t td{overflow-wrap:anywhere;border:0;padding:.1rem 0;display:grid;grid-template-columns:7.5rem minmax(0,1fr)}
.t td:empty{display:none}.t td::before{color:var(--quiet);font-size:.85em}
`;

const PRINT = `
@page{margin:12mm}
:root{--bg:#fff;--panel:#fff;--fg:#000;--quiet:#444;--line:#bbb;--link:#000;--good:#13693c;--bad:#b3212b;--warn:#7d5200;--info:#1f57a8;--fill:#eee}
body{display:block;font-size:10px}nav,.skip{display:none}
details.fold::details-content{content-visibility:visible;block-size:auto;display:block}
.fold,.tile{break-inside:avoid-page}h2,h3{break-after:avoid}.tiles{grid-template-columns:repeat(5,1fr)}
pre{max-height:none;white-space:pre-wrap}.picture{max-height:none;overflow:visible}.picture svg{max-width:100%;height:auto}
a{color:inherit;text-decoration:none}
`;
