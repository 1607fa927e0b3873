<% set probes = databases | map(attribute="probe") | unique | select | sort | list %>
import { <% for probe in probes %><%= probe %>, <% endfor %>reportHealth } from "<%= helpers %>/<%= modules.health %>";
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
<% set ask = database.probe ~ "(() => " ~ database.handle ~ ")" if database.probe else "() => " ~ database.ping %>
<% set choice = database.name ~ ": " ~ database.condition ~ " ? " ~ ask ~ " : undefined," %>
<% if database.condition and choice | length > 76 %>
    <%= database.name %>: <%= database.condition %>
      ? <%= ask %>
      : undefined,
<% elif database.condition %>
    <%= choice %>
<% elif "new Promise(" in ask %>
    <%= database.name %>: () =>
      <%= database.ping %>,
<% else %>
    <%= database.name %>: <%= ask %>,
<% endif %>
<% endfor %>
  }),
);
<% else %>
<%= app %>.get("/health", reportHealth(<%= name | quoted %>));
<% endif %>
