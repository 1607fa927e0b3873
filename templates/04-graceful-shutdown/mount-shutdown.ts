import { shutDownOnSignal } from "<%= helpers %>/<%= modules.shutdown %>";
<% for closer in closing %>
<% if closer.import %>
<%= closer.import %>

<% endif %>
<% endfor %>

// So that a deployment or restart cuts no request off
<% if closing %>
shutDownOnSignal(<%= server %>, {
<% for closer in closing %>
  <%= closer.name %>: () => <%= closer.close %>,
<% endfor %>
});
<% else %>
shutDownOnSignal(<%= server %>);
<% endif %>
