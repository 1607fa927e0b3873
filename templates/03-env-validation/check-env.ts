<% if environment.files_loaded_later %>
import { existsSync } from "node:fs";

// Prisma loads these files, but not before its client is made
const LOADED_LATER: string[] = [<% for path in environment.files_loaded_later %><%= path | quoted %><% if not loop.last %>, <% endif %><% endfor %>];

<% endif %>
/** The variables that the service reads. An empty one counts as missing. */
const REQUIRED: string[] = [
<% for name in environment.required %>
<% if loop.first %>
  // without these nothing works
<% endif %>
  <%= name | quoted %>,
<% else %>
  // none
<% endfor %>
];
<% if environment.any_of %>

const ANY_OF: string[][] = [
  // of each group one is enough
<% for names in environment.any_of %>
  [<% for name in names %><%= name | quoted %><% if not loop.last %>, <% endif %><% endfor %>],
<% endfor %>
];
<% endif %>
<% if environment.recommended or environment.guards %>

const RECOMMENDED: string[] = [
<% for name in environment.recommended %>
<% if loop.first %>
  // without these some functions fail
<% endif %>
  <%= name | quoted %>,
<% endfor %>
<% for name in environment.guards %>
<% if loop.first %>
  // without these a guard lets everybody in
<% endif %>
  <%= name | quoted %>,
<% endfor %>
];
<% endif %>

/**
 * In production the process ends here, before anything is connected; elsewhere it goes
 * on with a warning. What is printed are names, never values.
<% if environment.files_loaded_later %>
 * Where a file may still bring what is missing, nothing is said.
<% endif %>
 */
function checkEnvironment(): void {
<% if environment.files_loaded_later %>
  if (LOADED_LATER.some((path) => existsSync(path))) {
    return;
  }
<% endif %>
  const { NODE_ENV } = process.env;
  const required = missing(REQUIRED);
<% if environment.any_of %>
  for (const names of ANY_OF) {
    if (missing(names).length === names.length) {
      required.push(names.join(" or "));
    }
  }
<% endif %>
  if (NODE_ENV === "production" && required.length > 0) {
    console.error(`Missing environment variables: ${required.join(", ")}`);
    process.exit(1);
  }
<% if environment.recommended or environment.guards %>
  const all = [...required, ...missing(RECOMMENDED)];
  if (all.length > 0) {
    console.warn(`Missing environment variables: ${all.join(", ")}`);
  }
<% else %>
  if (required.length > 0) {
    console.warn(`Missing environment variables: ${required.join(", ")}`);
  }
<% endif %>
}

function missing(names: string[]): string[] {
  return names.filter((name) => !process.env[name]);
}

checkEnvironment();

export {};
