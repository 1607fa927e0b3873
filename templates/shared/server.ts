<% if http_import %>
<%= http_import %>

<% endif %>
const <%= server %> = <%= made %>;
