<% if module %>
from <%= module %> import <%= imported %>

<% endif %>
<%= declaration %>
