<% if "once(" in (connections | map(attribute="connect") | join) %>
import { once } from "node:events";
<% endif %>
import { startWhenConnected } from "<%= helpers %>/<%= modules.start %>";
<% for database in connections %>
<% if database.import %>
<%= database.import %>

<% endif %>
<% endfor %>

startWhenConnected(
  <%= server %>,
  {
<% for database in connections %>
<% if database.condition %>
    <%= database.name %>: <%= database.condition %>
      ? () => <%= database.connect %>
      : undefined,
<% elif database.is_long %>
    <%= database.name %>: () =>
      <%= database.connect %>,
<% else %>
    <%= database.name %>: () => <%= database.connect %>,
<% endif %>
<% endfor %>
  },
  <%= "async () =>" if waits else "() =>" %> {
<% for sync in syncs %>
    await <%= sync %>;
<% endfor %>
<% for query in queries_before %>
    <%= query %>
<% endfor %>
    <%= listen %>
<% for query in queries_after %>
    <%= query %>
<% endfor %>
  },
);
