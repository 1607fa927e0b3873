import { reportHealth } from "<%= helpers %>/<%= modules.health %>";
<% for database in databases %>
<% if database.import %>
<%= database.import %>

<% endif %>
<% endfor %>

// For load balancers and container health checks
<% if databases %>
<%= app %>.get(
  "/health",
  reportHealth(<%= name | quoted %>, {
<% for database in databases %>
<% if database.condition %>
    <%= database.name %>: <%= database.condition %>
      ? () => <%= database.ping %>
      : undefined,
<% elif "new Promise(" in database.ping %>
    <%= database.name %>: () =>
      <%= database.ping %>,
<% else %>
    <%= database.name %>: () => <%= database.ping %>,
<% endif %>
<% endfor %>
  }),
);
<% else %>
<%= app %>.get("/health", reportHealth(<%= name | quoted %>));
<% endif %>
