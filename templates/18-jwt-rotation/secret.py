<%= secret %>
