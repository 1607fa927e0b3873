from <%= helpers %>.<%= modules.jwt_rotation %> import with_previous_secrets
<% if module %>
from <%= module %> import <%= imported %>
<% endif %>

<%= before or "" %>with_previous_secrets<%= given %><%= arguments or "" %><%= after or "" %>
