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
    <%= database.name %>: () => <%= database.ping %>,
<% endfor %>
  }),
);
<% else %>
<%= app %>.get("/health", reportHealth(<%= name | quoted %>));
<% endif %>
