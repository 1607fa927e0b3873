<%= command %>
